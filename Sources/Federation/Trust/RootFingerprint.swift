/// The SHA-256 of a root as typed by a user: with or without `SHA256:`, with or without colons, in either case.
public struct RootFingerprint: Hashable, Sendable, CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  public let digits: String

  /// Requires the whole fingerprint; a part of one proves nothing.
  public init?(_ text: String) {
    var rest = text.lowercased()
    if rest.hasPrefix("sha256:") { rest.removeFirst(7) }
    rest.removeAll { $0 == ":" }
    let isHexadecimal = rest.utf8.allSatisfy {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
    }
    guard rest.utf8.count == 64, isHexadecimal else { return nil }
    digits = rest
  }

  /// As printed.
  public var description: String { "SHA256:" + digits }
}
