/// A certain repair that was not written, and the reason.
public struct Refusal: Hashable, Sendable {
  public enum Reason: String, Sendable, CaseIterable {
    /// Nothing is written back to standard input.
    case standardInput = "standard input is no file that could be changed"
    /// The file is not in UTF-8.
    case encoding = "the file is not UTF-8"
    /// YAML 1.1 counts them as line breaks, and editors do not.
    case lineBreaks = "the file has line breaks that readers count differently (CR alone, NEL, LS or PS)"
    /// Somewhere a scalar spans lines, is escaped, comes from an alias, or has an anchor.
    case notThere = "the value is written in a form that only its writer should change"
    /// A comment says something that nobody but its writer can judge.
    case comment = "a comment on the line would go with it"
    /// The place is taken.
    case overlap = "another repair changes the same place"
    /// The check after the change found something else than what was meant.
    case meaning = "the file would not mean what it should afterwards"
  }

  public let edit: Edit
  /// Why it needs a human.
  public let reason: Reason

  public init(_ edit: Edit, _ reason: Reason) {
    self.edit = edit
    self.reason = reason
  }
}
