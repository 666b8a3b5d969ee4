/// The stable public name of a rule or of a kind of failure, such as `MT-LF-01` or `MT-DOC-03`.
///
/// Scripts match on codes, so a code is never given a second meaning; `meshtrust explain CODE` tells its story.
public struct Code: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  /// The code as it is printed, in capitals.
  public let rawValue: String

  /// Takes a code as it is printed.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Takes a code as it is printed.
  public init(stringLiteral value: String) {
    self.rawValue = value
  }
}

extension Code: CustomStringConvertible, Comparable {
  /// The code as it is printed.
  public var description: String { rawValue }

  /// Codes are listed by family, then by number.
  public static func < (left: Code, right: Code) -> Bool { left.rawValue < right.rawValue }
}
