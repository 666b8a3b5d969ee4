public import Diagnostics

/// Where a node or key begins in its source.
public struct Mark: Hashable, Sendable {
  /// The line, counted from 1; 0 for a node that was made, not read.
  public var line: Int
  /// The column, counted from 1 in characters of the line; 0 for a node that was made, not read.
  public var column: Int

  /// Names a position.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The mark of what was made, not read.
  public static let none = Mark(line: 0, column: 0)

  /// The position within a named source.
  public func place(in source: String) -> Place {
    line == 0 ? Place(file: source) : Place(file: source, line: line, column: column)
  }
}
