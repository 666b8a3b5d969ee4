import Diagnostics
import Documents
import Kubernetes

/// The configuration of a mesh in its ConfigMap: YAML inside of a text.
enum MeshText {
  /// The configuration as a field with places in the outer file; nil for another ConfigMap, and for a text that is no
  /// mapping.
  static func config(of manifest: Manifest) -> Field? {
    guard manifest.isMeshConfigMap else { return nil }
    let field = manifest.top["data"][IstioForm.meshKey]
    guard let text = field.string,
      let root = try? MeshConfig.node(text, source: field.source), root.mapping != nil
    else { return nil }
    return field.embedding(root, isBlock: isBlock(field, text, in: manifest))
  }

  /// Whether the text stands as a block, line by line, and not in quotes on one line: then nothing else begins before its
  /// last line.
  private static func isBlock(_ field: Field, _ text: String, in manifest: Manifest) -> Bool {
    let lines = text.utf8.count { $0 == UInt8(ascii: "\n") }
    guard lines > 1 else { return false }
    let start = field.place.line ?? 0
    let next = manifest.document.root.lines.filter { $0 > start }.min()
    return next.map { $0 >= start + lines } ?? true
  }
}

extension Manifest {
  /// Whether it is the ConfigMap from which istiod reads the mesh's configuration.
  var isMeshConfigMap: Bool {
    isA(ConfigMap.kind, of: "") && MeshConfig.isConfigMap(named: name)
      && document.root["data"]?[IstioForm.meshKey]?.string != nil
  }
}

extension Node {
  /// The lines on which its values and keys begin.
  fileprivate var lines: [Int] {
    switch content {
    case .mapping(let mapping): mapping.entries.flatMap { [$0.keyMark.line] + $0.value.lines }
    case .sequence(let items): items.flatMap(\.lines)
    case .null, .bool, .integer, .decimal, .string: [mark.line]
    }
  }
}
