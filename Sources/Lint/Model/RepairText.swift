import Diagnostics

/// Text to paste. What is put into its lines stays on them: names come from manifests, and a line feed in one would make a
/// line of YAML that nobody here wrote.
struct RepairText: ExpressibleByStringInterpolation, Sendable {
  let text: String

  init(stringLiteral value: String) { text = value }

  init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  static func + (left: RepairText, right: RepairText) -> RepairText { "\(left)\(right)" }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

    mutating func appendLiteral(_ literal: String) { text += literal }

    /// A name, a number or another value, on one line.
    mutating func appendInterpolation(_ value: some Any) { text += "\(value)".printable }

    mutating func appendInterpolation(_ part: RepairText) { text += part.text }

    /// Lines that are made here, such as PEM.
    mutating func appendInterpolation(lines: String) { text += lines }
  }
}

extension [RepairText] {
  func joined(separator: String) -> RepairText {
    "\(lines: map(\.text).joined(separator: separator))"
  }
}
