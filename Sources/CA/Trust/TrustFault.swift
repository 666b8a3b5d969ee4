public import Diagnostics
import Federation
public import X509

/// Why the trust offered for a remote is refused.
public enum TrustFault: Error, Hashable, Sendable {
  /// The name belongs to a mesh of this home.
  case ownName(String)
  /// The trust domain belongs to another mesh.
  case takenDomain(String, by: String, isOurs: Bool, name: String)
  /// The home knows the remote with another trust domain.
  case otherDomain(name: String, held: String, offered: String)
  /// A signature of a root does not match this card.
  case badSignature(name: String, root: String)
  /// The number is lower than the known one.
  case lowerSequence(name: String, held: Int64, offered: Int64)
  /// The number is the known one, but the content differs.
  case changedContent(name: String, sequence: Int64)
  /// The remote is new, and no fingerprint was given.
  case firstContact(name: String, roots: [Certificate])
  /// No known root of the trust domain has signed.
  case notVouched(name: String, roots: [Certificate])
  /// A given fingerprint matches none of the offered roots.
  case otherFingerprint(String, name: String, roots: [Certificate])
  /// Roots that neither a signature nor a fingerprint vouches for.
  case unvouchedRoots(name: String, roots: [Certificate])
  /// The offered certificates cannot be the roots of a mesh.
  case noRoots(detail: String)
  /// A format without names, and the mesh is unknown.
  case nameless(trustDomain: String)
  /// The home does not know the remote.
  case unknownRemote(String, nearest: String?)
  /// A remote instead of one of the home's own meshes.
  case remoteMesh(String)
  /// The change was not confirmed.
  case notConfirmed(name: String, removing: Bool)
}

extension TrustFault: Diagnosable {
  /// Refused for safety, except for malformed input and wrong names.
  public var exitStatus: ExitStatus {
    switch self {
    case .noRoots: .malformed
    case .nameless, .unknownRemote, .remoteMesh: .usage
    default: .refused
    }
  }

  public var diagnostic: Diagnostic {
    switch self {
    case .ownName, .takenDomain, .otherDomain: names
    case .badSignature, .lowerSequence, .changedContent: content
    case .firstContact, .notVouched, .otherFingerprint, .unvouchedRoots: vouching
    case .noRoots, .nameless, .unknownRemote, .notConfirmed: rest
    case .remoteMesh(let name):
      Diagnostic(
        "MT-TRUST-21", what: "`\(name)` is a remote, not a mesh of this home",
        why: "someone else runs it and has its keys",
        next: "ask its administrator, or see what is held: meshtrust trust show \(name)")
    }
  }

  private var names: Diagnostic {
    switch self {
    case .takenDomain(let domain, let other, let isOurs, let name):
      Diagnostic(
        "MT-TRUST-04", what: "the trust domain `\(domain)` of `\(name)` belongs to `\(other)`",
        why: isOurs
          ? "importing it would let others sign identities of our own mesh"
          : "a second mesh with it could sign identities of the first one's workloads",
        next: "ask the sender for the card of its own mesh")
    case .otherDomain(let name, let held, let offered):
      Diagnostic(
        "MT-TRUST-05", what: "the card has the trust domain `\(offered)` for `\(name)`, but it is known with `\(held)`",
        why: "a mesh never changes its trust domain; this is another mesh, or an impersonation",
        next: "ask its administrator; to begin anew, run `meshtrust trust remove \(name)`")
    default:
      Diagnostic(
        "MT-TRUST-03", what: "`\(self.name)` is a mesh of this home, not a remote",
        why: "its roots are issued here; roots from outside would let others sign in its name",
        next: "import the card of another mesh")
    }
  }

  private var content: Diagnostic {
    switch self {
    case .badSignature(_, let root):
      Diagnostic(
        "MT-TRUST-06", what: "the signature by the root SHA256:\(root) does not match the card of `\(name)`",
        why: "the card was modified after signing, or the signature belongs to another card",
        next: "ask its administrator for the card again, and find out who changed it")
    case .lowerSequence(_, let held, let offered):
      Diagnostic(
        "MT-TRUST-07", what: "the card of `\(name)` has sequence \(offered), but the home already has \(held)",
        why: "it is older: replaying it would bring back retired roots or addresses",
        next: "ask its administrator for the newest one")
    default:
      Diagnostic(
        "MT-TRUST-08", what: "the content of `\(name)` differs from the known card with the same sequence",
        why: "every change takes a new number, so one of the two is not its administrator's",
        next: "ask its administrator for a new card; if its home came out of a backup, run "
          + "`meshtrust trust remove \(name)` and import the card with --fingerprint")
    }
  }

  private var vouching: Diagnostic {
    let ask: Message = "ask its administrator through another channel, such as the telephone, then add "
    switch self {
    case .otherFingerprint(let given, _, let roots):
      return Diagnostic(
        "MT-TRUST-11", what: "SHA256:\(given) matches no root in the file for `\(name)`",
        why: "the file has \(Self.list(roots)): it is not from the administrator, or the fingerprint is mistyped",
        next: "compare every digit; if they differ, do not import it")
    case .unvouchedRoots(_, let roots):
      return Diagnostic(
        "MT-TRUST-12", what: "nothing vouches for \(Self.list(roots)) of `\(name)`",
        why: "no known root has signed it, so each root needs its own fingerprint",
        next: ask + Self.options(roots))
    case .notVouched(_, let roots):
      return Diagnostic(
        "MT-TRUST-10", what: "no known root of `\(name)` has signed this",
        why: "anyone can create such a file; a step of its rotation was missed, or this is an impersonation",
        next: ask + Self.options(roots))
    default:
      return Diagnostic(
        "MT-TRUST-09", what: "`\(name)` is new here, so a fingerprint is needed",
        why: "a card signed by its own root proves only that its sender has some key",
        next: ask + Self.options(Array(rootsOffered.prefix(1))))
    }
  }

  private var rest: Diagnostic {
    switch self {
    case .noRoots(let detail):
      Diagnostic(
        "MT-TRUST-19", what: "these are not the roots of a mesh", why: "\(detail)",
        next: "pass the root certificates and nothing else")
    case .nameless(let domain):
      Diagnostic(
        "MT-TRUST-20", what: "the mesh of `\(domain)` is unknown", why: "this format contains roots without names",
        next: "add --name MESH")
    case .unknownRemote(let name, let nearest):
      Diagnostic(
        "MT-TRUST-13", what: "there is no remote `\(name)`",
        why: nearest.map { "the nearest name is `\($0)`" } ?? "no name is similar",
        next: nearest.map { "write `\($0)`" } ?? "`meshtrust trust list` lists them")
    default:
      Diagnostic(
        "MT-TRUST-14", what: "not confirmed: nothing was changed for `\(name)`",
        why: "changes of trust need confirmation",
        next: "check the changes above, then run the command again with --yes")
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
    // The offered fingerprint must not be copied without asking, so the advice does not contain the whole option.
    roots.count == 1
      ? "--fingerprint with the fingerprint of `\(roots.first.map(\.description) ?? "")`"
      : "--fingerprint for each of the \(roots.count) roots"
  }
}
