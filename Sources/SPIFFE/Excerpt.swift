/// A piece of foreign text kept as evidence: cut to a length that fits a message, and safe to print.
///
/// Everything but printable ASCII is written `\xNN`, so that a name in a hostile certificate can neither move the
/// cursor of a terminal nor look like another name.
public struct Excerpt: Hashable, Sendable, CustomStringConvertible {
  /// The most bytes of the text that are shown.
  public static let limit = 80

  /// The text between backquotes; a cut is marked with dots.
  public let description: String

  /// Takes the first bytes of `bytes`.
  public init(_ bytes: some Sequence<UInt8>) {
    var shown = "`"
    var count = 0
    for byte in bytes {
      if count == Self.limit {
        shown += "..."
        break
      }
      shown += Self.printable(byte)
      count += 1
    }
    description = shown + "`"
  }

  /// Takes the first bytes of the UTF-8 form of `text`.
  public init(_ text: String) {
    self.init(text.utf8)
  }

  /// One byte as it may stand in a message: itself, or `\xNN`.
  static func printable(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\\"): "\\\\"
    case 0x20...0x7E: String(Unicode.Scalar(byte))
    default: "\\x" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16)
    }
  }
}
