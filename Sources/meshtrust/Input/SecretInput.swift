import Cryptography
import Diagnostics
import Kubernetes
import X509

extension CertificateInput {
  /// The keys of a Secret for the chain that a workload presents.
  private static let presentedKeys = ["tls.crt", "cert-chain.pem"]

  /// The presented chain; the Secret of a workload has it beside the roots.
  func chain(_ source: String) throws -> (certificates: [Certificate], warnings: [Diagnostic]) {
    let presented = (resources ?? []).filter { Self.presentedKey($0) != nil }
    guard case .secret(let secret)? = try OneObject.ofCertificates(presented, in: source),
      let key = Self.presentedKey(.secret(secret))
    else { return try certificates(source) }
    return try ContentError.naming(source) { try Self.texts(secret, key) }
  }

  /// The key of a workload's Secret for the chain that it presents; nil for any other object.
  private static func presentedKey(_ resource: Resource) -> String? {
    guard case .secret(let secret) = resource else { return nil }
    let values = secret.values
    return values["ca-cert.pem"] == nil ? presentedKeys.first { values[$0] != nil } : nil
  }

  /// The roots of a Secret: istiod's own, or one with nothing but roots.
  static func roots(of secret: Secret) throws -> (certificates: [Certificate], warnings: [Diagnostic]) {
    let known = CACerts.Layout.pem
    if secret.values[known.rootsKey] != nil, secret.values[known.certificateKey] == nil, secret.values["tls.crt"] == nil
    {
      return try texts(secret, known.rootsKey)
    }
    let values = secret.values
    guard secret.metadata.name != CACerts.secretName else { return try signing(secret) }
    // A root that signs itself is its own anchor: istiod's, or that of an issuer of cert-manager.
    let layouts = [CACerts.Layout.selfSigned, .tls]
    for layout in layouts where values[layout.certificateKey] != nil && isBlank(values[CACerts.Layout.pem.rootsKey]) {
      guard isBlank(values["ca.crt"]) else { break }
      let found = try texts(secret, layout.certificateKey)
      guard let first = found.certificates.first, found.certificates.allSatisfy(\.isSelfSigned), first.isAuthority
      else {
        throw CommandLineError.wrongContent(
          file: "Secret \(secret.metadata.name.printable)",
          found: "a chain, and no root under `ca.crt` or `root-cert.pem`",
          wanted: "roots")
      }
      return found
    }
    if values["tls.crt"] == nil, values[known.certificateKey] == nil, values["ca.crt"] != nil {
      guard values["token"] == nil else {
        throw CommandLineError.wrongContent(
          file: "Secret \(secret.metadata.name.printable)", found: "the roots of the API server",
          wanted: "roots of a mesh")
      }
      return try texts(secret, "ca.crt")
    }
    return try signing(secret)
  }

  private static func isBlank(_ value: SecretBytes?) -> Bool {
    value?.withBytes { bytes in unsafe bytes.allSatisfy { $0 <= 0x20 } } ?? true
  }

  private static func signing(_ secret: Secret) throws -> (certificates: [Certificate], warnings: [Diagnostic]) {
    let found = try CACerts(secret: secret)
    return (found.roots, found.warnings)
  }

  private static func texts(
    _ secret: Secret, _ key: String
  ) throws -> (certificates: [Certificate], warnings: [Diagnostic]) {
    try PEM.certificates(secret.values[key]?.withBytes { bytes in unsafe Array(bytes) } ?? [])
  }
}
