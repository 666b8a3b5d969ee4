public import X509

/// The lifetime of an authority or a bundle.
public struct Lifespan: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    case root
    case intermediate
    /// The roots of one mesh, as its peers have them.
    case bundle
    /// The root of a mesh that others run.
    case remote = "remote root"
  }

  public let kind: Kind
  /// The name of the mesh or remote, or `shared`.
  public let owner: String
  /// What it is, for people.
  public let name: String
  public let start: Timestamp
  /// When to replace it; nil if it is replaced with something else.
  public let due: Timestamp?
  public let end: Timestamp
  /// Of the certificate; of a bundle, of its roots.
  public let fingerprints: [String]
  /// A remark, such as a rotation's phase.
  public let remark: String
}
