import Cryptography
import Diagnostics
public import Federation
public import X509

/// An action that waits until a second person approves it: the text that is signed, and what came of it.
public struct Proposal: Hashable, Sendable {
  public enum State: String, Hashable, Sendable {
    case waiting
    case carriedOut = "carried-out"
  }

  private static let heading = "meshtrust-approval-v1"
  /// What `ssh-keygen -Y sign -n` is given, so that no other signature of the same key approves anything.
  public static let namespace = "meshtrust-approval"
  /// How long a proposal can be approved and carried out, in seconds.
  static let lifetime: Int64 = 86_400

  /// What is signed, one `name value` a line.
  public let text: String
  public let state: State
  public let created: Timestamp
  /// When it can no longer be approved or carried out.
  public let expires: Timestamp
  /// The home that it is for.
  let home: String
  public let proposer: String
  /// Where that name comes from, as in the log; empty in proposals of older versions.
  let proof: String
  public let kind: ApprovalPolicy.Kind
  public let subject: String
  /// What is done, in words.
  public let details: [String]
  /// The command that does it, without the tool's name.
  public let arguments: [String]
  /// Digests of the whole action, and of the state that it starts from.
  let action: String
  let start: String

  /// The first 16 digits of the text's SHA-256.
  public var id: String { String(sha256Hex(Array(text.utf8)).prefix(16)) }

  init(
    _ action: GuardedAction, home: String, start: String, by origin: LogOrigin, with arguments: [String],
    at now: Timestamp
  ) {
    let origin = origin.printable
    self.action = action.digest
    self.home = home
    self.start = start
    proposer = origin.actor
    proof = origin.proof
    self.arguments = arguments
    kind = action.kind
    subject = action.subject
    details = action.details
    created = now
    expires = now + Self.lifetime
    state = .waiting
    let lines: [(String, String)] =
      [
        ("home", home), ("proposer", proposer), ("proof", proof), ("created", created.description),
        ("expires", expires.description),
        ("kind", kind.rawValue), ("subject", subject),
      ] + details.map { ("detail", $0) } + arguments.map { ("argument", $0) }
      + [("action", self.action), ("start", start)]
    text = ([Self.heading] + lines.map { "\($0.0) \($0.1)" }).joined(separator: "\n") + "\n"
  }

  /// Reads a text; nil for another form.
  init?(text: String, state: State) {
    // By scalars, because a value may begin with one that joins the space before it into one character.
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first.map(String.init) == Self.heading, lines.last?.isEmpty == true else { return nil }
    var fields: [String: [String]] = [:]
    for line in lines.dropFirst().dropLast() {
      guard let space = line.firstIndex(of: " ") else { return nil }
      fields[String(line[..<space]), default: []].append(String(line[line.index(after: space)...]))
    }
    func one(_ name: String) -> String? { fields[name]?.count == 1 ? fields[name]?.first : nil }
    guard let home = one("home"), let proposer = one("proposer"),
      let created = one("created").flatMap({ try? Timestamp($0) }),
      let expires = one("expires").flatMap({ try? Timestamp($0) }),
      let kind = one("kind").flatMap(ApprovalPolicy.Kind.init(rawValue:)), let subject = one("subject"),
      let action = one("action"), let start = one("start")
    else { return nil }
    (self.text, self.state, self.home, self.proposer) = (text, state, home, proposer)
    proof = one("proof") ?? ""
    (self.created, self.expires, self.kind, self.subject) = (created, expires, kind, subject)
    (self.action, self.start) = (action, start)
    details = fields["detail"] ?? []
    arguments = fields["argument"] ?? []
  }

  /// Whether somebody of this name proposed it.
  func isBy(_ name: String) -> Bool {
    LogOrigin(actor: proposer, proof: proof, host: "", command: "", tool: "", run: "").isBy(name)
  }

  /// Whether it is for the same action from the same state, by the same person with the same command.
  func isSame(as other: Proposal) -> Bool {
    (action, start, proposer, home) == (other.action, other.start, other.proposer, other.home)
      && arguments == other.arguments
  }
}

/// An approval of a proposal: who, and the signature as `ssh-keygen` wrote it.
public struct Approval: Hashable, Sendable {
  public let approver: String
  /// `TYPE BASE64`.
  let key: String
  let signature: String
  public let time: Timestamp
}

/// A proposal that has its approvals, and that the next change of the database carries out.
struct CarriedProposal: Sendable {
  let proposal: Proposal
  /// What the action is about, for the log.
  let subject: String
  /// Who approved it.
  let approvers: [String]
}

/// An action that may need an approval.
struct GuardedAction: Hashable, Sendable {
  let kind: ApprovalPolicy.Kind
  let subject: String
  /// Everything that is decided by whoever proposes it, a fact each.
  let details: [String]

  init(_ kind: ApprovalPolicy.Kind, of subject: String, _ details: [String]) {
    self.kind = kind
    self.subject = subject.printable
    self.details = details.map(\.printable)
  }

  var digest: String {
    var writer = StateWriter()
    for field in [kind.rawValue, subject] + details { writer.put(field) }
    return sha256Hex(writer.octets)
  }
}
