public import Documents

/// How istiod reads the configuration of a mesh.
///
/// Source: istio/istio, pkg/util/protomarshal; google.golang.org/protobuf, encoding/protojson.
extension MeshConfig {
  /// Whether istiod, of any revision, reads its configuration from a ConfigMap of this name.
  public static func isConfigMap(named name: String) -> Bool { name == "istio" || name.hasPrefix("istio-") }

  /// The configuration in a ConfigMap's text; nil for an empty text.
  public static func node(_ text: String, source: String) throws(DocumentsError) -> Node? {
    try DocumentReader.all(bytes: Array(text.utf8), source: source).first?.root.withJSONNames
  }
}

extension Node {
  /// The configuration of a mesh with its fields under the names of JSON. istiod also takes those of config.proto, such as
  /// `trust_domain` for `trustDomain`; where both stand, the one of JSON counts.
  public var withJSONNames: Node {
    renamingKeys(notBelow: Self.freeNames) { name in
      let words = name.split(separator: "_", omittingEmptySubsequences: false)
      let isOfProto =
        words.count > 1
        && words.allSatisfy { word in
          !word.isEmpty && word.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
        }
      return isOfProto ? words[0] + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() : name
    }
  }

  /// Fields of config.proto and proxy.proto that map names of the user's own.
  private static let freeNames: Set = [
    "proxyMetadata", "runtimeValues", "customTags", "matchLabels", "labels", "formatters", "headers",
  ]
}

/// One entry of `caCertificates`, with its text.
public struct MeshConfigEntry: Sendable {
  public let pem: String?
  /// The trust domains for which its roots count; empty for all.
  public let trustDomains: [String]
  /// The endpoint from which istiod fetches its roots.
  public let address: String?

  /// The entries of a configuration with the names of JSON.
  ///
  /// - Throws: ``DocumentsError`` for a field of another type: istiod refuses the whole configuration. A restriction that
  ///   cannot be read is never taken for none.
  public static func all(of mesh: Node, in source: String) throws(DocumentsError) -> [MeshConfigEntry] {
    let path = "caCertificates"
    guard let list = mesh[path], !list.isNull else { return [] }
    var entries: [MeshConfigEntry] = []
    for (index, node) in try list.requireSequence(at: path, in: source).enumerated() {
      entries.append(try MeshConfigEntry(node, at: "\(path)[\(index)]", in: source))
    }
    return entries
  }

  private init(_ node: Node, at path: String, in source: String) throws(DocumentsError) {
    func text(_ key: String) throws(DocumentsError) -> String? {
      guard let value = node[key], !value.isNull else { return nil }
      return try value.requireString(at: "\(path).\(key)", in: source)
    }
    _ = try node.requireMapping(at: path, in: source)
    pem = try text("pem")
    address = try text("spiffeBundleUrl")
    trustDomains = try node.texts("trustDomains", at: "\(path).trustDomains", in: source)
  }
}

extension Node {
  /// The texts of a list; none if it is missing or null.
  func texts(_ key: String, at path: String, in source: String) throws(DocumentsError) -> [String] {
    guard let list = self[key], !list.isNull else { return [] }
    var texts: [String] = []
    for (index, item) in try list.requireSequence(at: path, in: source).enumerated() {
      texts.append(try item.requireString(at: "\(path)[\(index)]", in: source))
    }
    return texts
  }
}
