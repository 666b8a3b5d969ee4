public import Documents

/// The list of files that `oc apply -k` applies together; never a Secret.
public struct Kustomization: Sendable {
  public static let apiVersion = "kustomize.config.k8s.io/v1beta1"
  public static let kind = "Kustomization"

  public var resources: [String]

  private var base = Mapping()

  public init(resources: [String]) {
    self.resources = resources
  }

  /// The caller has checked the kind of the document.
  init(_ document: Document) throws(DocumentsError) {
    var reader = try ObjectReader(document, fields: ["resources"])
    base = reader.mapping
    resources = try reader.strings("resources")
  }

  public var node: Node {
    var mapping = base
    mapping.set("apiVersion", to: .string(Self.apiVersion))
    mapping.set("kind", to: .string(Self.kind))
    mapping.set("resources", to: .list(resources))
    return .mapping(mapping)
  }

  /// The file, with a comment at the top.
  func yaml(comment: [String]) -> [UInt8] { YAMLWriter.write([node], comments: [comment]) }
}

extension Kustomization: Equatable {
  public static func == (left: Kustomization, right: Kustomization) -> Bool { left.node == right.node }
}
