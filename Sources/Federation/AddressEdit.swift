import Documents

/// Puts addresses of a mesh's ingress gateways into the text of a federation.yaml, and leaves every other byte alone.
///
/// The text is edited where the parser says that things begin, and read again: what does not hold exactly what was
/// meant is thrown away, so that an unusual layout costs the convenience and never the file.
public struct AddressEdit {
  /// The text so far.
  public private(set) var text: String
  private let source: String

  /// Takes the text of a file; `source` is its name.
  public init(_ text: String, source: String) {
    self.text = text
    self.source = source
  }

  /// Sets the addresses at which a peer reaches a mesh. False if the layout cannot be edited; the text then stays.
  public mutating func set(_ addresses: [String], of mesh: String, for peer: String) -> Bool {
    guard let root = read(text), let (index, node) = find(mesh, in: root),
      let expected = Self.expected(root, index, peer, addresses)
    else { return false }
    if expected == root { return true }
    var lines = EditedLines(text)
    guard Self.edit(&lines, node, peer, addresses), read(lines.text) == expected else { return false }
    text = lines.text
    return true
  }

  /// What somebody would paste into the mesh.
  public static func paste(_ addresses: [(peer: String, addresses: [String])]) -> String {
    (["ingressAddresses:"] + addresses.map { "  \(FederationFile.scalar($0.peer)): \(flow($0.addresses))" })
      .joined(separator: "\n")
  }

  private func read(_ text: String) -> Node? {
    guard let documents = try? DocumentReader.all(bytes: Array(text.utf8), source: source), documents.count == 1 else {
      return nil
    }
    return documents.first?.root
  }

  private func find(_ mesh: String, in root: Node) -> (Int, Node)? {
    let meshes = root["spec"]?["meshes"]?.sequence ?? []
    return meshes.enumerated().first { $1["name"]?.text == mesh }.map { ($0.offset, $0.element) }
  }

  private static func expected(_ root: Node, _ index: Int, _ peer: String, _ addresses: [String]) -> Node? {
    guard var top = root.mapping, var spec = top["spec"]?.mapping, var meshes = spec["meshes"]?.sequence,
      var mesh = meshes[index].mapping
    else { return nil }
    var table = mesh["ingressAddresses"]?.mapping ?? Mapping()
    table.set(peer, to: .sequence(addresses.map { .string($0) }))
    mesh.set("ingressAddresses", to: .mapping(table))
    meshes[index] = .mapping(mesh)
    spec.set("meshes", to: .sequence(meshes))
    top.set("spec", to: .mapping(spec))
    return .mapping(top)
  }

  fileprivate static func flow(_ addresses: [String]) -> String {
    "[" + addresses.map(scalar).joined(separator: ", ") + "]"
  }

  /// An address as YAML reads it back: what is more than letters, digits, dots and hyphens goes in quotes.
  private static func scalar(_ address: String) -> String {
    let isPlain = address.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    return isPlain && address.contains(".") && !address.hasPrefix("-") ? address : FederationFile.scalar(address)
  }
}

// MARK: - Editing

extension AddressEdit {
  private static func edit(_ lines: inout EditedLines, _ mesh: Node, _ peer: String, _ addresses: [String]) -> Bool {
    let entry = mesh.mapping?.entries.first { $0.key == "ingressAddresses" }
    let key = FederationFile.scalar(peer)
    let value = flow(addresses)
    guard let entry else {
      if lines.character(at: mesh.mark) == "{" {
        return lines.add("ingressAddresses: {\(key): \(value)}", toFlowAt: mesh.mark)
      }
      guard let first = mesh.mapping?.entries.first else { return false }
      return lines.add(["ingressAddresses:", "  \(key): \(value)"], toBlockAt: first.keyMark)
    }
    guard let table = entry.value.mapping else {
      // A key without a value.
      guard entry.value.isNull, lines.character(at: mesh.mark) != "{" else { return false }
      return lines.insert("  \(key): \(value)", below: entry.keyMark)
    }
    guard let known = table.entries.first(where: { $0.key == peer }) else {
      if lines.character(at: entry.value.mark) == "{" {
        return lines.add("\(key): \(value)", toFlowAt: entry.value.mark)
      }
      guard let first = table.entries.first else { return false }
      return lines.add(["\(key): \(value)"], toBlockAt: first.keyMark)
    }
    guard let items = known.value.sequence else { return false }
    if lines.character(at: known.value.mark) == "[" { return lines.replace(flowAt: known.value.mark, with: value) }
    return lines.replace(items: items.map { ($0.mark, $0.text ?? "") }, with: addresses.map { ($0, scalar($0)) })
  }
}
