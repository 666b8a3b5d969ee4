import Diagnostics
public import SPIFFE
import X509

/// Why a certificate is not an intermediate for a mesh.
public enum IntermediateFault: Error, Hashable, Sendable {
  /// No cA:TRUE, or no keyCertSign.
  case notAuthority
  /// A URI other than that of the trust domain.
  case otherIdentity(String, TrustDomain)
  /// Name constraints that exclude the identities of the trust domain.
  case excludedIdentities(TrustDomain)
  /// An extendedKeyUsage without serverAuth or clientAuth.
  case purposes

  /// The fault as a sentence about the certificate.
  var reason: Message {
    switch self {
    case .notAuthority: "it lacks cA:TRUE or keyCertSign, so peers reject what it signs"
    case .otherIdentity(let uri, let domain): "it carries \(uri.printable) instead of \(domain.uri)"
    case .excludedIdentities(let domain): "its name constraints do not permit identities of \(domain)"
    case .purposes: "its extendedKeyUsage lacks serverAuth or clientAuth (rule CA-09)"
    }
  }
}
