public import Documents
import X509

/// A ConfigMap, which everyone with read access to the namespace can read.
public struct ConfigMap: Sendable {
  public static let apiVersion = "v1"
  public static let kind = "ConfigMap"

  public var metadata: ObjectMetadata
  public var data: [String: String]
  public var binaryData: [String: [UInt8]]

  private var base = Mapping()

  public init(metadata: ObjectMetadata, data: [String: String], binaryData: [String: [UInt8]] = [:]) {
    self.metadata = metadata
    self.data = data
    self.binaryData = binaryData
  }

  /// The caller has checked the kind of the document.
  init(_ document: Document) throws(DocumentsError) {
    var reader = try ObjectReader(document, fields: ["metadata", "data", "binaryData"])
    base = reader.mapping
    metadata = try ObjectMetadata(of: &reader)
    data = try reader.stringTable("data")
    binaryData = [:]
    for entry in try reader.entries("binaryData") {
      binaryData[entry.key] = try reader.base64(entry, in: "binaryData")
    }
  }

  public var node: Node {
    var mapping = base
    mapping.set("apiVersion", to: .string(Self.apiVersion))
    mapping.set("kind", to: .string(Self.kind))
    mapping.set("metadata", to: metadata.node)
    mapping.set("data", to: .table(data))
    mapping.set("binaryData", to: .table(binaryData.mapValues { Base64.encode($0) }))
    return .mapping(mapping)
  }
}

extension ConfigMap: Equatable {
  public static func == (left: ConfigMap, right: ConfigMap) -> Bool { left.node == right.node }
}

extension ObjectReader {
  /// Decodes an entry's base64. Line breaks are ignored, as in the API server.
  func base64(_ entry: Mapping.Entry, in key: String) throws(DocumentsError) -> [UInt8] {
    guard let text = entry.value.string else {
      throw fault(entry, in: key, found: entry.value.kindName, expected: "a base64 string")
    }
    do {
      return try Base64.decode(text.utf8.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") })
    } catch .badPadding {
      throw fault(entry, in: key, found: "incomplete base64", expected: "whole base64 with its padding")
    } catch {
      throw fault(entry, in: key, found: "text that is not base64", expected: "base64")
    }
  }
}
