import Cryptography
import Documents
public import Federation

/// A Secret whose key only the controller of one cluster opens (bitnami.com/v1alpha1). Only the private key is sealed: the
/// certificates stand in the template, where reviewers see what changes.
public struct SealedSecret: Hashable, Sendable {
  public static let apiVersion = "bitnami.com/v1alpha1"
  public static let kind = "SealedSecret"

  /// The file in the place of that with the Secret; nil for a mesh whose signer reads no Secret.
  public static func file(of mesh: Mesh) -> String? { ManifestSet.secretFile(of: mesh).map { "sealed\($0)" } }

  /// The files that may hold one.
  public static let files = ManifestSet.secretFiles.map { "sealed\($0)" }

  /// The entries of a Secret that are private keys.
  private static let keys: Set = ["ca-key.pem", "tls.key"]

  /// Where the sealed value can be used; it is part of what is sealed.
  public enum Scope: String, Hashable, Sendable, CaseIterable {
    /// Under this name in this namespace.
    case strict
    case namespaceWide = "namespace-wide"
    case clusterWide = "cluster-wide"

    /// The label of RSA-OAEP. The controller reads the scope from the object's own annotations.
    public func label(namespace: String, name: String) -> String {
      switch self {
      case .strict: "\(namespace)/\(name)"
      case .namespaceWide: namespace
      case .clusterWide: ""
      }
    }

    fileprivate var annotations: [String: String] {
      self == .strict ? [:] : ["sealedsecrets.bitnami.com/\(rawValue)": "true"]
    }
  }

  public let scope: Scope
  /// The sealed private key, in base64.
  public let key: String

  public init(scope: Scope, key: String) {
    self.scope = scope
    self.key = key
  }

  /// The manifest in the place of a Secret, whose private key is not looked at.
  func node(of secret: Secret) -> Node {
    var template = secret.metadata
    template.annotations.merge(scope.annotations) { $1 }
    let own = ObjectMetadata(
      name: secret.metadata.name, namespace: secret.metadata.namespace, labels: secret.metadata.labels,
      annotations: scope.annotations)
    let values = secret.values.sorted { $0.key < $1.key }
    let sealed = values.filter { Self.keys.contains($0.key) }.map { ($0.key, Node.string(key)) }
    let open = values.filter { !Self.keys.contains($0.key) }.map { entry in
      (entry.key, Node.string(entry.value.withBytes { unsafe String(decoding: $0, as: UTF8.self) }))
    }
    let content: [(String, Node)] = [
      ("metadata", template.node), ("type", .string(secret.type ?? "Opaque")), ("data", .mapping(open)),
    ]
    return .mapping([
      ("apiVersion", .string(Self.apiVersion)), ("kind", .string(Self.kind)), ("metadata", own.node),
      ("spec", .mapping([("encryptedData", .mapping(sealed)), ("template", .mapping(content))])),
    ])
  }
}
