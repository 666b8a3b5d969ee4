/// A certain repair: a change to one place of a file. Comments, order and layout stay the same.
public struct Edit: Hashable, Sendable {
  public enum Action: Hashable, Sendable {
    /// The scalar or key `old` becomes `new`; quotes around it stay.
    case replace(old: String, new: String)
    /// Adds a field in front of the first field of the mapping that begins here.
    case insert(key: String, value: String)
    /// Removes the field that begins here, with its line if it has one to itself.
    case remove(key: String, value: String)
  }

  public let file: String
  /// Counted from 1.
  public let line: Int
  /// Counted from 1 in characters.
  public let column: Int
  public let action: Action

  public init(file: String, line: Int, column: Int, action: Action) {
    self.file = file
    self.line = line
    self.column = column
    self.action = action
  }
}
