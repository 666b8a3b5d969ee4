public import Documents

/// One manifest: a document that has a kind, with the names that it goes by.
public struct Manifest: Sendable {
  /// The document; a list's items are documents of their own here.
  public let document: Document
  /// The API version; empty if it is missing.
  public let apiVersion: String
  /// The kind.
  public let kind: String
  /// The object's name; empty if it is missing.
  public let name: String
  /// The namespace, if the manifest says it.
  public let namespace: String?

  /// Takes a document; nil if it is no mapping with a kind.
  init?(_ document: Document) {
    guard let kind = document.root["kind"]?.string, !kind.isEmpty else { return nil }
    self.document = document
    self.kind = kind
    apiVersion = document.root["apiVersion"]?.string ?? ""
    name = document.root["metadata"]?["name"]?.text ?? ""
    let namespace = document.root["metadata"]?["namespace"]?.string
    self.namespace = namespace.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// What people call the object.
  public var object: String { "\(kind) `\(namespace.map { $0 + "/" } ?? "")\(name)`" }

  /// The API group: what stands in front of the slash; empty for the core group.
  var group: Substring {
    apiVersion.utf8.firstIndex(of: UInt8(ascii: "/")).map { apiVersion[..<$0] } ?? ""
  }

  /// The top of the manifest.
  var top: Field { Field(document, object: object) }

  /// Its `spec`.
  var spec: Field { top["spec"] }

  /// The folder of the file.
  var folder: Substring {
    document.source.utf8.lastIndex(of: UInt8(ascii: "/")).map { document.source[..<$0] } ?? ""
  }

  /// Whether it is of a kind of a group, whatever the version.
  func isA(_ kind: String, of group: String) -> Bool { self.kind == kind && self.group == group[...] }
}

extension Manifest {
  /// Every manifest of some documents, and the documents that are none; empty documents are passed over.
  static func all(in documents: [Document]) -> (manifests: [Manifest], others: [Document]) {
    var manifests: [Manifest] = []
    var others: [Document] = []
    for document in documents {
      for item in document.unrolled() {
        if let manifest = Manifest(item) { manifests.append(manifest) } else { others.append(item) }
      }
    }
    return (manifests, others)
  }
}
