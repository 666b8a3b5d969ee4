import Cryptography
import Diagnostics
import Kubernetes
import X509

extension CertificateInput {
  /// The names under which a Secret holds what a workload presents.
  private static let presentedKeys = ["tls.crt", "cert-chain.pem"]

  /// What is presented: a Secret of a workload holds that beside its roots.
  func chain(_ source: String) throws -> (certificates: [Certificate], warnings: [Diagnostic]) {
    for case .secret(let secret) in resources ?? [] where secret.values["ca-cert.pem"] == nil {
      guard let key = Self.presentedKeys.first(where: { secret.values[$0] != nil }) else { continue }
      return try ContentError.naming(source) { try Self.texts(secret, key) }
    }
    return try certificates(source)
  }

  /// The roots of a Secret: of istiod's own, or of one that holds nothing but roots.
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
