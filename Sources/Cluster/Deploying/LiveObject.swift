public import Cryptography
public import Documents
import Kubernetes
import X509

/// An object as a cluster has it now.
public struct LiveObject: Sendable {
  /// Of Secrets without the values.
  public let node: Node
  /// Those of a Secret.
  public let values: [String: SecretBytes]
  /// Whether the annotation of a client-side apply has a copy of a Secret's values.
  public let hasCopy: Bool
  public let content: ObjectContent
  public let managed: ManagedFields

  public init(_ node: Node, values: [String: SecretBytes] = [:], hasCopy: Bool = false) {
    self.node = node
    self.values = values
    self.hasCopy = hasCopy
    content = ObjectContent(node, values: values)
    managed = ManagedFields(node)
  }

  public var uid: String { metadata("uid") }
  public var resourceVersion: String { metadata("resourceVersion") }
  var isBeingDeleted: Bool { !metadata("deletionTimestamp").isEmpty }
  /// The home that deployed it; nil if none did.
  var home: String? { mark(Annotation.home) }
  /// 0 if no home deployed it.
  var serial: Int64 { mark(Annotation.serial).flatMap { Int64($0) } ?? 0 }

  private func metadata(_ key: String) -> String { node["metadata"]?[key]?.text ?? "" }

  private func mark(_ key: String) -> String? { node["metadata"]?["annotations"]?[key]?.text }
}
