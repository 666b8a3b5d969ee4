public import Diagnostics
public import Kubernetes
public import X509

/// A ConfigMap with its roots, or with the reason why they cannot be read.
public struct ObservedRoots: Sendable {
  public let object: SeenObject
  public let certificates: Result<[Certificate], Unreadable>
  /// The configuration of a mesh of Istio, which has the roots of several meshes; nil for any other ConfigMap.
  public let meshConfig: Result<MeshConfig, Unreadable>?

  /// Why the roots cannot be read.
  public struct Unreadable: Error, Sendable {
    public let diagnostic: Diagnostic

    public init(_ diagnostic: Diagnostic) {
      self.diagnostic = diagnostic
    }
  }

  public init(
    object: SeenObject, certificates: Result<[Certificate], Unreadable>,
    meshConfig: Result<MeshConfig, Unreadable>? = nil
  ) {
    self.object = object
    self.certificates = certificates
    self.meshConfig = meshConfig
  }
}
