/// Why a text is not edited.
public enum EditFault: Error, Hashable, Sendable {
  /// The text is not UTF-8.
  case encoding
  /// The text has line breaks that readers count differently: CR alone, NEL, LS or PS.
  case lineBreaks
  case unreadable(DocumentsError)
  /// The node does not exist, or its form makes the edit uncertain: several lines, escapes, an anchor, or a block that
  /// would be left empty.
  case form
  /// Two changes concern the same bytes.
  case overlap
  /// The edited text does not hold exactly what it should.
  case meaning
}
