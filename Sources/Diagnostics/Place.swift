/// Where in the input something stands: a file, and a line and column counted from 1.
public struct Place: Hashable, Sendable, CustomStringConvertible {
  /// The file as the user named it; `-` is standard input.
  public var file: String?
  /// The line, counted from 1.
  public var line: Int?
  /// The column, counted from 1 in characters of the line.
  public var column: Int?

  /// Names a place; what is not known is left out.
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
