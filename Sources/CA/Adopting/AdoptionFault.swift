public import Diagnostics
public import Kubernetes
public import X509

/// Why the authorities of a running mesh cannot be adopted.
public enum AdoptionFault: Error, Hashable, Sendable {
  /// The Secret has a certificate but no key.
  case noKey(key: String, mesh: String)
  /// The key is encrypted, and there is no passphrase, or not in a form that one opens here.
  case encryptedKey(key: String, isOpenable: Bool)
  /// Another mesh of the home signs with the same key.
  case sharedKey(Certificate, mesh: String, other: String)
  /// The key belongs to another certificate: that under `fits`, if it is in the Secret.
  case unfitKey(Certificate, mesh: String, fits: String?)
  /// Certificate and key stand under each other's name.
  case swapped(certificate: String, key: String)
  /// The Secret lacks a required certificate.
  case noCertificate(key: String, found: [String])
  /// The Secret is in the namespace of another mesh.
  case otherNamespace(secret: String, found: String, mesh: String, expected: String)
  /// The root is missing or not self-signed.
  case notSelfSigned(Certificate?, CACerts.Layout)
  /// The root is not that of the mesh.
  case unfitRoot(Certificate, IntermediateFault, mesh: String)
  /// The certificate is not an intermediate for the mesh.
  case unfitIntermediate(Certificate, IntermediateFault, mesh: String)
  /// The intermediate cannot issue for workloads below the root.
  case brokenPath(IssuingPathFault, CACerts.Layout)
  /// The root has expired, or is not valid yet.
  case rootNotValid(Certificate)
  /// The home already has an authority that would be overwritten.
  case exists(authority: String, held: Certificate)
  /// There are several roots.
  case severalRoots([Certificate])
  /// The root can sign only leaves.
  case noRoom(Certificate)
  /// This home revoked the certificate.
  case revoked(Certificate, since: Timestamp, mesh: String)
}

extension AdoptionFault: Diagnosable {
  /// Always refused; nothing was stored.
  public var exitStatus: ExitStatus { .refused }

  public var diagnostic: Diagnostic {
    switch self {
    case .noKey(let key, let mesh):
      Diagnostic(
        "MT-ADOPT-29", what: "there is no key `\(key)`, so nothing could be signed for `\(mesh)`",
        why: "an authority is adopted together with its key",
        next: "pass the Secret from the cluster; a mesh whose key stays elsewhere belongs under `remotes`")
    case .encryptedKey(let key, let isOpenable):
      Diagnostic(
        "MT-ADOPT-37", what: "the key `\(key)` is encrypted",
        why: "without its passphrase it cannot be sealed here, and istiod does not start with it either",
        next: isOpenable
          ? "pass its passphrase with `--passphrase-file FILE`, or decrypt it: \(Self.decrypting(key))"
          : "decrypt it: \(Self.decrypting(key))")
    case .sharedKey(let certificate, let mesh, let other):
      Diagnostic(
        "MT-ADOPT-38", what: "`\(other)` already signs with the key of `\(certificate)`",
        why: "`\(mesh)` and `\(other)` could then issue each other's identities, and no proxy could tell",
        next:
          "give `\(mesh)` authorities of its own: `\(.meshtrust("apply"))` issues them; its peers need the new root "
          + "before it signs")
    case .unfitKey(let certificate, let mesh, let fits):
      Diagnostic(
        "MT-ADOPT-30", what: "the key does not match `\(certificate)`",
        why: "istiod of `\(mesh)` would not start with the two"
          + (fits.map { "; the key is that of the certificate under `\($0)`" } ?? ""),
        next: fits.map {
          "the certificates are under each other's names, or this is the key of `\($0)`: put each in its place"
        }
          ?? "use certificate and key from the same Secret")
    case .swapped(let certificate, let key):
      Diagnostic(
        "MT-ADOPT-44", what: "`\(certificate)` holds a private key, and `\(key)` a certificate",
        why: "istiod does not start with the two", next: "exchange the two values")
    case .noCertificate(let key, let found):
      Diagnostic(
        "MT-ADOPT-26", what: "there is no certificate under `\(key)`",
        why: found.isEmpty ? "the Secret has no other keys" : "there is \(found.joined(separator: ", "))",
        next: "oc get secret cacerts -n NAMESPACE -o yaml, or istio-ca-secret with --istio-ca-secret")
    case .otherNamespace(let secret, let found, let mesh, let expected):
      Diagnostic(
        "MT-ADOPT-31", what: "the Secret `\(secret)` is in the namespace `\(found)`",
        why: "the control plane of `\(mesh)` is in `\(expected)`", next: Self.otherMesh)
    case .notSelfSigned(let root, let layout):
      Diagnostic(
        "MT-ADOPT-32", what: "`\(root.map(\.description) ?? "the root")` is not self-signed",
        why: "a root must be; certificates below a root belong under `\(layout.chainKey)`",
        next: "put the root under `\(layout.rootsKey)`")
    case .unfitRoot(let root, let fault, let mesh):
      Diagnostic(
        "MT-ADOPT-33", what: "`\(root)` is not the root of `\(mesh)`", why: fault.reason, next: Self.otherMesh)
    case .unfitIntermediate(let intermediate, let fault, let mesh):
      Diagnostic(
        "MT-ADOPT-34", what: "`\(intermediate)` is not an intermediate for `\(mesh)`", why: fault.reason,
        next: Self.otherMesh)
    case .brokenPath(let fault, let layout):
      Diagnostic(
        "MT-ADOPT-35", what: fault.what, why: fault.why,
        next: Self.repair(of: fault, layout))
    case .rootNotValid(let root):
      Diagnostic(
        "MT-ADOPT-36", what: "`\(root)` is not valid now",
        why: "it is valid from \(root.validity.notBefore) to \(root.validity.notAfter)",
        next: "rotate the root on the mesh first")
    case .exists(let authority, let held):
      Diagnostic(
        "MT-ADOPT-23", what: "the home already has `\(authority)`, \(held)",
        why: "an authority in use is never overwritten; its SHA-256 is \(held.fingerprint)",
        next: "adopt into a new home (--home DIR), or keep what is here")
    case .severalRoots(let roots):
      Diagnostic(
        "MT-ADOPT-24",
        what: "there are \(roots.count) roots: "
          + "\(roots.map { "`\($0)` (\($0.fingerprint.prefix(16))…)" }.joined(separator: ", "))",
        why: "a rotation is in progress, and `apply` would remove all but one from every bundle",
        next: "finish the rotation, then adopt the root that is left")
    case .noRoom(let root):
      Diagnostic(
        "MT-ADOPT-25", what: "`\(root)` cannot sign an intermediate",
        why: "its path length is 0: it may sign only leaves, and the home signs leaves with an intermediate",
        next:
          "leave the mesh as it is until it has a new root from `\(.meshtrust("apply"))`, held by every peer beside this one"
      )
    case .revoked(let certificate, let time, let mesh):
      Diagnostic(
        "MT-ADOPT-46", what: "this home revoked `\(certificate)` on \(time)",
        why: "its CRLs name it as long as it is valid; removing a mesh revokes its intermediates",
        next:
          "let the root sign another intermediate for `\(mesh)`, and adopt that; or let the home issue new authorities, "
          + "whose root every peer needs before the mesh signs with them")
    }
  }

  private static let otherMesh: Message =
    "name the mesh that the Secret belongs to, or correct its description in federation.yaml"
}

extension AdoptionFault {
  private static func decrypting(_ key: String) -> String {
    "`openssl pkey -in \(ShellWord.quoted(key)) -out decrypted.pem`"
  }

  private static func repair(of fault: IssuingPathFault, _ layout: CACerts.Layout) -> Message {
    switch fault {
    case .gap:
      "put all that is between the two under `\(layout.chainKey)`, and the root that signed it under `\(layout.rootsKey)`"
    case .notValidNow: "renew it on the mesh first"
    case .notValid, .unsoundKey, .noRoom, .noLeaf:
      "have it issued again without that fault, on the mesh, and adopt it then"
    }
  }
}
