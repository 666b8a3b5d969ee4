import Cryptography
import Diagnostics
public import Federation
import Files
import X509

/// What `approval` of federation.yaml lists waits until a second person approves it.
///
/// The list that counts is the one that the home took last, not the file's: whoever could edit the file alone could else
/// empty it. A changed list is an action that needs an approval itself.
extension OpenHome {
  /// Lets an action go on if it needs no approval, or if the command carries out a proposal of exactly this action from
  /// exactly this state. Otherwise records a proposal.
  ///
  /// Called under the home's lock, outside of a transaction, and before anything of the action is changed. The approval is
  /// spent in the transaction with the action's first change (``spendApproval(_:)``): an action that cannot be done, for
  /// example because a token is away, leaves it as it was, and one that was begun can never be carried out twice.
  ///
  /// - Parameter mode: How the action writes into federation.yaml that the meshes have their roots, before its first change
  ///   of the database; nil if it leaves the file as it is.
  /// - Throws: ``ApprovalFault``
  func authorize(_ action: GuardedAction, describing mode: RootMode? = nil) throws(CAError) {
    guard try isIssued(), let policy = try policy(), policy.kinds.contains(action.kind) else { return }
    guard !isAuthorized(action) else { return }
    guard let id = home.proposal else { throw .approval(try propose(action, policy, describing: mode)) }
    let proposal = try self.proposal(id)
    try require(proposal, action, describing: mode)
    let approvers = try countedApprovals(of: proposal, policy).map(\.approver)
    guard approvers.count >= policy.required else {
      throw .approval(.missing(id: proposal.id, given: approvers, required: policy.required))
    }
    noteAuthorized(action, by: CarriedProposal(proposal: proposal, subject: action.subject, approvers: approvers))
  }

  /// Says in the transaction of a change that it carries out the proposals that let it go on.
  func spendApproval(_ writer: any StoreWriting) throws {
    for carried in carriedProposals {
      let proposal = carried.proposal
      try writer.set(proposal, .carriedOut)
      try writer.append(
        .carriedOut, carried.subject,
        "proposal \(proposal.id) of \(proposal.proposer), approved by \(carried.approvers.joined(separator: ", "))",
        at: now)
    }
  }

  /// The list that the home took last; the file's if it has taken none.
  public func policy() throws(CAError) -> ApprovalPolicy? {
    guard try isIssued(), let taken = try takenPolicy() else { return try federation().approval }
    return taken
  }

  /// The list that was taken last.
  private func lastList() throws(CAError) -> Proposal? {
    try read { try $0.proposals() }.filter { $0.kind == .approvers && $0.state == .carriedOut }
      .max { ($0.created, $0.id) < ($1.created, $1.id) }
  }

  private func takenPolicy() throws(CAError) -> ApprovalPolicy? {
    guard let last = try lastList() else { return nil }
    guard let text = last.details.first, let policy = ApprovalPolicy(text: text) else {
      throw .damagedStore("the list of approvers is not one")
    }
    return policy
  }

  /// Takes the list of federation.yaml, if it is another one than before. The first one needs no approval.
  func takePolicy() throws(CAError) {
    guard try isIssued() else { return }
    let (wanted, taken) = (try federation().approval, try takenPolicy())
    guard wanted != taken else { return }
    let text = wanted?.text ?? "required 1; for approvers"
    guard text != taken?.text else { return }
    let faults = wanted?.faults(besides: taken) ?? []
    guard faults.isEmpty else { throw .federation(.findings(faults)) }
    let action = GuardedAction(.approvers, of: "approvers", [text])
    if let taken, !taken.approvers.isEmpty {
      try authorize(action)
      // What was carried out is the list from now on: nothing else is changed.
      if !carriedProposals.isEmpty { try write { _ in } }
      return
    }
    let first = try fresh(action)
    try write { writer in
      try writer.set(first, .carriedOut)
      try writer.append(.carriedOut, action.subject, "the first list: \(text)", at: now)
    }
  }

  // MARK: - Proposing

  private func propose(
    _ action: GuardedAction, _ policy: ApprovalPolicy, describing mode: RootMode?
  ) throws(CAError) -> ApprovalFault {
    var proposal = try fresh(action, describing: mode)
    let same = try read { try $0.proposals() }.first {
      $0.state == .waiting && $0.expires > time && $0.isSame(as: proposal)
    }
    if let same {
      proposal = same
    } else {
      let proposal = proposal
      try write { writer in
        try writer.set(proposal, .waiting)
        try writer.append(.proposed, action.subject, "proposal \(proposal.id): \(action.kind.rawValue)", at: now)
      }
    }
    return .waits(id: proposal.id, kind: action.kind, subject: action.subject, required: policy.required)
  }

  private func fresh(_ action: GuardedAction, describing mode: RootMode? = nil) throws(CAError) -> Proposal {
    if let odd = home.arguments.first(where: { $0.printable != $0 }) { throw .approval(.argument(odd)) }
    var time = time
    // The last list is the one that was made last, also within one second.
    if action.kind == .approvers, let last = try lastList() { time = max(time, last.created + 1) }
    return Proposal(
      action, home: try read { try $0.home()?.name ?? "" }, start: try startState(describing: mode),
      by: try store().author(),
      with: home.arguments, at: time)
  }

  /// The system's time: one that is only given would let a proposal last longer than a day.
  private var time: Timestamp { systemTime ?? now }

  /// What may change between a proposal and its end: what a command only looks at or writes again, and leaves.
  private static let changing: Set<String> = [
    "proposal", "approval", "checkpoint", "certificate", "evidence", "observation", "written_file", "written_folder",
    "deployed_object",
    "deployment", "told", "workload_lifetime", "sealed_key", "seal_slot", "home", "cluster", "card", "revocation_list",
    "applied_description",
  ]

  /// A digest of federation.yaml and of the tables on which an action depends. What the action itself writes into the file
  /// counts as written: a command that was stopped behind that, and before it spent its approval, is carried out again.
  private func startState(describing mode: RootMode?) throws(CAError) -> String {
    let octets = try descriptionOctets()
    let file = if let mode { try described(octets, with: mode) } else { octets }
    let policy = try takenPolicy()?.text ?? ""
    return try read { reader in
      let scope = try StateScope(tables: reader.presentScope().tables.filter { !Self.changing.contains($0.name) })
      var writer = StateWriter()
      writer.put(sha256Hex(file))
      writer.put(policy)
      for (table, digest) in zip(scope.tables, try reader.tableDigests(scope)) {
        writer.put(table.name)
        writer.put(digest)
      }
      return sha256Hex(writer.octets)
    }
  }

  private func require(
    _ proposal: Proposal, _ action: GuardedAction, describing mode: RootMode?
  ) throws(CAError) {
    try requireOpen(proposal)
    try requireSystemTime(proposal)
    guard proposal.kind == action.kind, proposal.action == action.digest else {
      throw .approval(.actionChanged(id: proposal.id))
    }
    guard try proposal.start == startState(describing: mode) else { throw .approval(.stateChanged(id: proposal.id)) }
  }

  /// A proposal says nothing of a time, so that nobody approved the dates that a given one would lead to.
  private func requireSystemTime(_ proposal: Proposal) throws(CAError) {
    guard systemTime == nil else { throw .approval(.otherTime(id: proposal.id)) }
  }

  private func requireOpen(_ proposal: Proposal) throws(CAError) {
    guard proposal.state == .waiting else { throw .approval(.done(id: proposal.id, kind: proposal.kind)) }
    guard proposal.expires > max(time, now) else { throw .approval(.expired(id: proposal.id, proposal.expires)) }
    guard try proposal.home == read({ try $0.home()?.name }) else {
      throw .damagedStore("a proposal is of another home")
    }
  }

  // MARK: - Approving

  /// Every proposal, oldest first, with who approved it.
  public func proposals() throws(CAError) -> [(proposal: Proposal, approvers: [String])] {
    guard try isIssued() else { throw .noAuthorities(home: folder) }
    let policy = try policy()
    var list: [(proposal: Proposal, approvers: [String])] = []
    for proposal in try read({ try $0.proposals() }) {
      let counted = if let policy { try countedApprovals(of: proposal, policy) } else { [Approval]() }
      list.append((proposal, counted.map(\.approver)))
    }
    return list
  }

  /// The proposal whose ID begins so.
  public func proposal(_ prefix: String) throws(CAError) -> Proposal {
    guard try isIssued() else { throw .noAuthorities(home: folder) }
    let all = try read { try $0.proposals() }
    let found = all.filter { !prefix.isEmpty && $0.id.hasPrefix(prefix) }
    guard let one = found.first, found.count == 1 else {
      throw .approval(.unknown(prefix, known: all.filter { $0.state == .waiting }.map(\.id)))
    }
    return one
  }

  /// Records the approval of whoever signed a proposal.
  ///
  /// - Parameters:
  ///   - text: The signature in the form of ssh-keygen.
  ///   - file: Its name, for messages.
  /// - Returns: The approver, and how many approvals there are and must be.
  public func approve(
    _ prefix: String, signature text: String, named file: String
  ) throws(CAError) -> (approver: String, given: Int, required: Int, proposal: Proposal) {
    try locked { () throws(CAError) in
      let proposal = try self.proposal(prefix)
      try requireOpen(proposal)
      guard let policy = try policy() else { throw .approval(.notAsked) }
      guard let signature = SSHSignature(armored: text) else { throw .approval(.signature(.unreadable(file))) }
      guard let approver = policy.approver(with: signature.key) else {
        throw .approval(
          .signature(.stranger(fingerprint: signature.key.fingerprint, known: policy.approvers.map(\.name))))
      }
      guard signature.isValid(for: Array(proposal.text.utf8), in: Proposal.namespace) else {
        throw .approval(.signature(.invalid(id: proposal.id, approver: approver.name)))
      }
      guard !proposal.isBy(approver.name) else { throw .approval(.signature(.ownProposal(approver.name))) }
      let approval = Approval(approver: approver.name, key: approver.key.text, signature: text, time: now)
      try write { writer in
        try writer.set(approval, of: proposal.id)
        try writer.append(
          .approved, proposal.subject,
          "proposal \(proposal.id), by \(approver.name) (ssh \(signature.key.fingerprint))", at: now)
      }
      let given = try countedApprovals(of: proposal, policy).count
      return (approver.name, given, policy.required, proposal)
    }
  }

  /// The approvals that count: by other people than the proposer, who are approvers now, with signatures that verify
  /// again.
  private func countedApprovals(of proposal: Proposal, _ policy: ApprovalPolicy) throws(CAError) -> [Approval] {
    try read { try $0.approvals(of: proposal.id) }.filter { approval in
      guard let signature = SSHSignature(armored: approval.signature),
        let approver = policy.approver(with: signature.key), approver.name == approval.approver
      else { return false }
      return !proposal.isBy(approver.name)
        && signature.isValid(for: Array(proposal.text.utf8), in: Proposal.namespace)
    }
  }
}

extension OpenHome {
  /// Lets a step go on, if it needs no approval or has it.
  ///
  /// - Parameter mode: What ``describeRoots(_:)`` is given next; nil if it is not called.
  public func authorize(
    _ draft: RotationDraft, subject: String, describing mode: RootMode? = nil
  ) throws(CAError) {
    let keys = draft.issued.map(\.authority).filter { $0.role == .root }.compactMap(Self.preparedWords)
    try authorize(
      GuardedAction(.rotation, of: subject, draft.actions.map(\.approvalWords) + keys), describing: mode)
  }
}

extension RotationAction {
  /// Everything that is decided, without what is random or the time of the command.
  var approvalWords: String {
    switch self {
    case .issueRoot(let owner, let generation, let key):
      "issue \(owner)/root g\(generation)" + (key.map { ", \($0.label)" } ?? "")
    case .takeRoot(let owner, let generation, let root):
      "take \(owner)/root g\(generation), SHA-256 \(root.fingerprint)"
    case .issueSharedRoot(let generation, let key, let owners):
      "issue shared/root g\(generation)" + (key.map { ", \($0.label)" } ?? "") + " beside \(Self.words(owners))"
    case .splitRoot(let owners): "split the shared root for \(Self.words(owners))"
    case .joinRoots: "join the roots into one that is shared"
    case .accept(let danger): "accept \(danger.kind.rawValue) of \(danger.owner), SHA-256 \(danger.certificate)"
    case .dropRequests(let owner, let purpose): "drop requests of \(owner), \(purpose)"
    case .set(let rotation):
      "\(rotation.owner) from g\(rotation.leaving) to g\(rotation.arriving) (\(rotation.target.rawValue)): "
        + "\(rotation.phase.rawValue), step \(rotation.step)" + (rotation.isCompromised ? ", compromised" : "")
        + (rotation.reason.isEmpty ? "" : ", \(rotation.reason)")
    case .crossSign(let owner): "cross-sign the roots of \(owner)"
    case .issueIntermediate(let mesh): "issue \(mesh)/intermediate"
    case .finish(let owner): "finish \(owner): the leaving root is retired and its key destroyed"
    case .reissue(let owner, let role): "reissue \(owner)/\(role.rawValue)"
    }
  }

  private static func words(_ owners: [AuthorityOwner: Int]) -> String {
    owners.map { "\($0.key) g\($0.value)" }.sorted().joined(separator: ", ")
  }
}

extension OpenHome {
  /// A proposal that has the approvals it needs and has not ended.
  public func ready(_ prefix: String) throws(CAError) -> Proposal {
    let proposal = try self.proposal(prefix)
    try requireOpen(proposal)
    try requireSystemTime(proposal)
    guard let policy = try policy() else { throw .approval(.notAsked) }
    let given = try countedApprovals(of: proposal, policy).map(\.approver)
    guard given.count >= policy.required else {
      throw .approval(.missing(id: proposal.id, given: given, required: policy.required))
    }
    return proposal
  }
}
