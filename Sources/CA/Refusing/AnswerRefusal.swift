import Diagnostics
import X509

/// Why a chain is not the answer to a request.
public enum AnswerRefusal: Hashable, Sendable {
  /// No certificate with the requested key.
  case otherKey(mesh: String)
  /// No root at the end.
  case noRoot
  /// Another root than that of the home.
  case otherRoot
  /// The certificate is not an intermediate for the mesh.
  case profile(IntermediateFault, mesh: String)
  /// The intermediate cannot issue for workloads below the root.
  case path(IssuingPathFault)

  var diagnostic: Diagnostic {
    switch self {
    case .otherKey(let mesh):
      Self.diagnostic(
        "MT-HOME-70", "no certificate of the chain has the requested key of `\(mesh)`",
        "the chain answers another request, or an older one")
    case .noRoot:
      Self.diagnostic(
        "MT-HOME-71", "the chain does not end in its root", "every peer needs the root, so it must be in the file")
    case .otherRoot:
      Self.diagnostic(
        "MT-HOME-72", "the chain ends in another root than this home's",
        "a new root must reach every peer before it signs anything")
    case .profile(let fault, let mesh):
      Self.diagnostic("MT-HOME-73", "the signed certificate is not an intermediate for `\(mesh)`", fault.reason)
    case .path(let fault): Self.diagnostic("MT-HOME-74", fault.what, fault.why)
    }
  }

  private static func diagnostic(_ code: Code, _ what: Message, _ why: Message) -> Diagnostic {
    Diagnostic(code, what: what, why: why, next: "ask the issuer for the certificate that answers the request")
  }
}
