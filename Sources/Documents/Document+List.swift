extension Document {
  /// The manifests in the document: the items of a Kubernetes list, or the document itself; none if it is empty.
  ///
  /// `oc get -o yaml` prints `kind: List`. The API server returns lists such as `kind: ConfigMapList`, whose items
  /// leave out their kind and API version. Nested lists are unrolled too.
  public func unrolled() -> [Document] {
    guard !root.isNull else { return [] }
    guard let kind = root["kind"]?.string, kind.hasSuffix("List"), let items = root["items"] else { return [self] }
    switch items.content {
    case .null:
      return []
    case .sequence(let nodes):
      let inherited = kind == "List" ? nil : String(kind.dropLast("List".count))
      return nodes.flatMap { item in
        Document(root: naming(item, inherited), source: source, index: index).unrolled()
      }
    case .bool, .integer, .decimal, .string, .mapping:
      return [self]
    }
  }

  /// Adds the kind and API version that an item of a typed list leaves out.
  private func naming(_ item: Node, _ kind: String?) -> Node {
    guard let kind, let mapping = item.mapping, mapping["kind"] == nil, mapping["apiVersion"] == nil,
      let version = root["apiVersion"]
    else { return item }
    let head = [("apiVersion", version), ("kind", Node(.string(kind), mark: item.mark))]
    let entries = head.map { Mapping.Entry(key: $0.0, keyMark: item.mark, value: $0.1) } + mapping.entries
    return Node(.mapping(Mapping(distinct: entries)), mark: item.mark)
  }
}
