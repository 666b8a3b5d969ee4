public import Diagnostics
public import Signers
import X509

/// A key that was prepared for the next root of an owner cannot be used now.
public struct PreparedKeyFault: Error, Hashable, Sendable {
  public let owner: AuthorityOwner
  public let fault: SignerFault
}

extension PreparedKeyFault: Diagnosable {
  public var exitStatus: ExitStatus { fault.exitStatus }

  /// That of the token or program, with the way out for a key that is lost: no authority has it yet.
  public var diagnostic: Diagnostic {
    var diagnostic = fault.diagnostic
    // A secret that is wrong or missing says nothing of the key.
    guard exitStatus != .secret else { return diagnostic }
    let way: Message = "if the key is lost, give it up: `\(.meshtrust("key", "destroy", "\(owner)/root"))`"
    diagnostic.next = [diagnostic.next, way].filter { !$0.isEmpty }.joined(separator: "; ")
    return diagnostic
  }
}

extension CAError {
  /// Whether a token or program that has a key could not be reached, or did not sign. A wrong PIN is an error of who gave it,
  /// and may not be tried again and again.
  var isOfSigner: Bool {
    switch self {
    case .signer(let fault): fault.exitStatus != .secret || fault.isAbsence
    case .prepared(let prepared): prepared.fault.exitStatus != .secret || prepared.fault.isAbsence
    case .signing, .x509(.signing): exitStatus != .secret
    default: false
    }
  }
}
