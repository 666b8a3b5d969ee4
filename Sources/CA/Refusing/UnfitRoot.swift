public import Diagnostics
import Federation
public import SPIFFE
public import X509

/// Why a root of another authority cannot take the place of a present one.
public enum UnfitRoot: Error, Hashable, Sendable {
  /// It is in the bundles already.
  case present(name: String)
  /// Another authority signed it, or its signature is not to be trusted.
  case notSelfSigned(Certificate)
  /// It may not sign certificates: no cA:TRUE, or no keyCertSign.
  case notAuthority(Certificate)
  /// Its path length leaves no room for an intermediate.
  case noRoom(Certificate)
  /// Its name constraints exclude the identities of a mesh.
  case excludes(Certificate, TrustDomain)
  /// Its key is not to be trusted.
  case unsoundKey(Certificate, reason: Message)
  /// It is not valid now.
  case notValid(Certificate, now: Timestamp)
  /// It would be due for its own rotation before this one could end.
  case nearEnd(Certificate, due: Timestamp)
  /// Another root of the home has the same subject and another key.
  case nameTaken(Certificate, by: String)
  /// It names another trust domain than that of its mesh.
  case otherIdentity(Certificate, uri: String, mesh: String)
  /// An intermediate names the old certificate of the same key by its serial number.
  case pinnedByIssuer(Certificate, intermediate: Certificate)
  /// It has the key that is compromised.
  case compromisedKey(Certificate)
  /// Its fingerprint is another one than was said.
  case otherFingerprint(Certificate, expected: String)
  /// An intermediate of another mesh below it could issue for this one.
  case unconfinedBelow(Certificate, intermediate: Certificate, of: String, mesh: String)

  var diagnostic: Diagnostic {
    switch self {
    case .present(let name):
      Diagnostic(
        "MT-ROOT-01", what: "that is the present root of `\(name)`", why: "there is nothing to replace",
        next: "pass the root that is to take its place; for a new intermediate below the present one: "
          + "\(.meshtrust("request", name, "--as", "intermediate"))")
    case .notSelfSigned(let root):
      Diagnostic(
        "MT-ROOT-02", what: "`\(root)` is not a self-signed certificate that can be trusted",
        why: root.isSelfIssued
          ? "it names itself as its issuer, and its signature is not by its own key, or made with SHA-1 or MD5"
          : "`\(root.issuer)` issued it, and istiod and Envoy accept only self-signed roots in a bundle",
        next: "ask its owner for the root at the top; what stands between belongs into the answer to the request")
    case .notAuthority(let root):
      Diagnostic(
        "MT-ROOT-03", what: "`\(root)` may not sign certificates", why: "it lacks cA:TRUE or keyCertSign",
        next: "ask its owner for the certificate of the root, not of a server")
    case .noRoom(let root):
      Diagnostic(
        "MT-ROOT-04", what: "`\(root)` cannot stand above an intermediate",
        why: "its path length is 0, so that it may sign only leaves",
        next: "ask its owner for a root with a path length of 1 or more, or none")
    case .excludes(let root, let domain):
      Diagnostic(
        "MT-ROOT-05", what: "the name constraints of `\(root)` exclude the identities of \(domain)",
        why: "every peer would reject every workload below it",
        next: "ask its owner to permit URI:\(domain), or for a root without name constraints")
    case .unsoundKey(let root, let reason):
      Diagnostic(
        "MT-ROOT-06", what: "the key of `\(root)` is not to be trusted", why: reason,
        next: "ask its owner for a root with an EC key, or RSA of 2048 bits or more")
    case .notValid(let root, let now):
      Diagnostic(
        "MT-ROOT-07", what: "`\(root)` is not valid now",
        why: "it is valid from \(root.validity.notBefore) to \(root.validity.notAfter), and it is \(now)",
        next: "ask its owner for the one that is in use")
    case .nearEnd(let root, let due):
      Diagnostic(
        "MT-ROOT-08", what: "`\(root)` ends too soon",
        why:
          "it ends on \(root.validity.notAfter.day), and is due for a rotation of its own on \(due.day), before this one "
          + "could end",
        next: "ask its owner for the root that comes after it")
    case .nameTaken(let root, let name):
      Diagnostic(
        "MT-ROOT-09", what: "`\(root)` has the subject of `\(name)` and another key",
        why: "path builders find issuers by name, and some give up after the first",
        next: "ask its owner for a root with a subject of its own")
    case .otherIdentity(let root, let uri, let mesh):
      Diagnostic(
        "MT-ROOT-35", what: "`\(root)` is not a root of `\(mesh)`",
        why: "it names `\(uri.printable)`, another trust domain, so that peers would take it for that one's",
        next: "ask its owner for a root without URI names, or with that of `\(mesh)`")
    case .pinnedByIssuer(let root, let intermediate):
      Diagnostic(
        "MT-ROOT-10", what: "`\(intermediate)` cannot move below the new certificate of `\(root)`",
        why: "its authority key identifier names the old certificate by issuer and serial number, so that verifiers "
          + "reject the new one",
        next: "first install an intermediate whose authority key identifier has the key only")
    case .compromisedKey(let root):
      Diagnostic(
        "MT-ROOT-11", what: "`\(root)` has the key that is compromised",
        why: "a new certificate for the same key is as forgeable as the old one",
        next: "pass a root with another key, or add --to own")
    case .otherFingerprint(let root, let expected):
      Diagnostic(
        "MT-ROOT-12", what: "`\(root)` has another fingerprint than was said",
        why: "its SHA-256 is \(root.fingerprint), and \(expected) was expected",
        next: "ask its owner again, through another channel than the file")
    case .unconfinedBelow(let root, let intermediate, let other, let mesh):
      Diagnostic(
        "MT-ROOT-17", what: "below `\(root)`, `\(intermediate)` of `\(other)` could issue for `\(mesh)`",
        why: "`\(mesh)` would share that root from the first step on, and name constraints do not confine that "
          + "intermediate to `\(other)`",
        next: "first give `\(other)` an intermediate with constraints: "
          + "\(.meshtrust("request", other, "--as", "intermediate")); or accept the danger, which is kept and shown: "
          + "--accept-unconstrained \"reason\"")
    }
  }
}
