import Documents
import Federation
import SystemPackage
import X509

extension StoreReader {
  func remotes() throws -> [HeldRemote] {
    try database.rows(Self.everyRemote).map { row in
      let facts: String = try row["facts"]
      return HeldRemote(
        card: try Self.card(Array(facts.utf8), of: try row["name"]),
        form: HeldRemote.Form(rawValue: try row["form"]) ?? .card,
        imported: Timestamp(seconds: try row["imported"]), source: try row["source"])
    }
  }

  func published(_ mesh: String) throws -> (sequence: Int64, content: [UInt8])? {
    try database.row("SELECT sequence, content FROM told WHERE mesh = ?", [mesh]).map { row in
      (try row["sequence"], try row["content"])
    }
  }

  func card(of mesh: String, for audience: String?) throws -> (bytes: [UInt8], signers: [String])? {
    try database.row("SELECT card, signers FROM card WHERE mesh = ? AND audience = ?", [mesh, audience ?? ""]).map {
      (try $0["card"], Self.words(try $0["signers"]))
    }
  }

  func signers(of mesh: String) throws -> [String] {
    try database.values("SELECT signers FROM card WHERE mesh = ? ORDER BY audience", [mesh]).flatMap(Self.words)
  }

  private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

  private static func card(_ facts: [UInt8], of name: String) throws -> TrustCard {
    do {
      let documents = try DocumentReader.all(bytes: facts, source: name)
      return try SignedTrustCard(documents.first ?? Document(root: .null, source: name)).card
    } catch {
      throw CAError.damagedStore("the data of the remote `\(name)` cannot be read")
    }
  }
}
