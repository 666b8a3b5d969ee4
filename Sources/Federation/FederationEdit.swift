public import Documents

/// Changes to a federation.yaml that leave every other byte of it alone.
public enum FederationEdit {
  /// The text without a mesh or remote, and without what other meshes say of it; nil when the text's form does not
  /// allow a certain edit, such as an alias in the place of a list.
  public static func removing(_ name: String, from text: String, _ document: Document) -> String? {
    var pruning = Pruning(text)
    guard let spec = document.root["spec"], let meshes = spec["meshes"], let entries = meshes.sequence else {
      return nil
    }
    for (index, entry) in entries.enumerated() {
      if entry["name"]?.text == name {
        guard pruning.removeItem(index, of: meshes) else { return nil }
        continue
      }
      if let peers = entry["peers"] {
        let positions = (peers.sequence ?? []).indices.filter { peers.sequence?[$0].text == name }
        guard remove(positions, of: peers, "peers", in: entry, &pruning) else { return nil }
      }
      for field in ["gateways", "ingressAddresses", "ingressPorts", "exports", "imports"] {
        guard let table = entry[field], let mapping = table.mapping, mapping[name] != nil else { continue }
        let isDone =
          mapping.entries.count == 1 ? pruning.removeEntry(field, of: entry) : pruning.removeEntry(name, of: table)
        guard isDone else { return nil }
      }
    }
    if let remotes = spec["remotes"] {
      let positions = (remotes.sequence ?? []).indices.filter { remotes.sequence?[$0].text == name }
      guard remove(positions, of: remotes, "remotes", in: spec, &pruning) else { return nil }
    }
    return pruning.text
  }

  /// What would be left empty goes as a whole.
  private static func remove(
    _ positions: [Int], of list: Node, _ key: String, in parent: Node, _ pruning: inout Pruning
  ) -> Bool {
    guard !positions.isEmpty else { return true }
    if positions.count == list.sequence?.count { return pruning.removeEntry(key, of: parent) }
    return positions.allSatisfy { pruning.removeItem($0, of: list) }
  }
}
