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
      let (edited, dropped) = try Self.edited(editor, document, trust, form, source)
      self.bytes = edited.bytes
      droppedRoots = dropped
      return
    }
    let text = editor.documents[document].root["data"]?[IstioForm.meshKey]?.string ?? ""
    let (inner, dropped) = try Self.edited(text, trust, source)
    droppedRoots = dropped
    self.bytes = try Self.replacing(inner, in: editor, document, source)
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
  /// The text of the mesh's configuration in its ConfigMap.
  private static func edited(
    _ text: String, _ trust: IstioTrust, _ source: String
  ) throws(KubernetesError) -> (text: String, dropped: Int) {
    guard text.utf8.contains(where: { $0 > 0x20 }) else {
      return (YAMLWriter.string([.mapping(trust.fields(.configMap))]), 0)
    }
    let name = "\(source), data.\(IstioForm.meshKey)"
    let editor = try editing(name) { () throws(EditFault) in try DocumentEditor(Array(text.utf8), source: name) }
    let (edited, dropped) = try edited(editor, 0, trust, .configMap, name)
    return (String(decoding: edited.bytes, as: UTF8.self), dropped)
  }

  /// One change after the other, because several fields may be new in one mapping.
  private static func edited(
    _ start: DocumentEditor, _ document: Int, _ trust: IstioTrust, _ form: IstioForm, _ source: String
  ) throws(KubernetesError) -> (editor: DocumentEditor, dropped: Int) {
    var editor = start
    let list = form.path(of: IstioTrust.authorityPath) ?? []
    let old = node(list, in: editor, document)
    for setting in trust.settings {
      guard let path = form.path(of: setting.path),
        let change = change(setting.value, at: path, in: editor, document)
      else { continue }
      let present = editor
      editor = try editing(source) { () throws(EditFault) in try present.edited([change]) }
    }
    if trust.authorities.isEmpty, old != nil {
      let present = editor
      let path = list.reduce(NodePath(document: document)) { $0[$1] }
      editor = try editing(source) { () throws(EditFault) in try present.edited([.remove(path)]) }
    }
    return (editor, dropped(old, trust))
  }

  private static func node(_ path: [String], in editor: DocumentEditor, _ document: Int) -> Node? {
    guard editor.documents.indices.contains(document) else { return nil }
    var node: Node? = editor.documents[document].root
    for key in path { node = node?[key] }
    return node
  }

  /// Replaces a field that is there, or adds it with the mappings that are missing on the way; nil if it is as it should be.
  private static func change(
    _ value: Node, at path: [String], in editor: DocumentEditor, _ document: Int
  ) -> Change? {
    if let present = node(path, in: editor, document), !present.isNull, present == value { return nil }
    // The deepest mapping that is there.
    var depth = path.count - 1
    while depth > 0, node(Array(path[..<depth]), in: editor, document)?.mapping == nil { depth -= 1 }
    var new = value
    for key in path[(depth + 1)...].reversed() { new = .mapping([(key, new)]) }
    let place = path[..<depth].reduce(NodePath(document: document)) { $0[$1] }
    let key = path[depth]
    return node(Array(path[...depth]), in: editor, document) == nil
      ? .insert(key, new, into: place, at: .end) : .replace(place[key], with: new)
  }

  /// The ConfigMap with another text. Text over several lines cannot be edited in place, so that the object is written anew;
  /// its own comments go, and those in the text stay.
  private static func replacing(
    _ text: String, in editor: DocumentEditor, _ document: Int, _ source: String
  ) throws(KubernetesError) -> [UInt8] {
    let root = editor.documents[document].root
    guard root["data"]?[IstioForm.meshKey]?.string != text else { return editor.bytes }
    guard editor.documents.count == 1, var mapping = root.mapping else { throw .uncertainEdit(source: source) }
    mapping.set(["data", IstioForm.meshKey], to: .string(text))
    let isJSON = editor.bytes.first { $0 > 0x20 } == UInt8(ascii: "{")
    return isJSON
      ? JSONWriter.bytes(.mapping(mapping), pretty: true) + [0x0A] : YAMLWriter.write([.mapping(mapping)])
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
