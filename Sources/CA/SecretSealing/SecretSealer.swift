import Cryptography
import Diagnostics
public import Kubernetes
public import X509

/// The controller of a mesh's cluster, for which the mesh's key is sealed.
public struct SecretSealer: Hashable, Sendable {
  /// After how many seconds a controller has made newer keys: it makes one every 30 days.
  static let renewal: Int64 = 60 * 86_400

  public let certificate: Certificate
  public let scope: SealedSecret.Scope

  /// - Throws: ``SecretSealingFault`` for a certificate that no controller seals with today.
  public init(_ certificate: Certificate, scope: SealedSecret.Scope, at time: Timestamp) throws(CAError) {
    self.init(certificate, scope)
    _ = try recipient()
    if let fault = fault(at: time) { throw .secretSealing(fault) }
  }

  /// A sealer that was checked when it was stored. Time has passed since: see ``fault(at:)``.
  init(_ certificate: Certificate, _ scope: SealedSecret.Scope) {
    self.certificate = certificate
    self.scope = scope
  }

  /// The key to seal for.
  func recipient() throws(CAError) -> SoundPublicKey {
    let key = try wrapping(CAError.x509, certificate.publicKeyInfo.publicKey())
    guard case .rsa = key.components else { throw .secretSealing(.notRSA(certificate, key.label)) }
    guard key.bits >= SoundPublicKey.leastBits else { throw .secretSealing(.weak(certificate, bits: key.bits)) }
    do throws(CryptographyError) {
      return try SoundPublicKey(key)
    } catch {
      throw .secretSealing(.weak(certificate, bits: key.bits, fault: error.diagnostic.what.description))
    }
  }

  /// Why its controller may not open what would be sealed for it at a time; nil if nothing is known to speak against it.
  func fault(at time: Timestamp) -> SecretSealingFault? {
    time < certificate.validity.notAfter ? nil : .expired(certificate)
  }
}

/// A key that was sealed for a controller.
public struct SealedKeyRecord: Hashable, Sendable {
  /// The SHA-256 of its public key.
  public let key: String
  /// The SHA-256 of the controller's certificate.
  public let certificate: String
  /// The label of RSA-OAEP.
  public let label: String
  public let mesh: String
  /// In base64.
  public let sealed: String
}

/// How the key of one mesh is written: sealed for a controller.
struct MeshSealing: Hashable, Sendable {
  let sealer: SecretSealer
  /// In base64; nil if it is still to be sealed.
  let sealed: String?

  var secret: SealedSecret { SealedSecret(scope: sealer.scope, key: sealed ?? "") }
}
