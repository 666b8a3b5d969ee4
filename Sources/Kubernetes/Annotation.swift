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

  /// The values that were left out when a Secret was read from a cluster, comma-separated. No cluster has it.
  public static let omitted = "meshtrust/omitted"

  /// Which home deployed the object.
  public static let home = "meshtrust/home"
  /// Which deployment of the mesh changed the object last; the number only grows.
  public static let serial = "meshtrust/serial"

  /// What a deployment leaves, so that it is known later whose the object is.
  public static let deployment = [home, serial]
  /// What no home writes into a manifest, so that it is no difference.
  public static let foreign = deployment + [omitted]

  static func list(_ values: [some CustomStringConvertible]) -> String {
    values.map(\.description).joined(separator: ",")
  }
}
