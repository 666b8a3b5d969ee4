import Diagnostics
import Documents
public import Federation

/// Puts our fields into a file with the configuration of Istio that people wrote: values of Helm, an IstioOperator, the
/// Istio resource of the Sail operator, or the ConfigMap `istio`. All other fields, comments and the order stay.
public struct IstioFileEdit: Sendable {
  /// What the file is.
  public let form: IstioForm
  /// The edited text.
  public let bytes: [UInt8]
  /// How many roots of others the list `caCertificates` held. The list is ours as a whole, so that they are gone.
  public let droppedRoots: Int

  /// - Parameter source: The file's name, for messages.
  public init(
    _ bytes: [UInt8], source: String, mesh: Mesh, trust: IstioTrust
  ) throws(KubernetesError) {
    let editor = try Self.editing(source) { () throws(EditFault) in try DocumentEditor(bytes, source: source) }
    let (document, form) = try Self.find(in: editor.documents, mesh, source)
    self.form = form
    guard form == .configMap else {
      let changes = Self.changes(editor.documents[document].root, NodePath(document: document), trust, form)
      self.bytes = try Self.editing(source) { () throws(EditFault) in try editor.edited(changes.all).bytes }
      droppedRoots = changes.dropped
      return
    }
    let text = editor.documents[document].root["data"]?[IstioForm.meshKey]?.string ?? ""
    let (inner, dropped) = try Self.edited(text, trust, source)
    droppedRoots = dropped
    let path = NodePath(document: document)["data"]
    let change = Self.setting(
      inner, at: path[IstioForm.meshKey], key: IstioForm.meshKey, in: editor, document: document)
    self.bytes = try Self.editing(source) { () throws(EditFault) in try editor.edited(change).bytes }
  }

  /// The document to edit. A file without any manifest is one of Helm values.
  private static func find(
    in documents: [Document], _ mesh: Mesh, _ source: String
  ) throws(KubernetesError) -> (index: Int, form: IstioForm) {
    var others: [String] = []
    for (index, document) in documents.enumerated() {
      guard let kind = document.root["kind"]?.string, document.root["apiVersion"] != nil else { continue }
      let name = document.root["metadata"]?["name"]?.text ?? ""
      switch kind {
      case IstioForm.sailKind where name == mesh.controlPlane.name: return (index, .sail)
      case IstioForm.operatorKind: return (index, .istioOperator)
      case ConfigMap.kind where name == IstioForm.configMapName(revision: mesh.controlPlane.name):
        return (index, .configMap)
      default: others.append(ObjectName(kind: kind, name: name).description)
      }
    }
    guard others.isEmpty, documents.count == 1 else {
      throw .noControlPlane(mesh: mesh.name, name: mesh.controlPlane.name, found: others, source: source)
    }
    return (0, .helm)
  }

  private static func editing<Value>(
    _ source: String, _ body: () throws(EditFault) -> Value
  ) throws(KubernetesError) -> Value {
    do throws(EditFault) {
      return try body()
    } catch {
      if case .unreadable(let error) = error { throw .document(error) }
      throw .uncertainEdit(source: source)
    }
  }
}

// MARK: - The changes

extension IstioFileEdit {
  private struct Changes {
    var all: [Change] = []
    var dropped = 0
  }

  /// The text of the mesh's configuration in its ConfigMap.
  private static func edited(
    _ text: String, _ trust: IstioTrust, _ source: String
  ) throws(KubernetesError) -> (text: String, dropped: Int) {
    guard text.utf8.contains(where: { $0 > 0x20 }) else {
      return (YAMLWriter.string([.mapping(trust.fields(.configMap))]), 0)
    }
    let name = "\(source), data.\(IstioForm.meshKey)"
    let editor = try editing(name) { () throws(EditFault) in try DocumentEditor(Array(text.utf8), source: name) }
    guard let root = editor.documents.first?.root else { throw .uncertainEdit(source: name) }
    let changes = changes(root, NodePath(), trust, .configMap)
    let bytes = try editing(name) { () throws(EditFault) in try editor.edited(changes.all).bytes }
    return (String(decoding: bytes, as: UTF8.self), changes.dropped)
  }

  private static func changes(_ root: Node, _ top: NodePath, _ trust: IstioTrust, _ form: IstioForm) -> Changes {
    var changes = Changes()
    var missing: [(path: NodePath, key: String, value: Mapping)] = []
    for setting in trust.settings {
      guard let path = form.path(of: setting.path) else { continue }
      add(setting.value, at: path, in: root, top, &changes, &missing)
    }
    for entry in missing {
      changes.all.append(contentsOf: [insertion(entry.key, entry.value, into: entry.path, root, top)])
    }
    let list = form.path(of: IstioTrust.authorityPath) ?? []
    var old: Node? = root
    for step in list { old = old?[step] }
    changes.dropped = dropped(old, trust)
    if trust.authorities.isEmpty, old != nil {
      changes.all.append(.remove(list.reduce(top) { $0[$1] }))
    }
    return changes
  }

  /// Replaces a field that is there; what is missing is gathered below the mapping that has to hold it.
  private static func add(
    _ value: Node, at path: [String], in root: Node, _ top: NodePath, _ changes: inout Changes,
    _ missing: inout [(path: NodePath, key: String, value: Mapping)]
  ) {
    var node = root
    var place = top
    for (depth, key) in path.enumerated() {
      guard let next = node[key], !next.isNull || depth == path.count - 1 else {
        let index =
          missing.firstIndex { $0.path == place && $0.key == key }
          ?? {
            missing.append((place, key, Mapping()))
            return missing.count - 1
          }()
        // An empty path below the key means that the key itself is the field.
        missing[index].value.set(Array(path[depth...]), to: value)
        return
      }
      node = next
      place = place[key]
    }
    if node != value { changes.all.append(.replace(place, with: value)) }
  }

  /// `value` has one entry, that of the key.
  private static func insertion(
    _ key: String, _ value: Mapping, into path: NodePath, _ root: Node, _ top: NodePath
  ) -> Change {
    let node = value[key] ?? .mapping(Mapping())
    // A key without a value is there already.
    return holds(key, at: path, root, top) ? .replace(path[key], with: node) : .insert(key, node, into: path, at: .end)
  }

  private static func holds(_ key: String, at path: NodePath, _ root: Node, _ top: NodePath) -> Bool {
    var node: Node? = root
    for step in path.keys(below: top) { node = node?[step] }
    return node?[key] != nil
  }

  private static func setting(
    _ text: String, at path: NodePath, key: String, in editor: DocumentEditor, document: Int
  ) -> [Change] {
    guard let old = editor.node(at: path) else {
      let data = NodePath(document: document)
      return editor.node(at: data["data"]) == nil
        ? [.insert("data", .mapping([(key, .string(text))]), into: data, at: .end)]
        : [.insert(key, .string(text), into: data["data"], at: .end)]
    }
    return old == .string(text) ? [] : [.replace(path, with: .string(text))]
  }

  /// The roots in the present list that the new one does not have, compared as text without white space.
  private static func dropped(_ old: Node?, _ trust: IstioTrust) -> Int {
    func bare(_ text: String) -> String { text.filter { !$0.isWhitespace } }
    let new = Set(
      trust.settings.filter { $0.path == IstioTrust.authorityPath }.flatMap { setting in
        (setting.value.sequence ?? []).compactMap { $0["pem"]?.string }
      }.map(bare))
    return (old?.sequence ?? []).compactMap { $0["pem"]?.string }.filter { !new.contains(bare($0)) }.count
  }
}
