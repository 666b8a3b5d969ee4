public import Documents

/// What of a Secret may be kept.
public enum SecretValues {
  private static let copy = "kubectl.kubernetes.io/last-applied-configuration"
  /// The values that are no secret: certificates.
  private static let certificates: Set<String> = [
    "ca-cert.pem", "root-cert.pem", "cert-chain.pem", "ca.crt", "tls.crt", "root-cert", "ca-bundle.crt",
  ]

  /// Whether an annotation holds a copy of the values, as a client-side apply leaves it.
  public static func hasCopy(_ secret: Node) -> Bool { secret["metadata"]?["annotations"]?[copy] != nil }

  /// The Secret with its certificates alone: neither a key nor an annotation that holds one, and nothing unknown.
  public static func withoutKeys(_ secret: Node) -> Node {
    guard var root = secret.mapping else { return .null }
    root.remove("stringData")
    if var data = root["data"]?.mapping {
      for key in data.keys where !certificates.contains(key) { data.remove(key) }
      root.set("data", to: .mapping(data))
    }
    if var metadata = root["metadata"]?.mapping, var annotations = metadata["annotations"]?.mapping {
      annotations.remove(copy)
      metadata.set("annotations", to: .mapping(annotations))
      root.set("metadata", to: .mapping(metadata))
    }
    return .mapping(root)
  }
}
