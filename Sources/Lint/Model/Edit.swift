/// A repair that is certain, as a change to one place of a file. Comments, order and layout stay as they are.
public struct Edit: Hashable, Sendable {
  /// What is done at the place.
  public enum Action: Hashable, Sendable {
    /// The scalar or key `old` becomes `new`; quotes around it stay.
    case replace(old: String, new: String)
    /// A field comes in front of the first one of the mapping that begins here.
    case insert(key: String, value: String)
    /// The field that begins here goes, with its line if it has one to itself.
    case remove(key: String, value: String)
  }

  /// The file.
  public let file: String
  /// The line, counted from 1.
  public let line: Int
  /// The column, counted from 1 in characters.
  public let column: Int
  /// What is done there.
  public let action: Action

  /// Describes a change.
  public init(file: String, line: Int, column: Int, action: Action) {
    self.file = file
    self.line = line
    self.column = column
    self.action = action
  }
}
