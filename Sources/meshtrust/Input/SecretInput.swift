import Cryptography
import Diagnostics
import Kubernetes
import X509

extension CertificateInput {
  /// The keys of a Secret for the chain that a workload presents.
  private static let presentedKeys = ["tls.crt", "cert-chain.pem"]

  /// The presented chain; the Secret of a workload has it beside the roots.
  func chain(_ source: String) throws -> (certificates: [Certificate], warnings: [Diagnostic]) {
    for case .secret(let secret) in resources ?? [] where secret.values["ca-cert.pem"] == nil {
      guard let key = Self.presentedKeys.first(where: { secret.values[$0] != nil }) else { continue }
      return try ContentError.naming(source) { try Self.texts(secret, key) }
    }
    return try certificates(source)
  }

  /// The roots of a Secret: istiod's own, or one with nothing but roots.
  static func roots(of secret: Secret) throws -> (certificates: [Certificate], warnings: [Diagnostic]) {
    let known = CACerts.Layout.pem
    if secret.values[known.rootsKey] != nil, secret.values[known.certificateKey] == nil, secret.values["tls.crt"] == nil
    {
      return try texts(secret, known.rootsKey)
    }
    let found = try CACerts(secret: secret)
    return (found.roots, found.warnings)
  }

  private static func texts(
    _ secret: Secret, _ key: String
  ) throws -> (certificates: [Certificate], warnings: [Diagnostic]) {
    try PEM.certificates(secret.values[key]?.withBytes { bytes in unsafe Array(bytes) } ?? [])
  }
}
