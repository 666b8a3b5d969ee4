import Cryptography
import Documents
import X509

/// What of a Secret may be kept.
enum SecretValues {
  static let copy = "kubectl.kubernetes.io/last-applied-configuration"
  /// The values that are no secret.
  private static let certificates: Set<String> = [
    "ca-cert.pem", "root-cert.pem", "cert-chain.pem", "ca.crt", "tls.crt", "root-cert", "ca-bundle.crt",
  ]

  /// The values that are certificates, in base64.
  static func certificates(among values: [String: SecretBytes]) -> [(String, Node)] {
    values.filter { certificates.contains($0.key) }.map { key, value in
      (key, .string(value.withBytes { bytes in unsafe Base64.encode(bytes) }))
    }
  }

  /// The object without the annotation in which a client-side apply leaves a copy of the values.
  static func withoutCopy(_ secret: Node) -> Node {
    guard var root = secret.mapping, var metadata = root["metadata"]?.mapping,
      var annotations = metadata["annotations"]?.mapping
    else { return secret }
    annotations.remove(copy)
    metadata.set("annotations", to: .mapping(annotations))
    root.set("metadata", to: .mapping(metadata))
    return .mapping(root)
  }
}
