/// Why a text is not edited; it stays unchanged.
public enum EditFault: Error, Hashable, Sendable {
  /// The text is not UTF-8.
  case encoding
  /// It has line breaks that readers count differently: CR alone, NEL, LS or PS.
  case lineBreaks
  /// It cannot be read.
  case unreadable(DocumentsError)
  /// The node is missing, or written in a form that cannot be edited safely: several lines, escapes, an anchor, a block
  /// that would become empty.
  case form
  /// Two changes concern the same bytes.
  case overlap
  /// Read again, the text does not contain exactly what it should.
  case meaning
}
