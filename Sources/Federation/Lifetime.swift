/// A duration in whole seconds, as in profiles: how long a certificate is valid.
public struct Lifetime: Hashable, Sendable, Comparable {
  /// The maximum: Go's durations, which the control plane reads, end at 292 years.
  public static let longest = Lifetime(seconds: 250 * Unit.year.rawValue)

  /// Greater than 0.
  public let seconds: Int64

  public init(seconds: Int64) {
    self.seconds = seconds
  }

  /// Reads one or more numbers with units, such as `90d`, `24h`, `10y`, `1h30m` or Go's `87600h0m0s`. Nil if the text
  /// is not a duration, is zero, or is longer than 250 years. A day has 24 hours and a year 365 days.
  public init?(_ text: String) {
    var total: Int64 = 0
    var rest = text.utf8[...]
    while !rest.isEmpty {
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      rest = rest[digits.endIndex...]
      guard let count = Int64(String(Substring(digits))), let unit = rest.popFirst().flatMap(Unit.init(letter:)) else {
        return nil
      }
      let (part, isTooLong) = count.multipliedReportingOverflow(by: unit.rawValue)
      guard !isTooLong, part <= Self.longest.seconds - total else { return nil }
      total += part
    }
    guard total > 0 else { return nil }
    seconds = total
  }

  public static func < (left: Lifetime, right: Lifetime) -> Bool { left.seconds < right.seconds }

  /// In Go's notation, whose largest unit is the hour: `24h`, `87600h`, `1h30m`.
  public var goText: String { text(in: [.hour, .minute, .second]) }

  private func text(in units: [Unit]) -> String {
    var rest = seconds
    return units.map { unit in
      let (count, remainder) = rest.quotientAndRemainder(dividingBy: unit.rawValue)
      rest = remainder
      return count == 0 ? "" : "\(count)\(unit.letter)"
    }.joined()
  }

  private enum Unit: Int64 {
    case year = 31_536_000
    case day = 86_400
    case hour = 3_600
    case minute = 60
    case second = 1

    init?(letter: UInt8) {
      switch letter {
      case UInt8(ascii: "y"): self = .year
      case UInt8(ascii: "d"): self = .day
      case UInt8(ascii: "h"): self = .hour
      case UInt8(ascii: "m"): self = .minute
      case UInt8(ascii: "s"): self = .second
      default: return nil
      }
    }

    var letter: String {
      switch self {
      case .year: "y"
      case .day: "d"
      case .hour: "h"
      case .minute: "m"
      case .second: "s"
      }
    }
  }
}

extension Lifetime: CustomStringConvertible {
  /// In the notation of profiles: `10y`, `90d`, `24h`, `1h30m`.
  public var description: String {
    if seconds % Unit.year.rawValue == 0 { return text(in: [.year]) }
    // 24h is more common than 1d, and 90d than 2160h.
    if seconds % Unit.day.rawValue == 0, seconds > Unit.day.rawValue { return text(in: [.day]) }
    return text(in: seconds > 2 * Unit.day.rawValue ? [.day, .hour, .minute, .second] : [.hour, .minute, .second])
  }
}
