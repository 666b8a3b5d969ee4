public import Diagnostics
import X509

extension TrustFault: Diagnosable {
  /// Refused for safety, except for malformed input and wrong names.
  public var exitStatus: ExitStatus {
    switch self {
    case .noRoots: .malformed
    case .nameless, .unknownRemote, .remoteMesh, .noEndpoint: .usage
    case .ownName, .takenDomain, .otherDomain, .badSignature, .lowerSequence, .changedContent, .firstContact,
      .notVouched, .otherFingerprint, .unvouchedRoots, .olderBundle, .changedBundle, .lostSequence, .hugeSequence:
      .refused
    }
  }

  public var diagnostic: Diagnostic {
    switch self {
    case .ownName(let name):
      Diagnostic(
        "MT-TRUST-03", what: "`\(name)` is a mesh of this home, not a remote",
        why: "its roots are issued here; roots from outside would let others sign in its name",
        next: "import the card of another mesh")
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
        next: "ask its administrator; to begin anew, run `\(.meshtrust("trust", "remove", name))`")
    case .badSignature(let name, let root):
      Diagnostic(
        "MT-TRUST-06", what: "the signature by the root SHA256:\(root) does not match the card of `\(name)`",
        why: "the card was modified after signing, or the signature belongs to another card",
        next: "ask its administrator for the card again, and find out who changed it")
    case .lowerSequence(let name, let held, let offered):
      Diagnostic(
        "MT-TRUST-07", what: "the card of `\(name)` has sequence \(offered), but the home already has \(held)",
        why: "it is older: replaying it would bring back retired roots or addresses",
        next: "ask its administrator for the newest one")
    case .changedContent(let name, _):
      Diagnostic(
        "MT-TRUST-08", what: "the content of `\(name)` differs from the known card with the same sequence",
        why: "every change takes a new number, so one of the two is not its administrator's",
        next: "ask its administrator for a new card; if its home came out of a backup, run "
          + "`\(.meshtrust("trust", "remove", name))` and import the card with --fingerprint")
    case .firstContact(let name, let roots):
      Diagnostic(
        "MT-TRUST-09", what: "`\(name)` is new here, so a fingerprint is needed",
        why: "a card signed by its own root proves only that its sender has some key",
        next: Self.asking(for: Array(roots.prefix(1))))
    case .notVouched(let name, let roots):
      Diagnostic(
        "MT-TRUST-10", what: "no known root of `\(name)` has signed this",
        why: "anyone can create such a file; a step of its rotation was missed, or this is an impersonation",
        next: Self.asking(for: roots))
    case .otherFingerprint(let given, let name, let roots):
      Diagnostic(
        "MT-TRUST-11", what: "SHA256:\(given) matches no root that is offered for `\(name)`",
        why: "offered are \(Self.list(roots)): they are not from the administrator, or the fingerprint is mistyped",
        next: "compare every digit; if they differ, do not import them")
    case .unvouchedRoots(let name, let roots):
      Diagnostic(
        "MT-TRUST-12", what: "nothing vouches for \(Self.list(roots)) of `\(name)`",
        why: "no known root vouches for the change, so each root needs its own fingerprint",
        next: Self.asking(for: roots))
    case .noRoots(let detail):
      Diagnostic(
        "MT-TRUST-19", what: "these are not the roots of a mesh", why: "\(detail)",
        next: "pass the root certificates and nothing else")
    case .nameless(let domain):
      Diagnostic(
        "MT-TRUST-20", what: "the mesh of `\(domain)` is unknown",
        why: "this format contains roots without names", next: "add --name MESH")
    case .olderBundle(let name, let held, let offered):
      Diagnostic(
        "MT-TRUST-54", what: "the endpoint of `\(name)` serves sequence \(offered), and served \(held) before",
        why: "it is stale, or somebody replays an old bundle to bring back a retired root; what is held stays",
        next: "ask its administrator; a cache in front of it must not keep a bundle longer than its refresh hint. If "
          + "it is the newest one, add --fingerprint for each of its roots")
    case .changedBundle(let name, let sequence):
      Diagnostic(
        "MT-TRUST-55", what: "the endpoint of `\(name)` serves other roots with the sequence \(sequence) than before",
        why: "every change gets a new number, so one of the two is not its administrator's; what is held stays",
        next: "compare fingerprints with its administrator")
    case .lostSequence(let name, let held):
      Diagnostic(
        "MT-TRUST-56", what: "the endpoint of `\(name)` serves no sequence, and served \(held) before",
        why: "without a number a replayed old bundle cannot be told from a new one; what is held stays",
        next: "have its administrator publish it with a sequence")
    case .hugeSequence(let name, let offered):
      Diagnostic(
        "MT-TRUST-57", what: "the endpoint of `\(name)` serves the sequence \(offered)",
        why: "no home could ever publish a higher one, which ends all updates; what is held stays",
        next: "ask its administrator who published it")
    case .noEndpoint(let name):
      Diagnostic(
        "MT-TRUST-58", what: "federation.yaml names no `bundleEndpoint` of `\(name)`",
        why: "a bundle is fetched from an endpoint that its reader was told of",
        next: "add `bundleEndpoint` and `trustDomain` to its entry in `spec.remotes`")
    case .unknownRemote(let name, let nearest):
      Diagnostic(
        "MT-TRUST-13", what: "there is no remote `\(name)`",
        why: "a remote is known once its trust card is imported",
        next: .didYouMean(nearest, otherwise: "`\(.meshtrust("trust", "list"))` lists them"))
    case .remoteMesh(let name):
      Diagnostic(
        "MT-TRUST-21", what: "`\(name)` is a remote, not a mesh of this home",
        why: "someone else runs it and has its keys",
        next: "ask its administrator, or see what is held: \(.meshtrust("trust", "show", name))")
    }
  }

  private static func list(_ roots: [Certificate]) -> String {
    roots.map { "\($0) (SHA256:\($0.fingerprint))" }.joined(separator: ", ")
  }

  /// The offered fingerprint must not be copied without asking, so the advice does not contain the whole option.
  private static func asking(for roots: [Certificate]) -> Message {
    let options =
      roots.count == 1
      ? "--fingerprint with the fingerprint of `\(roots.first.map(\.description) ?? "")`"
      : "--fingerprint for each of the \(roots.count) roots"
    return "ask its administrator through another channel, such as the telephone, then add \(options)"
  }
}
