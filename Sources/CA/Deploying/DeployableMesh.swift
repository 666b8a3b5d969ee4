public import Cryptography
public import Federation
public import Kubernetes
public import X509

/// Everything that a mesh's cluster should have, with its private key, and what the home knows of what it has.
public struct DeployableMesh: Sendable {
  public let mesh: Mesh
  public let manifests: ManifestSet
  /// The number of the last deployment that this home knows of; 0 before the first.
  public let serial: Int64
  public let deployed: [DeployedObject]
  /// Every version of each peer's roots that the home has published, by the peer's name.
  public let formerRoots: [String: [[Certificate]]]
  /// What stood in the Secret `cacerts` in earlier versions, as far as the keys are known.
  public let formerSecrets: [[String: SecretBytes]]
}
