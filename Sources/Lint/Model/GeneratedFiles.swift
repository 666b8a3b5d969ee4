package import Documents

/// The files that a kustomization makes one Secret or ConfigMap of.
package struct GeneratedFiles: Sendable {
  /// What the values of each file are called, by its path as it is written.
  package let names: [String: [String]]

  /// Those of each generator of a document.
  package static func all(in document: Document) -> [GeneratedFiles] {
    let generators = ["secretGenerator", "configMapGenerator"].flatMap { document.root[$0]?.sequence ?? [] }
    return generators.compactMap { generator in
      let lists = ["files", "envs"].flatMap { generator[$0]?.sequence ?? [] }
      let entries = lists.compactMap(\.string) + [generator["env"]?.string].compactMap { $0 }
      guard !entries.isEmpty else { return nil }
      return GeneratedFiles(names: Dictionary(entries.map(entry), uniquingKeysWith: +))
    }
  }

  /// `name=path`, or a path alone, whose last part is the name.
  private static func entry(_ text: String) -> (String, [String]) {
    guard let sign = text.firstIndex(of: "=") else { return (text, [text]) }
    return (String(text[text.index(after: sign)...]), [String(text[..<sign])])
  }
}
