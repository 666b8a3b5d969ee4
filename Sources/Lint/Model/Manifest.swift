import Diagnostics
public import Documents
import Kubernetes

/// A document with a kind.
public struct Manifest: Sendable {
  /// Behind one reference, because each rule goes through all manifests, and copies them.
  private final class Contents: Sendable {
    let document: Document
    let apiVersion: String
    let kind: String
    let name: String
    let namespace: String?

    init(_ document: Document, kind: String) {
      self.document = document
      self.kind = kind
      apiVersion = document.root["apiVersion"]?.string ?? ""
      name = document.root["metadata"]?["name"]?.text ?? ""
      namespace = document.root.objectNamespace
    }
  }

  private let contents: Contents

  /// Nil if the document is not a mapping with a kind.
  init?(_ document: Document) {
    guard let kind = document.root["kind"]?.string, !kind.isEmpty else { return nil }
    contents = Contents(document, kind: kind)
  }

  /// The document; the items of a list are separate documents here.
  public var document: Document { contents.document }
  /// Empty if it is missing.
  public var apiVersion: String { contents.apiVersion }
  public var kind: String { contents.kind }
  /// Empty if it is missing.
  public var name: String { contents.name }
  /// The namespace, if the manifest has one.
  public var namespace: String? { contents.namespace }

  /// The display name, on one line whatever the manifest says.
  public var object: String { "\(kind) `\(namespace.map { $0 + "/" } ?? "")\(name)`".printable }

  /// The part before the slash; empty for the core group.
  var group: Substring {
    apiVersion.utf8.firstIndex(of: UInt8(ascii: "/")).map { apiVersion[..<$0] } ?? ""
  }

  var top: Field { Field(document, object: object) }

  var spec: Field { top["spec"] }

  /// A label, without its place: most objects have none of those that are asked for.
  func label(_ name: String) -> Node? { document.root["metadata"]?["labels"]?[name] }

  /// Asked without its place, too.
  var isBeingDeleted: Bool { document.root["metadata"]?["deletionTimestamp"]?.isNull == false }

  /// The folder of the file.
  var folder: Substring {
    document.source.utf8.lastIndex(of: UInt8(ascii: "/")).map { document.source[..<$0] } ?? ""
  }

  /// The version of a control plane.
  var version: String? { spec["version"].node?.text }

  /// Whether it is of a kind and group, regardless of version.
  func isA(_ kind: String, of group: String) -> Bool { self.kind == kind && self.group == group[...] }
}

extension Manifest {
  /// The manifests, and the documents that are not manifests; empty documents are skipped.
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
