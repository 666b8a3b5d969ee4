import Cryptography
import Documents
import Kubernetes
import X509

/// What of a Secret may be kept.
enum SecretValues {
  static let copy = "kubectl.kubernetes.io/last-applied-configuration"
  /// The values that are certificates by their names.
  private static let certificates: Set<String> = [
    "ca-cert.pem", "root-cert.pem", "cert-chain.pem", "ca.crt", "tls.crt", "root-cert", "ca-bundle.crt",
  ]
  /// The annotations of which anything is read. Others may hold a copy of the values.
  private static let annotations: Set<String> = Set(
    [
      Annotation.rootGenerations, Annotation.rootFingerprints, Annotation.intermediateGeneration,
      Annotation.intermediateFingerprint, Annotation.home, Annotation.serial, "cert-manager.io/certificate-name",
    ] + ObjectOwner.annotations)

  static func isRead(annotation name: String) -> Bool { annotations.contains(name) }

  /// The values that are certificates, in base64; none with a private key among them.
  static func certificates(among values: [String: SecretBytes]) -> [(String, Node)] {
    values.filter { certificates.contains($0.key) && !PrivateKeys.areIn($0.value) }.map { key, value in
      (key, .string(value.withBytes { bytes in unsafe Base64.encode(bytes) }))
    }
  }

  /// The object with those annotations alone of which anything is read.
  static func withoutCopies(_ secret: Node) -> Node {
    guard var root = secret.mapping, var metadata = root["metadata"]?.mapping,
      var annotations = metadata["annotations"]?.mapping
    else { return secret }
    for name in annotations.keys where !isRead(annotation: name) { annotations.remove(name) }
    metadata.set("annotations", to: .mapping(annotations))
    root.set("metadata", to: .mapping(metadata))
    return .mapping(root)
  }
}
