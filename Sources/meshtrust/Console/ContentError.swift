import Diagnostics

/// An error about the content of a file, with the name of the file.
struct ContentError: Diagnosable {
  private let error: any Diagnosable
  private let file: String
  private let line: Int?

  /// Runs code that reads a file's content; `line` is where it starts in the file, if known.
  static func naming<Value>(_ file: String, line: Int? = nil, _ read: () throws -> Value) throws -> Value {
    do {
      return try read()
    } catch let error as any Diagnosable {
      throw error is ContentError || error.diagnostic.place?.file != nil
        ? error : ContentError(error: error, file: file, line: line)
    }
  }

  var diagnostic: Diagnostic {
    var diagnostic = error.diagnostic
    // These errors already name the file.
    guard !(error is CommandLineError) else { return diagnostic }
    diagnostic.place = Place(file: file, line: diagnostic.place?.line ?? line, column: diagnostic.place?.column)
    return diagnostic
  }

  var exitStatus: ExitStatus { error.exitStatus }
}
