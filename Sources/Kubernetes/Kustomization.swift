public import Documents

/// A kustomization: the list of files that `oc apply -k` applies together.
public struct Kustomization: Sendable {
  /// The API version.
  public static let apiVersion = "kustomize.config.k8s.io/v1beta1"
  /// The kind.
  public static let kind = "Kustomization"

  /// The files, in order.
  public var resources: [String]

  private var base = Mapping()

  /// Makes a kustomization of these files.
  public init(resources: [String]) {
    self.resources = resources
  }

  /// Reads a document whose kind is known.
  init(_ document: Document) throws(DocumentsError) {
    var reader = try ObjectReader(document, fields: ["resources"])
    base = reader.mapping
    resources = try reader.strings("resources")
  }

  /// The kustomization as it is written.
  public var node: Node {
    var mapping = base
    mapping.set("apiVersion", to: .string(Self.apiVersion))
    mapping.set("kind", to: .string(Self.kind))
    mapping.set("resources", to: .list(resources))
    return .mapping(mapping)
  }

  /// The file, below a comment.
  func yaml(comment: [String]) -> [UInt8] { YAMLWriter.write([node], comments: [comment]) }
}

extension Kustomization: Equatable {
  /// Whether both are written alike.
  public static func == (left: Kustomization, right: Kustomization) -> Bool { left.node == right.node }
}
