public import Documents

/// Writes `roots` into a federation.yaml and leaves every other byte alone.
public enum RootModeEdit {
  /// The text with another mode; `source` is the file name.
  ///
  /// - Throws: ``EditFault`` if the layout cannot be edited safely.
  public static func setting(_ mode: RootMode, in bytes: [UInt8], source: String) throws(EditFault) -> [UInt8] {
    let editor = try DocumentEditor(bytes, source: source)
    let path = NodePath()["spec"]
    guard editor.documents.count == 1, let spec = editor.documents.first?.root["spec"] else { throw .form }
    let value = Node.string(mode.rawValue)
    let change: Change =
      spec["roots"] == nil ? .insert("roots", value, into: path, at: .start) : .replace(path["roots"], with: value)
    return try editor.edited([change]).bytes
  }
}
