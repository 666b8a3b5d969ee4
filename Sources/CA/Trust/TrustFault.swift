public import Diagnostics
import Federation
public import X509

/// Why what is offered as a remote's trust is not taken.
public enum TrustFault: Error, Hashable, Sendable {
  /// The name is that of a mesh of this home.
  case ownName(String)
  /// The trust domain is another mesh's.
  case takenDomain(String, by: String, isOurs: Bool, name: String)
  /// The remote is held under another trust domain.
  case otherDomain(name: String, held: String, offered: String)
  /// A signature is not the root's over this card.
  case badSignature(name: String, root: String)
  /// The number is lower than the one held.
  case lowerSequence(name: String, held: Int64, offered: Int64)
  /// The number is the one held, and the content is another.
  case changedContent(name: String, sequence: Int64)
  /// Nothing is held, and no fingerprint was given.
  case firstContact(name: String, roots: [Certificate])
  /// No root that is held for the domain has signed.
  case notVouched(name: String, roots: [Certificate])
  /// A fingerprint that was given is of no root offered.
  case otherFingerprint(String, name: String, roots: [Certificate])
  /// Roots that neither a signature nor a fingerprint vouches for.
  case unvouchedRoots(name: String, roots: [Certificate])
  /// What is offered cannot be the roots of a mesh.
  case noRoots(detail: String)
  /// A form without names, and nothing tells which mesh it is.
  case nameless(trustDomain: String)
  /// Nothing is held of a remote.
  case unknownRemote(String, nearest: String?)
  /// A remote is named where one of the home's own meshes is wanted.
  case remoteMesh(String)
  /// Nobody said yes.
  case notConfirmed(name: String, removing: Bool)
}

extension TrustFault: Diagnosable {
  /// Refused for safety, but for what is malformed or misnamed.
  public var exitStatus: ExitStatus {
    switch self {
    case .noRoots: .malformed
    case .nameless, .unknownRemote, .remoteMesh: .usage
    default: .refused
    }
  }

  /// The story.
  public var diagnostic: Diagnostic {
    switch self {
    case .ownName, .takenDomain, .otherDomain: names
    case .badSignature, .lowerSequence, .changedContent: content
    case .firstContact, .notVouched, .otherFingerprint, .unvouchedRoots: vouching
    case .noRoots, .nameless, .unknownRemote, .notConfirmed: rest
    case .remoteMesh(let name):
      Diagnostic(
        "MT-TRUST-21", what: "`\(name)` is a remote, and not a mesh of this home",
        why: "other people run it and hold its keys",
        next: "ask its administrator, or see what is held: meshtrust trust show \(name)")
    }
  }

  private var names: Diagnostic {
    switch self {
    case .takenDomain(let domain, let other, let isOurs, let name):
      Diagnostic(
        "MT-TRUST-04", what: "the trust domain `\(domain)` of `\(name)` is that of `\(other)`",
        why: isOurs
          ? "whoever imported it would let others sign identities of our own mesh"
          : "a second mesh under it could sign identities of the first one's workloads",
        next: "ask the sender for the card of its own mesh")
    case .otherDomain(let name, let held, let offered):
      Diagnostic(
        "MT-TRUST-05", what: "the card says that `\(name)` is of `\(offered)`, and `\(held)` is held",
        why: "a mesh never changes its trust domain; this is another mesh, or somebody poses as it",
        next: "ask its administrator; to begin anew, run `meshtrust trust remove \(name)`")
    default:
      Diagnostic(
        "MT-TRUST-03", what: "`\(self.name)` is a mesh of this home, and no remote",
        why: "its roots are issued here; roots from outside would let others sign in its name",
        next: "give the card of another mesh")
    }
  }

  private var content: Diagnostic {
    switch self {
    case .badSignature(_, let root):
      Diagnostic(
        "MT-TRUST-06", what: "the signature by the root SHA256:\(root) does not fit the card of `\(name)`",
        why: "the card was changed after it was signed, or the signature is from another card",
        next: "ask its administrator for the card again, and find out who changed it")
    case .lowerSequence(_, let held, let offered):
      Diagnostic(
        "MT-TRUST-07", what: "the card of `\(name)` has sequence \(offered), and \(held) is held",
        why: "it is older: playing it back would bring roots or addresses into force again that were retired",
        next: "ask its administrator for the newest one")
    default:
      Diagnostic(
        "MT-TRUST-08", what: "the content of `\(name)` differs from what is held under the same sequence",
        why: "every change takes a new number, so one of the two is not its administrator's",
        next: "ask its administrator for a new card; if its home came out of a backup, run "
          + "`meshtrust trust remove \(name)` and import the card with --fingerprint")
    }
  }

  private var vouching: Diagnostic {
    let ask: Message = "ask its administrator by another way, such as the telephone, then add "
    switch self {
    case .otherFingerprint(let given, _, let roots):
      return Diagnostic(
        "MT-TRUST-11", what: "SHA256:\(given) is no root of what is offered for `\(name)`",
        why: "it holds \(Self.list(roots)): this is not what its administrator told you of, or you typed it wrongly",
        next: "compare every digit; if they differ, do not import it")
    case .unvouchedRoots(_, let roots):
      return Diagnostic(
        "MT-TRUST-12", what: "nothing vouches for \(Self.list(roots)) of `\(name)`",
        why: "no root that is known has signed it, so that each root needs a fingerprint of its own",
        next: ask + Self.options(roots))
    case .notVouched(_, let roots):
      return Diagnostic(
        "MT-TRUST-10", what: "no root that is held for `\(name)` has signed this",
        why: "anybody can make such a file; a step of its rotation was missed, or somebody poses as it",
        next: ask + Self.options(roots))
    default:
      return Diagnostic(
        "MT-TRUST-09", what: "nothing is held of `\(name)` yet, so that a fingerprint is needed",
        why: "a card signed by its own root proves only that its sender has some key",
        next: ask + Self.options(Array(rootsOffered.prefix(1))))
    }
  }

  private var rest: Diagnostic {
    switch self {
    case .noRoots(let detail):
      Diagnostic(
        "MT-TRUST-19", what: "these are not the roots of a mesh", why: "\(detail)",
        next: "give the root certificates, and nothing else")
    case .nameless(let domain):
      Diagnostic(
        "MT-TRUST-20", what: "which mesh `\(domain)` belongs to is not said", why: "this form holds roots and no names",
        next: "add --name MESH")
    case .unknownRemote(let name, let nearest):
      Diagnostic(
        "MT-TRUST-13", what: "nothing is held of a remote `\(name)`",
        why: nearest.map { "the nearest name is `\($0)`" } ?? "no name comes near it",
        next: nearest.map { "write `\($0)`" } ?? "`meshtrust trust list` lists them")
    default:
      Diagnostic(
        "MT-TRUST-14", what: "nobody said yes, so that nothing was changed for `\(name)`",
        why: "what a mesh trusts is changed only by somebody who has looked at it",
        next: "look at the changes above, then run it again with --yes")
    }
  }

  private var name: String {
    switch self {
    case .ownName(let name), .takenDomain(_, _, _, let name), .otherDomain(let name, _, _),
      .badSignature(let name, _), .lowerSequence(let name, _, _), .changedContent(let name, _),
      .firstContact(let name, _), .notVouched(let name, _), .otherFingerprint(_, let name, _),
      .unvouchedRoots(let name, _), .unknownRemote(let name, _), .notConfirmed(let name, _), .remoteMesh(let name):
      name
    case .noRoots, .nameless: ""
    }
  }

  private var rootsOffered: [Certificate] {
    if case .firstContact(_, let roots) = self { roots } else { [] }
  }

  private static func list(_ roots: [Certificate]) -> String {
    roots.map { "\($0) (SHA256:\($0.fingerprint))" }.joined(separator: ", ")
  }

  private static func options(_ roots: [Certificate]) -> Message {
    // What is offered must not be copied without asking: the digits to compare are shown, and not the whole option.
    roots.count == 1
      ? "--fingerprint with what it tells you of `\(roots.first.map(\.description) ?? "")`"
      : "--fingerprint for each of the \(roots.count) roots"
  }
}
