public import Diagnostics

/// The position of a node or key in its source.
public struct Mark: Hashable, Sendable {
  // Every node and every key has one, and no document that can be read has more lines.
  private var lineNumber, columnNumber: UInt32

  /// Counted from 1; 0 for a node that was not read from a source.
  public var line: Int { Int(lineNumber) }
  /// Counted from 1 in characters of the line; 0 for a node that was not read from a source.
  public var column: Int { Int(columnNumber) }

  public init(line: Int, column: Int) {
    lineNumber = UInt32(clamping: line)
    columnNumber = UInt32(clamping: column)
  }

  /// The mark of a node that was not read from a source.
  public static let none = Mark(line: 0, column: 0)

  public func place(in source: String) -> Place {
    line == 0 ? Place(file: source) : Place(file: source, line: line, column: column)
  }
}
