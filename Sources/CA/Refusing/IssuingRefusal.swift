public import Diagnostics
public import Federation
public import X509

/// Why a certificate is not issued, or a key not used.
public enum IssuingRefusal: Hashable, Sendable {
  /// The intermediate has ended; the command renews it.
  case intermediateEnded(mesh: String, Timestamp, renewal: SuggestedCommand)
  /// The root has ended; the command replaces it.
  case rootEnded(mesh: String, Timestamp, replacement: SuggestedCommand)
  /// Not a DNS name.
  case notDNSName(String)
  /// A DNS name outside of the intermediate's name constraints.
  case nameNotPermitted(String, issuer: Certificate, renewal: SuggestedCommand)
  /// A leaf's key with which Envoy fails the handshake.
  case keyOfNoSidecar(String)
  /// A weak key in a request.
  case weakKey(String)
  /// A request with the key of an authority of the home.
  case keyOfAuthority(String)
  /// An answer without a request; `issued` says whether the home issues the mesh's intermediates itself.
  case noRequest(mesh: String, issued: Bool)
  /// A request for a mesh whose root key is in the home.
  case ownRoot(mesh: String, owner: AuthorityOwner, root: String)
  /// A request below a root that arrives, where none of another authority does.
  case nothingArrives(mesh: String)
  /// A test with a key that is not in the home.
  case keyElsewhere(authority: String)
  /// A CRL without the key of any issuer.
  case noListSigner(mesh: String)
  /// No CRL of the mesh was ever signed.
  case noListYet(mesh: String)
  /// A leaf that would live longer than the mesh allows.
  case longLeaf(mesh: String, asked: Lifetime, allowed: Lifetime)
  /// A leaf that a CRL must list until it expires.
  case revokedLeaf(Certificate)
  /// Something for a mesh whose removal waits for a key.
  case leaving(mesh: String)

  var diagnostic: Diagnostic {
    switch self {
    case .intermediateEnded(let mesh, let end, let renewal):
      Diagnostic(
        "MT-HOME-60", what: "the intermediate of `\(mesh)` expired on \(end)",
        why: "no certificate below it would be valid", next: "renew it: `\(renewal)`")
    case .rootEnded(let mesh, let end, let replacement):
      Diagnostic(
        "MT-HOME-61", what: "the root above `\(mesh)` expired on \(end)",
        why: "no certificate below it is valid any more, and every peer has a copy of it",
        next: "replace it at once: `\(replacement)`")
    case .notDNSName(let name):
      Diagnostic(
        "MT-HOME-62", what: "`\(name)` is not a DNS name",
        why: "labels are letters, digits and `-`, at most 63 of them",
        next: "write the name without scheme, port and final dot")
    case .nameNotPermitted(let name, let issuer, let renewal):
      Diagnostic(
        "MT-HOME-63", what: "the intermediate `\(issuer)` may not issue for `\(name)`",
        why: "its name constraints permit \(Self.permitted(by: issuer))",
        next: "add the name to `dnsNames:` of the mesh's profile in federation.yaml, and run "
          + "`\(renewal)`")
    case .keyOfNoSidecar(let label):
      Diagnostic(
        "MT-HOME-64", what: "a leaf with an \(label) key is not issued",
        why: "Envoy fails the handshake with such leaves; as keys of authorities they work",
        next: "use P-256, P-384 or RSA, or add --force")
    case .weakKey(let label):
      Diagnostic(
        "MT-HOME-65", what: "the key, \(label), is too weak", why: "RSA needs at least 2048 bits",
        next: "take a stronger one; for a request, make another request with it")
    case .keyOfAuthority(let name):
      Diagnostic(
        "MT-HOME-59", what: "the request has the key of `\(name)`, an authority of this home",
        why: "whoever has the key would have a second certificate, with other rights than the authority",
        next: "make the request with a key of its own")
    case .noRequest(let mesh, let isIssued):
      Diagnostic(
        "MT-HOME-66", what: "no request of `\(mesh)` waits for an answer",
        why: "an intermediate is installed only for a request of this home",
        next: isIssued
          ? "leave it: this home issues the intermediates of `\(mesh)` itself"
          : "request one first: `\(.meshtrust("request", mesh, "--as", "intermediate"))`")
    case .ownRoot(let mesh, let owner, let root):
      Diagnostic(
        "MT-HOME-67", what: "`\(mesh)` already hangs below \(root), whose key is in this home",
        why: "with an intermediate below another root, every peer would have to trust that root first",
        next:
          "that is a rotation: \(.meshtrust("rotate", "start", owner.argument, "--to", "external", "--root", "FILE"))")
    case .nothingArrives(let mesh):
      Diagnostic(
        "MT-HOME-47", what: "no root of another authority arrives at `\(mesh)`",
        why: "a request below such a root belongs to a rotation that has begun, and in which it does not sign yet",
        next: "\(.meshtrust("rotate", "status"))")
    case .keyElsewhere(let authority):
      Diagnostic(
        "MT-HOME-68", what: "the key of `\(authority)` cannot be tested",
        why: "the test signs certificates with the key, and the key is not in this home",
        next: "ask the owner of the key; `\(.meshtrust("inspect", "FILE"))` shows the constraints of the certificate")
    case .noListSigner(let mesh):
      Diagnostic(
        "MT-HOME-69", what: "no CRL of `\(mesh)` could be signed",
        why: "the keys that may sign one are not in this home",
        next: "ask the owner of the keys; `\(.meshtrust("status"))` lists the keys that are here")
    case .noListYet(let mesh):
      Diagnostic(
        "MT-CRL-04", what: "no CRL of `\(mesh)` has been signed yet", why: "--last signs none",
        next: "\(.meshtrust("crl", mesh))")
    case .longLeaf(let mesh, let asked, let allowed):
      Diagnostic(
        "MT-HOME-75", what: "a leaf for \(asked) lives longer than `\(mesh)` allows",
        why: "its longest is \(allowed); a leaf that outlives it holds up every rotation until it expires",
        next: "--ttl \(allowed), or add --force; to allow more, set `maxWorkloadLifetime` in the mesh's profile")
    case .revokedLeaf(let certificate):
      Diagnostic(
        "MT-HOME-76", what: "`\(certificate.uris.first ?? "\(certificate)")` is revoked, and cannot be forgotten",
        why: "the CRLs list it until it expires on \(certificate.validity.notAfter.day)", next: "leave it")
    case .leaving(let mesh):
      Diagnostic(
        "MT-HOME-38", what: "the removal of `\(mesh)` is not finished",
        why: "its certificates are revoked, and nothing is made for a mesh that leaves",
        next: "the next command that writes and reaches the key of its last CRL finishes it; if the key is lost, do "
          + "without that CRL: `\(.meshtrust("remove", "mesh", mesh, "--accept-missing-crl"))`")
    }
  }

  private static func permitted(by issuer: Certificate) -> String {
    issuer.extensions.nameConstraints?.permitted.map(\.description).joined(separator: ", ") ?? ""
  }
}
