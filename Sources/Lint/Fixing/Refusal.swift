/// A certain repair that was not written, and the reason.
public struct Refusal: Hashable, Sendable {
  public enum Reason: String, Sendable, CaseIterable {
    /// Nothing is written back to standard input.
    case standardInput = "standard input is not a file that can be changed"
    /// The file is not in UTF-8.
    case encoding = "the file is not UTF-8"
    /// YAML 1.1 recognizes them as line breaks; editors do not.
    case lineBreaks = "the file has line breaks that readers count differently (CR alone, NEL, LS or PS)"
    /// A scalar that spans lines, has escapes or an anchor, or comes from an alias.
    case notThere = "the value is written in a form that only its writer should change"
    /// Only the writer of a comment can judge it.
    case comment = "it would remove a comment on the line"
    case overlap = "another repair changes the same place"
    /// The check after the change found a difference from the intended content.
    case meaning = "the changed file would have the wrong content"
  }

  public let edit: Edit
  public let reason: Reason

  public init(_ edit: Edit, _ reason: Reason) {
    self.edit = edit
    self.reason = reason
  }
}
