public import Diagnostics

/// The position of a node or key in its source.
public struct Mark: Hashable, Sendable {
  /// Counted from 1; 0 for a node that was not read from a source.
  public var line: Int
  /// Counted from 1 in characters of the line; 0 for a node that was not read from a source.
  public var column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The mark of a node that was not read from a source.
  public static let none = Mark(line: 0, column: 0)

  public func place(in source: String) -> Place {
    line == 0 ? Place(file: source) : Place(file: source, line: line, column: column)
  }
}
