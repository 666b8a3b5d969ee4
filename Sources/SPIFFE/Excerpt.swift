/// Untrusted text kept as evidence, shortened to fit a message and safe to print.
///
/// Everything but printable ASCII is written as `\xNN`, so that a name in a hostile certificate can neither control a
/// terminal nor look like another name.
public struct Excerpt: Hashable, Sendable, CustomStringConvertible {
  /// The number of bytes shown at most.
  package static let limit = 80

  /// The text in backquotes, with an ellipsis if it is shortened.
  public let description: String

  package init(_ bytes: some Sequence<UInt8>) {
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

  package init(_ text: String) {
    self.init(text.utf8)
  }

  /// One byte, escaped as `\xNN` if necessary.
  static func printable(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\\"): "\\\\"
    case 0x20...0x7E: String(Unicode.Scalar(byte))
    default: "\\x" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16)
    }
  }
}
