/// The stable public name of a rule or of a kind of failure, such as `MT-LF-01` or `MT-DOC-03`.
///
/// Scripts match on codes, so a code never gets a second meaning; `meshtrust explain CODE` prints its explanation.
public struct Code: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  /// As printed, in capitals.
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  public init(stringLiteral value: String) {
    self.rawValue = value
  }
}

extension Code: CustomStringConvertible, Comparable {
  public var description: String { rawValue }

  /// Sorts by family, then by number.
  public static func < (left: Code, right: Code) -> Bool { left.rawValue < right.rawValue }
}
