public import Documents

/// Writes the addresses of a mesh's ingress gateways into a federation.yaml and leaves every other byte alone.
public enum AddressEdit {
  /// The text with the addresses at which each peer reaches a mesh; `source` is the file name.
  ///
  /// - Throws: ``EditFault`` if there is no such mesh, or the layout cannot be edited safely.
  public static func setting(
    _ addresses: [(peer: String, addresses: [String])], of mesh: String, in bytes: [UInt8], source: String
  ) throws(EditFault) -> [UInt8] {
    var editor = try DocumentEditor(bytes, source: source)
    for (peer, addresses) in addresses {
      editor = try editor.edited(changes(addresses, of: mesh, for: peer, editor.documents))
    }
    return editor.bytes
  }

  /// The text to paste into the mesh by hand.
  public static func paste(_ addresses: [(peer: String, addresses: [String])]) -> String {
    let table = Node.mapping(addresses.map { ($0.peer, list($0.addresses)) })
    return YAMLWriter.lines(field, table).joined(separator: "\n")
  }

  private static let field = "ingressAddresses"

  private static func list(_ addresses: [String]) -> Node { .sequence(addresses.map { .string($0) }) }

  private static func changes(
    _ addresses: [String], of mesh: String, for peer: String, _ documents: [Document]
  ) throws(EditFault) -> [Change] {
    let meshes = documents.first?.root["spec"]?["meshes"]?.sequence ?? []
    guard documents.count == 1, let index = meshes.firstIndex(where: { $0["name"]?.text == mesh }) else { throw .form }
    let path = NodePath()["spec"]["meshes"][index]
    let entry = Node.mapping([(peer, list(addresses))])
    guard let table = meshes[index][field] else { return [.insert(field, entry, into: path, at: .end)] }
    if table.isNull { return [.replace(path[field], with: entry)] }
    guard let known = table.mapping else { throw .form }
    guard let old = known[peer] else { return [.insert(peer, list(addresses), into: path[field], at: .end)] }
    return old == list(addresses) ? [] : [.replace(path[field][peer], with: list(addresses))]
  }
}
