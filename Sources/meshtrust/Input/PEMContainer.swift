import Diagnostics
import Documents
import Kubernetes
import SPIFFE
import X509

/// PEM inside of a text that has a structure: a manifest in an unusual spelling, values of a chart, what a client
/// describes. Each piece of PEM is then for whoever is named around it, and several are never one bundle.
///
/// It recognises no keys, which ``PrivateKeys`` does wherever they stand and however they are encoded. It asks of what a text
/// that is given as certificates consists, and therefore needs lines and margins, which say nothing of keys.
enum PEMContainer {
  case manifests([Document])
  case meshConfig(ObjectRoots)

  /// What the PEM stands in; nil for PEM in a file of its own, whatever comments and noise are around it.
  ///
  /// - Throws: ``CommandLineError/severalObjects(kind:candidates:option:)`` for several pieces in one text.
  static func of(_ text: [UInt8], _ source: String) throws -> PEMContainer? {
    let lines = PEMLines(text)
    try refuse(lines.describedValues, "described value", source)
    // Whatever a text of YAML holds is indented, or in quotes, which no reader of PEM takes.
    guard lines.hasIndentedBlocks else { return nil }
    guard let documents = try? DocumentReader.all(bytes: text, source: source),
      documents.contains(where: { $0.root.mapping != nil || $0.root.sequence != nil })
    else {
      try refuse(lines.separatedBlocks, "indented text with certificates", source)
      return nil
    }
    let roots = documents.flatMap { $0.root.sequence ?? [$0.root] }.filter { $0.content != .null }
    if roots.allSatisfy({ $0["apiVersion"]?.string != nil && $0["kind"]?.string != nil }) {
      return .manifests(roots.enumerated().map { Document(root: $1, source: source, index: $0) })
    }
    var pieces = Pieces()
    for root in roots { pieces.visit(root, path: "", depth: 0) }
    try refuse(pieces.configurations.map(\.path), "caCertificates", source)
    if let only = pieces.configurations.first, let found = try ObjectRoots(values: only.mesh, in: source) {
      return .meshConfig(found)
    }
    try refuse(pieces.texts.map(\.path), "text with certificates", source)
    return nil
  }

  private static func refuse(_ places: [String], _ kind: String, _ source: String) throws {
    guard places.count > 1 else { return }
    throw CommandLineError.severalObjects(
      kind: kind, candidates: places.map(\.printable), option: source == "-" ? "standard input" : source)
  }
}

/// What stands in the nodes of a document.
private struct Pieces {
  /// Configurations of meshes with `caCertificates`, which have trust domains.
  private(set) var configurations: [(path: String, mesh: Node)] = []
  /// Different texts with certificates.
  private(set) var texts: [(path: String, text: String)] = []
  private var seen: Set<String> = []

  mutating func visit(_ node: Node, path: String, depth: Int) {
    switch node.content {
    case .mapping(let mapping):
      if mapping.keys.contains(where: { $0 == "caCertificates" || $0 == "ca_certificates" }) {
        configurations.append((path.isEmpty ? "the file" : path, node))
      }
      for entry in mapping.entries {
        take(entry.key, path: "a key below \(path)", depth: depth)
        visit(entry.value, path: path.isEmpty ? entry.key : "\(path).\(entry.key)", depth: depth)
      }
    case .sequence(let items):
      for (index, item) in items.enumerated() { visit(item, path: "\(path)[\(index)]", depth: depth) }
    case .string(let text): take(text, path: path, depth: depth)
    case .null, .bool, .integer, .decimal: break
    }
  }

  private mutating func take(_ text: String, path: String, depth: Int) {
    let lines = PEMLines(Array(text.utf8))
    guard lines.hasCertificates, seen.insert(text).inserted else { return }
    // A text may be a document of its own, as in the ConfigMap `istio`.
    if depth < 4, lines.hasIndentedBlocks, let documents = try? DocumentReader.all(bytes: Array(text.utf8), source: ""),
      documents.contains(where: { $0.root.mapping != nil || $0.root.sequence != nil })
    {
      for document in documents { visit(document.root, path: path, depth: depth + 1) }
      return
    }
    texts.append((path, text))
  }
}

/// Where the blocks of PEM stand in a text.
private struct PEMLines {
  private(set) var hasCertificates = false
  private(set) var hasIndentedBlocks = false
  /// The blocks, by line, if one of them is indented and something other than comments stands between two.
  private(set) var separatedBlocks: [String] = []
  /// The values with certificates in what `oc describe` prints: a key, a line of hyphens, and the text.
  private(set) var describedValues: [String] = []

  init(_ text: [UInt8]) {
    var blocks: [String] = []
    var (isSeparated, isDescription) = (false, false)
    var state = (isInside: false, hasEnded: false, isForeign: false)
    var (last, value): (ArraySlice<UInt8>, String?) = ([], nil)
    for (index, raw) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let line = raw.trimmed
      if line.starts(with: Self.begin) {
        if state.hasEnded, state.isForeign { isSeparated = true }
        state = (true, false, false)
        if raw.first != line.first { hasIndentedBlocks = true }
        if Self.isOfCertificates(line) {
          blocks.append("line \(index + 1)")
          if let name = value { describedValues.append(name) }
          value = nil
        }
      }
      // A text of YAML may have its lines folded into one.
      if line.contains(Self.begin), Self.isOfCertificates(line) { hasCertificates = true }
      if line.contains(Self.end) {
        state = (false, true, false)
      } else if !state.isInside, !line.isEmpty, line.first != UInt8(ascii: "#") {
        state.isForeign = true
      }
      if line.elementsEqual(Self.doubleRule), last.elementsEqual(Self.data) { isDescription = true }
      if isDescription, line.elementsEqual(Self.rule), last.last == UInt8(ascii: ":") {
        value = "\(String(decoding: last.dropLast(), as: UTF8.self)), line \(index + 1)"
      }
      last = line
    }
    if isSeparated, hasIndentedBlocks { separatedBlocks = blocks }
  }

  /// Whether a block is of no key; what is a key's, ``PrivateKeys`` knows.
  private static func isOfCertificates(_ line: ArraySlice<UInt8>) -> Bool { !PrivateKeys.holdsMark(line.prefix(80)) }

  private static let begin = Array("-----BEGIN ".utf8)
  private static let end = Array("-----END ".utf8)
  private static let rule = Array("----".utf8)
  private static let doubleRule = Array("====".utf8)
  private static let data = Array("Data".utf8)
}

extension ArraySlice<UInt8> {
  /// Without spaces, tabs and carriage returns at both ends.
  fileprivate var trimmed: ArraySlice<UInt8> {
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D }
    guard let start = firstIndex(where: { !isBlank($0) }), let end = lastIndex(where: { !isBlank($0) }) else {
      return []
    }
    return self[start...end]
  }

  fileprivate func contains(_ text: [UInt8]) -> Bool {
    guard count >= text.count, contains(text[0]) else { return false }
    return (startIndex...(endIndex - text.count)).contains { self[$0...].starts(with: text) }
  }
}
