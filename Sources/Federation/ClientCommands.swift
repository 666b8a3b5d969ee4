public import Diagnostics

/// The command lines of `oc` or `kubectl` that administrators are told to type. Only these values word them, so that no
/// text tells anybody to do what loses data or connections.
///
/// - A client-side `apply` writes a copy of what it applies into an annotation of the object. For the Secret `cacerts`
///   that is the private key of the mesh's CA, which then outlives every rotation.
/// - A server-side `apply` deletes fields of others from an object that somebody once applied client-side, without a
///   conflict. The Secret is wholly ours; the ServiceMeshControlPlane is not, and is never applied like that.
/// - Deleting the Pods of a gateway by their label takes all replicas at once; a rollout replaces one after another.
public struct ClientCommands: Hashable, Sendable {
  /// The manager of our fields, in `metadata.managedFields`.
  public static let fieldManager = "meshtrust"

  /// `oc` or `kubectl`.
  public let client: String

  public init(_ client: String) {
    self.client = client
  }

  /// Applies a Secret from a file, by default from standard input.
  public func applySecret(_ file: Message = "-") -> Message {
    "\(client) apply --server-side --force-conflicts --field-manager=\(Self.fieldManager) -f \(file)"
  }

  /// Removes the copy of the key that an earlier client-side `apply` left in the Secret; harmless where there is none.
  public func removeCopy(ofSecret name: String, in namespace: String) -> String {
    "\(client) annotate secret \(ShellWord.quoted(name)) -n \(ShellWord.quoted(namespace)) "
      + "kubectl.kubernetes.io/last-applied-configuration-"
  }

  /// Applies an object that is no Secret.
  public func apply(_ file: Message) -> Message { "\(client) apply -f \(file)" }

  /// Applies a mesh's folder, whose kustomization.yaml names no Secret.
  public func apply(folder: Message) -> Message { "\(client) apply -k \(folder)" }

  /// Replaces the Pods of Deployments, as many at a time as each Deployment allows.
  public func restart(_ deployments: String..., in namespace: String) -> String {
    restart(deployments, in: namespace)
  }

  /// Replaces the Pods of Deployments, as many at a time as each Deployment allows.
  public func restart(_ deployments: [String], in namespace: String) -> String {
    let names = deployments.map { ShellWord.quoted("deployment/\($0)") }.joined(separator: " ")
    return "\(client) rollout restart \(names) -n \(ShellWord.quoted(namespace))"
  }
}

extension Mesh {
  public var clientCommands: ClientCommands { ClientCommands(client) }
}
