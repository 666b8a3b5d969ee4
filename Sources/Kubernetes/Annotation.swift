/// The annotations of Secrets and ConfigMaps, for readers and for comparisons. No control plane reads them.
public enum Annotation {
  /// The generations of the roots in bundle order, comma-separated.
  public static let rootGenerations = "meshtrust/root-generations"
  /// The SHA-256 fingerprints of the roots in bundle order, comma-separated.
  public static let rootFingerprints = "meshtrust/root-fingerprints"
  /// The generation of the intermediate.
  public static let intermediateGeneration = "meshtrust/intermediate-generation"
  /// The SHA-256 fingerprint of the intermediate.
  public static let intermediateFingerprint = "meshtrust/intermediate-fingerprint"

  static func list(_ values: [some CustomStringConvertible]) -> String {
    values.map(\.description).joined(separator: ",")
  }
}
