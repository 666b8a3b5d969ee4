import Documents
import Kubernetes
import X509

extension Node {
  /// The object without any text that contains a private key, wherever it stands, and without the texts of a list that
  /// has one among or across them. An annotation names what was left out: a value of `data` by its key, anything else by
  /// its path.
  var withoutPrivateKeys: Node {
    guard holdsPrivateKey else { return self }
    var omitted: Set<String> = []
    return (without([], &omitted) ?? .null).naming(omitted: omitted)
  }

  /// The object with names of what was left out, beside those that it has already.
  func naming(omitted names: Set<String>) -> Node {
    guard !names.isEmpty, var root = self.mapping, var metadata = root["metadata"]?.mapping else { return self }
    var annotations = metadata["annotations"]?.mapping ?? Mapping()
    let known = annotations[Annotation.omitted]?.string?.split(separator: ",").map(String.init) ?? []
    annotations.set(Annotation.omitted, to: .string(names.union(known).sorted().joined(separator: ",")))
    metadata.set("annotations", to: .mapping(annotations))
    root.set("metadata", to: .mapping(metadata))
    return .mapping(root)
  }

  private var holdsPrivateKey: Bool {
    if let text = self.string { return PrivateKeys.areIn(text) }
    if let entries = self.mapping?.entries {
      return isWebKey || entries.contains { PrivateKeys.areIn($0.key) || $0.value.holdsPrivateKey }
    }
    return isCutKey || self.sequence?.contains { $0.holdsPrivateKey } ?? false
  }

  /// Whether it is a list whose texts together hold a key, such as the lines of a file.
  private var isCutKey: Bool {
    guard let texts = self.sequence?.compactMap(\.string), !texts.isEmpty else { return false }
    return PrivateKeys.areIn(texts.joined(separator: "\n"))
  }

  /// Whether it is a private JSON Web Key (RFC 7517), of which no text alone is one.
  private var isWebKey: Bool { PrivateKeys.webKey { self[$0]?.string } != nil }

  /// Nil for a text with a key, and for a key that is an object.
  private func without(_ path: [String], _ omitted: inout Set<String>) -> Node? {
    if let text = self.string {
      guard PrivateKeys.areIn(text) else { return self }
      omitted.insert(Self.name(path))
      return nil
    }
    if isWebKey {
      omitted.insert(Self.name(path))
      return nil
    }
    if let entries = self.mapping?.entries {
      var kept: [(String, Node)] = []
      for entry in entries {
        guard !PrivateKeys.areIn(entry.key) else {
          omitted.insert(Self.name(path + ["…"]))
          continue
        }
        guard let value = entry.value.without(path + [entry.key], &omitted) else { continue }
        kept.append((entry.key, value))
      }
      return Node.mapping(kept)
    }
    guard let items = self.sequence else { return self }
    // Which of the texts belong to the key, nothing says.
    let isCut = isCutKey
    if isCut { omitted.insert(Self.name(path)) }
    var kept: [Node] = []
    for (index, item) in items.enumerated() {
      let isLeftOut = isCut && item.string != nil
      kept.append(isLeftOut ? .null : item.without(path + ["\(index)"], &omitted) ?? .null)
    }
    return Node.sequence(kept)
  }

  private static func name(_ path: [String]) -> String {
    path.count == 2 && ["data", "binaryData", "stringData"].contains(path[0]) ? path[1] : path.joined(separator: ".")
  }
}
