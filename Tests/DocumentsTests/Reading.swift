import Diagnostics
import Documents
import Testing

/// Reads the only document of a text.
func read(
  _ text: String, format: DocumentReader.Format = .automatic, limits: ReadingLimits = ReadingLimits()
) throws(DocumentsError) -> Node {
  try DocumentReader.all(bytes: Array(text.utf8), source: "test.yaml", format: format, limits: limits).first?.root
    ?? .null
}

/// The error that reading ends in.
func failure(
  _ text: String, format: DocumentReader.Format = .automatic, limits: ReadingLimits = ReadingLimits()
) -> DocumentsError? {
  failure(Array(text.utf8), format: format, limits: limits)
}

/// The error that reading ends in.
func failure(
  _ bytes: [UInt8], format: DocumentReader.Format = .automatic, limits: ReadingLimits = ReadingLimits()
) -> DocumentsError? {
  do throws(DocumentsError) {
    _ = try DocumentReader.all(bytes: bytes, source: "test.yaml", format: format, limits: limits)
    return nil
  } catch {
    return error
  }
}

extension DocumentsError {
  /// Code and position in short, for tables of expectations: `MT-DOC-07 2:1`.
  var short: String {
    let position = [place.line, place.column].compactMap { $0 }.map(String.init).joined(separator: ":")
    return "\(diagnostic.code) \(position)"
  }
}
