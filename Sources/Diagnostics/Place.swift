/// A position in the input: a file, and a line and column counted from 1.
public struct Place: Hashable, Sendable, CustomStringConvertible {
  /// The file name as the user gave it; `-` is standard input.
  public var file: String?
  /// Counted from 1.
  public var line: Int?
  /// Counted from 1 in characters of the line.
  public var column: Int?

  /// Parts that are not known stay nil.
  public init(file: String? = nil, line: Int? = nil, column: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// `federation.yaml:7:3`, as compilers and editors write it.
  public var description: String {
    let name = file == "-" ? "standard input" : file
    return [name, line.map(String.init), line == nil ? nil : column.map(String.init)]
      .compactMap { $0 }.joined(separator: ":")
  }
}
