import Documents

/// A federation.yaml that is being edited, with what it describes.
struct FederationEditor {
  let editor: DocumentEditor
  let file: FederationFile
  /// Without trust cards of remotes.
  let federation: ResolvedFederation

  /// Why a text cannot be edited.
  enum Fault: Error {
    /// It describes no valid federation.
    case invalid(FederationError)
    /// Its encoding or its line breaks make every edit uncertain.
    case uncertain
  }

  init(_ bytes: [UInt8], source: String) throws(Fault) {
    do throws(EditFault) {
      editor = try DocumentEditor(bytes, source: source)
    } catch {
      guard case .unreadable(let error) = error else { throw .uncertain }
      throw .invalid(.document(error))
    }
    do throws(FederationError) {
      file = try FederationFile(editor.documents, source: source)
      federation = try ResolvedFederation(file)
    } catch {
      throw .invalid(error)
    }
  }

  /// The edited text with what it describes; nil if the edit is uncertain or the result invalid.
  func edited(_ changes: [Change]) -> (bytes: [UInt8], federation: ResolvedFederation)? {
    guard let edited = try? editor.edited(changes),
      let federation = try? ResolvedFederation(FederationFile(edited.documents, source: file.source))
    else { return nil }
    return (edited.bytes, federation)
  }
}
