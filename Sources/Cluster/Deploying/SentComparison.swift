import Documents

/// An object as a server has it, or says that it would have it, beside what was sent. The status of an answer alone says
/// nothing: webhooks and definitions change what is written, and so can whoever answers in the server's place.
struct SentComparison {
  /// Nil if all that was sent is there, and nothing that was to go.
  let fault: AnswerFault?

  /// - Parameter hasValues: False for an answer about a Secret, which has the metadata alone.
  init(_ object: LiveObject, sent wanted: DeployedManifest, _ decision: ObjectDecision, hasValues: Bool = true) {
    let isNamed = object.node["metadata"]?["name"]?.text == wanted.reference.name
    guard isNamed, !hasValues || object.node["kind"]?.text == wanted.type.kind else {
      fault = .unreadable(request: "\(wanted.reference)", reason: "it is not the object that was sent")
      return
    }
    let emptied = Set(decision.changes.filter { $0.from == nil && $0.to == ObjectContent.empty }.map(\.path))
    var (missing, altered): ([FieldPath], [FieldPath]) = ([], [])
    for (path, value) in Self.sent(wanted, decision) where hasValues || path.keys.first == "metadata" {
      if object.content.fields(within: path).isEmpty {
        if !emptied.contains(path) { missing.append(path) }
      } else if !Self.has(object.content[path], value) {
        altered.append(path)
      }
    }
    altered += decision.changes.filter { Self.isKept($0, object) }.map(\.path)
    // Who has nothing of an object keeps nothing of it, whatever its definition: that is no server, or a controller empties it.
    if hasValues, !missing.isEmpty, !Self.hasContent(object, of: wanted) {
      (missing, altered) = ([], altered + missing)
    }
    // A server drops what a definition does not have, and says so only to a server-side apply.
    if !missing.isEmpty {
      fault = .write(
        .invalid(missing.sorted().map { "\($0): the definition there does not have this field" }))
    } else {
      fault = altered.isEmpty ? nil : .write(.altered(altered.sorted().map(\.description)))
    }
  }

  /// Whether anything is there of what is wanted besides the metadata.
  private static func hasContent(_ object: LiveObject, of wanted: DeployedManifest) -> Bool {
    wanted.content.fields.keys.contains { path in
      path.keys.first != "metadata" && !object.content.fields(within: path).isEmpty
    }
  }

  /// The fields of the request.
  private static func sent(_ wanted: DeployedManifest, _ decision: ObjectDecision) -> [FieldPath: String] {
    switch decision.action {
    case .create, .apply: wanted.content.fields
    case .merge: Dictionary(decision.changes.compactMap { change in change.to.map { (change.path, $0) } }) { $1 }
    case .unchanged, .refused: [:]
    }
  }

  /// Whether what was to go is there as before. What nobody owns is a default of the definition.
  private static func isKept(_ change: FieldChange, _ object: LiveObject) -> Bool {
    guard change.to == nil, let before = change.from, object.content[change.path] == before else { return false }
    return object.managed.entries.isEmpty || !object.managed.owners(of: change.path).isEmpty
  }

  /// Whether a value is the one that was sent; a server fills in what the items of a list leave out.
  ///
  /// - Parameter found: Nil if there is a mapping with something in it.
  private static func has(_ found: String?, _ sent: String) -> Bool {
    guard found != sent else { return true }
    guard let found else { return sent == ObjectContent.empty }
    guard let whole = node(found), let part = node(sent) else { return false }
    return contains(whole, part)
  }

  private static func contains(_ whole: Node, _ part: Node) -> Bool {
    if let items = part.sequence {
      guard let found = whole.sequence, found.count == items.count else { return false }
      return zip(found, items).allSatisfy { contains($0, $1) }
    }
    if let entries = part.mapping?.entries {
      return whole.mapping != nil && entries.allSatisfy { contains(whole[$0.key] ?? .null, $0.value) }
    }
    return JSONWriter.write(whole) == JSONWriter.write(part)
  }

  private static func node(_ json: String) -> Node? {
    (try? DocumentReader.all(bytes: Array(json.utf8), source: "field", format: .json))?.first?.root
  }
}
