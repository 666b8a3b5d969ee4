import X509

extension StoreReader {
  func proposals() throws -> [Proposal] {
    try database.rows("SELECT * FROM proposal ORDER BY created, id").map { row in
      guard let state = Proposal.State(rawValue: try row["state"]),
        let proposal = Proposal(text: try row["text"], state: state), proposal.id == (try row["id"])
      else { throw CAError.damagedStore("a proposal is not one") }
      return proposal
    }
  }

  func approvals(of proposal: String) throws -> [Approval] {
    try database.rows("SELECT * FROM approval WHERE proposal = ? ORDER BY approver", [proposal]).map { row in
      Approval(
        approver: try row["approver"], key: try row["key"], signature: try row["signature"],
        time: Timestamp(seconds: try row["time"]))
    }
  }
}

extension StoreWriter {
  func set(_ proposal: Proposal, _ state: Proposal.State) throws {
    try database.set(
      "proposal", key: ["id"],
      [
        "id": proposal.id, "text": proposal.text, "state": state.rawValue, "created": proposal.created.seconds,
      ])
  }

  func set(_ approval: Approval, of proposal: String) throws {
    try database.set(
      "approval", key: ["proposal", "approver"],
      [
        "proposal": proposal, "approver": approval.approver, "key": approval.key, "signature": approval.signature,
        "time": approval.time.seconds,
      ])
  }
}
