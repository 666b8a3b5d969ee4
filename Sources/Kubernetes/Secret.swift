public import Cryptography
public import Documents
import X509

/// A Secret. Its values are never printed, and are serialized only into memory that is wiped.
public struct Secret: Sendable {
  public static let apiVersion = "v1"
  public static let kind = "Secret"

  public var metadata: ObjectMetadata
  /// `Opaque`, `kubernetes.io/tls` and the like.
  public var type: String?
  public var data: [String: SecretBytes]
  /// Values in plain text in the manifest; they take precedence over `data`.
  public var stringData: [String: SecretBytes]

  private var base = Mapping()

  public init(metadata: ObjectMetadata, type: String? = "Opaque", data: [String: SecretBytes]) {
    self.metadata = metadata
    self.type = type
    self.data = data
    stringData = [:]
  }

  /// The caller has checked the kind of the document.
  init(_ document: Document) throws(DocumentsError) {
    var reader = try ObjectReader(document, fields: ["metadata", "type", "data", "stringData"])
    base = reader.mapping
    base.remove("data")
    base.remove("stringData")
    metadata = try ObjectMetadata(of: &reader)
    // The annotation of `kubectl apply` has a copy of the values.
    metadata.forgetAnnotation("kubectl.kubernetes.io/last-applied-configuration")
    base.set("metadata", to: metadata.node)
    type = try reader.string("type")
    data = [:]
    for entry in try reader.secretEntries("data") {
      data[entry.key] = SecretBytes(copying: try reader.base64(entry, in: "data"))
    }
    stringData = [:]
    for entry in try reader.secretEntries("stringData") {
      guard let text = entry.value.string else {
        throw reader.fault(entry, in: "stringData", found: entry.value.kindName, expected: "a string")
      }
      stringData[entry.key] = SecretBytes(copying: text.utf8)
    }
  }

  /// A Secret whose values were read apart from the rest.
  ///
  /// - Parameter head: The object without its values.
  public init(head: Node, data: [String: SecretBytes]) throws(DocumentsError) {
    try self.init(Document(root: head, source: "secret"))
    self.data = data
  }

  /// The values as the API server stores them.
  public var values: [String: SecretBytes] { data.merging(stringData) { $1 } }

  /// The manifest without the values.
  public var head: Node {
    var mapping = base
    mapping.set("apiVersion", to: .string(Self.apiVersion))
    mapping.set("kind", to: .string(Self.kind))
    mapping.set("metadata", to: metadata.node)
    mapping.set("type", to: type.map { .string($0) })
    return .mapping(mapping)
  }
}

extension Secret: Equatable {
  /// Whether both are the same to the API server.
  public static func == (left: Secret, right: Secret) -> Bool {
    left.head == right.head && left.values == right.values
  }
}

extension ObjectReader {
  /// The entries of a mapping with secret values. The error for anything else does not quote it.
  fileprivate mutating func secretEntries(_ key: String) throws(DocumentsError) -> [Mapping.Entry] {
    if let entry = mapping.entries.first(where: { $0.key == key }), !entry.value.isNull, entry.value.mapping == nil {
      throw fault(entry, found: entry.value.kindName, expected: "a mapping")
    }
    return try entries(key)
  }
}
