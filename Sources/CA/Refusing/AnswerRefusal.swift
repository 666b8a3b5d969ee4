import Diagnostics
public import X509

/// Why a chain is not the answer to a request.
public enum AnswerRefusal: Hashable, Sendable {
  /// No certificate with the requested key.
  case otherKey(mesh: String)
  /// Several certificates with the requested key.
  case severalAnswers([Certificate], mesh: String)
  /// No root at the end.
  case noRoot
  /// Another root than the one that is expected.
  case otherRoot(mesh: String, known: Certificate, presented: Certificate)
  /// The certificate is not an intermediate for the mesh.
  case profile(IntermediateFault, mesh: String)
  /// It has the subject of a root.
  case nameOfRoot(Certificate, mesh: String)
  /// The intermediate cannot issue for workloads below the root.
  case path(IssuingPathFault)
  /// It could issue for others that trust its root.
  case unconfined(Certificate, mesh: String, root: Certificate, other: String)
  /// The intermediate of another mesh below the same root could issue for this one.
  case unconfinedOther(Certificate, of: String, mesh: String, root: Certificate)

  var diagnostic: Diagnostic {
    switch self {
    case .otherKey(let mesh):
      Self.diagnostic(
        "MT-HOME-70", "no certificate of the chain has the requested key of `\(mesh)`",
        "the chain answers another request, or an older one")
    case .severalAnswers(let answers, let mesh):
      Self.diagnostic(
        "MT-ROOT-13", "\(answers.count) certificates have the requested key of `\(mesh)`",
        "only one of them can be presented: \(answers.map { "SHA-256 \($0.fingerprint.prefix(16))…" }.joined(separator: ", "))"
      )
    case .noRoot:
      Self.diagnostic(
        "MT-HOME-71", "the chain does not end in its root",
        "every peer needs the root, so it must be in the file, or in one of its own: --root FILE")
    case .otherRoot(let mesh, let known, let presented):
      Diagnostic(
        "MT-HOME-72", what: "the chain ends in another root than this home's",
        why: "it ends in `\(presented)`, SHA-256 \(presented.fingerprint.prefix(16))…, and `\(known)`, SHA-256 "
          + "\(known.fingerprint.prefix(16))…, was expected; a new root must reach every peer before it signs anything",
        next: "ask the issuer for the certificate that answers the request; to change to that root: "
          + "\(.meshtrust("rotate", "start", mesh, "--to", "external", "--root", "FILE"))")
    case .profile(let fault, let mesh):
      Self.diagnostic("MT-HOME-73", "the signed certificate is not an intermediate for `\(mesh)`", fault.reason)
    case .nameOfRoot(let root, let mesh):
      Self.diagnostic(
        "MT-ROOT-14", "the intermediate of `\(mesh)` has the subject of the root `\(root)`",
        "verifiers would take it for issued by itself")
    case .path(let fault): Self.diagnostic("MT-HOME-74", fault.what, fault.why)
    case .unconfined(let intermediate, let mesh, let root, let other):
      Diagnostic(
        "MT-ROOT-15", what: "`\(intermediate)` could issue for \(other)",
        why: "others trust `\(root)` too, and its name constraints do not confine it to `\(mesh)`",
        next: Self.confining(mesh))
    case .unconfinedOther(let intermediate, let other, let mesh, let root):
      Diagnostic(
        "MT-ROOT-16", what: "`\(intermediate)` of `\(other)` could issue for `\(mesh)`",
        why: "`\(mesh)` would trust `\(root)` too, and name constraints do not confine that intermediate to `\(other)`",
        next: Self.confining(other))
    }
  }

  private static func confining(_ mesh: String) -> Message {
    "have it signed with the constraints of the request: "
      + "\(.meshtrust("request", mesh, "--as", "intermediate", "--recipe", "text")); or accept the danger, which is kept "
      + "and shown: --accept-unconstrained \"reason\""
  }

  private static func diagnostic(_ code: Code, _ what: Message, _ why: Message) -> Diagnostic {
    Diagnostic(code, what: what, why: why, next: "ask the issuer for the certificate that answers the request")
  }
}
