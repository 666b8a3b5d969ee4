public import Documents

/// Writes `controlPlane` of one mesh into a federation.yaml and leaves every other byte alone.
public enum ControlPlaneEdit {
  /// What the text says of a mesh's control plane; nil if it says nothing.
  ///
  /// - Throws: ``EditFault`` if the mesh is not in the text.
  public static func present(of mesh: String, in bytes: [UInt8], source: String) throws(EditFault) -> Node? {
    let editor = try DocumentEditor(bytes, source: source)
    let (_, entry) = try find(mesh, in: editor)
    return entry["controlPlane"]
  }

  /// The text with another control plane of a mesh; nil removes the field.
  ///
  /// - Throws: ``EditFault`` if the layout cannot be edited safely.
  public static func setting(
    _ plane: Node?, of mesh: String, in bytes: [UInt8], source: String
  ) throws(EditFault) -> [UInt8] {
    let editor = try DocumentEditor(bytes, source: source)
    let (path, entry) = try find(mesh, in: editor)
    let change: Change
    switch (entry["controlPlane"], plane) {
    case (nil, nil): return bytes
    case (nil, let new?): change = .insert("controlPlane", new, into: path, at: .end)
    case (_?, nil): change = .remove(path["controlPlane"])
    case (let old?, let new?):
      guard old != new else { return bytes }
      change = .replace(path["controlPlane"], with: new)
    }
    return try editor.edited([change]).bytes
  }

  private static func find(_ mesh: String, in editor: DocumentEditor) throws(EditFault) -> (NodePath, Node) {
    guard editor.documents.count == 1, let meshes = editor.documents.first?.root["spec"]?["meshes"]?.sequence,
      let index = meshes.firstIndex(where: { $0["name"]?.string == mesh })
    else { throw .form }
    return (NodePath()["spec"]["meshes"][index], meshes[index])
  }
}
