public import Diagnostics
public import X509

/// What keeps the authorities of a running mesh from being taken in.
public enum AdoptionFault: Error, Hashable, Sendable {
  /// The Secret has a certificate and no key.
  case noKey(key: String, mesh: String)
  /// The key is another certificate's.
  case unfitKey(Certificate, mesh: String)
  /// The Secret lacks a certificate that it must have.
  case noCertificate(key: String, found: [String])
  /// A certificate is no authority for the mesh.
  case unfit(what: Message, why: Message)
  /// The path from the intermediate to the root does not hold.
  case brokenChain(what: Message, why: Message)
  /// The home holds something for the mesh that would be overwritten.
  case exists(authority: String, held: Certificate)
  /// There are several roots.
  case severalRoots([Certificate])
  /// The root can sign leaves only.
  case noRoom(Certificate)
}

extension AdoptionFault: Diagnosable {
  /// Refused, whatever it is: nothing was stored.
  public var exitStatus: ExitStatus { .refused }

  /// The story of the fault.
  public var diagnostic: Diagnostic {
    switch self {
    case .noKey(let key, let mesh):
      Diagnostic(
        "MT-ADOPT-20", what: "there is no key `\(key)`, so that nothing could be signed for `\(mesh)`",
        why: "an authority is adopted together with its key",
        next: "give the Secret as the cluster has it; a mesh whose key stays elsewhere belongs under `remotes`")
    case .unfitKey(let certificate, let mesh):
      Diagnostic(
        "MT-ADOPT-20", what: "the key is not the one of `\(certificate)`",
        why: "the public key in the certificate is another one, and istiod of `\(mesh)` would not start with the two",
        next: "take certificate and key from the same Secret")
    case .noCertificate(let key, let found):
      Diagnostic(
        "MT-ADOPT-26", what: "there is no certificate under `\(key)`",
        why: found.isEmpty ? "nothing else is there either" : "there is \(found.joined(separator: ", "))",
        next: "oc get secret cacerts -n NAMESPACE -o yaml, or istio-ca-secret with --istio-ca-secret")
    case .unfit(let what, let why):
      Diagnostic(
        "MT-ADOPT-21", what: what, why: why,
        next: "name the mesh that the Secret belongs to, or correct its description in federation.yaml")
    case .brokenChain(let what, let why):
      Diagnostic(
        "MT-ADOPT-22", what: what, why: why,
        next: "complete cert-chain.pem and root-cert.pem; what has expired must be renewed on the mesh first")
    case .exists(let authority, let held):
      Diagnostic(
        "MT-ADOPT-23", what: "the home already holds `\(authority)`, \(held)",
        why: "what is in use is never overwritten; its SHA-256 is \(held.fingerprint)",
        next: "adopt into a new home (--home DIR), or keep what is here")
    case .severalRoots(let roots):
      Diagnostic(
        "MT-ADOPT-24",
        what: "there are \(roots.count) roots: "
          + "\(roots.map { "`\($0)` (\($0.fingerprint.prefix(16))…)" }.joined(separator: ", "))",
        why: "a rotation is under way, and `apply` would drop all but one from every bundle",
        next: "finish the rotation, then adopt the root that is left")
    case .noRoom(let root):
      Diagnostic(
        "MT-ADOPT-25", what: "no intermediate can hang below `\(root)`",
        why: "its path length is 0: it may sign leaves only, and the home signs them through an intermediate",
        next:
          "leave the mesh as it is until it has a new root from `meshtrust apply`, held by every peer beside this one")
    }
  }
}
