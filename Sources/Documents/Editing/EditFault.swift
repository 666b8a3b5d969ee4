/// Why a text is not edited. What is refused stays as it was.
public enum EditFault: Error, Hashable, Sendable {
  /// The text is not UTF-8.
  case encoding
  /// It has line breaks that readers count differently: CR alone, NEL, LS or PS.
  case lineBreaks
  /// It cannot be read.
  case unreadable(DocumentsError)
  /// The place is not there, or written in a form for which no edit is certain: several lines, escapes, an anchor, a
  /// block that would be left with nothing.
  case form
  /// Two changes are about the same bytes.
  case overlap
  /// Read again, the text does not hold exactly what it should.
  case meaning
}
