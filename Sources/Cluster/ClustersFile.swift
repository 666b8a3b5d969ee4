import Documents
import Files
public import SystemPackage

/// The user's own clusters.yaml, outside of any repository: contexts, and the programs and kubeconfigs to use them
/// with.
public struct ClustersFile: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    public let context: String?
    public let kubeconfig: String?
    public let client: String?
  }

  static let apiVersion = "meshtrust/v1"
  static let kind = "Clusters"

  /// By mesh.
  public private(set) var meshes: [String: Entry] = [:]
  /// For meshes without their own.
  public private(set) var kubeconfig: String?
  public private(set) var client: String?

  /// Nothing is said.
  public init() {}

  /// Reads the file; one that is missing says nothing.
  ///
  /// - Parameter home: What `~/` in front of a path stands for.
  public init(_ path: FilePath, home: String?) throws(ClusterError) {
    guard FileSystem.exists(path) else { return }
    if let resolved = FileSystem.resolved(path), let item = FileSystem.changeableByOthers(resolved) {
      throw .setup(.writableFile(item.string))
    }
    do throws(DocumentsError) {
      try read(path.string, home)
    } catch {
      throw .setup(.clustersFile(error))
    }
  }

  private mutating func read(_ path: String, _ home: String?) throws(DocumentsError) {
    func expanded(_ text: String?) -> String? {
      guard let text, let home, text.hasPrefix("~/") else { return text }
      return home + text.dropFirst()
    }
    guard let document = try DocumentReader.all(path: path).first else { return }
    var reader = try MappingReader(document.root, at: "", source: path)
    for (key, expected) in [("apiVersion", Self.apiVersion), ("kind", Self.kind)] {
      guard let node = reader.node(key), node.text != expected else { continue }
      throw reader.fault(node, key, expected: "`\(expected)`")
    }
    kubeconfig = expanded(try reader.string("kubeconfig"))
    client = expanded(try reader.string("client"))
    for entry in try reader.entries("meshes") {
      var fields = try MappingReader(entry.value, at: "meshes.\(entry.key)", source: path)
      meshes[entry.key] = Entry(
        context: try fields.string("context"), kubeconfig: expanded(try fields.string("kubeconfig")),
        client: expanded(try fields.string("client")))
      try fields.finish()
    }
    try reader.finish()
  }
}
