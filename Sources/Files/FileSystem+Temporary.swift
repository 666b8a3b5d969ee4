public import SystemPackage

// What is not finished has a name of its own: `NAME.new-` and 16 hexadecimal digits. Nobody can guess it beforehand, and
// nobody gives it to a file of his own, so that it says whose a file is that a killed command left.
extension FileSystem {
  /// A temporary name beside a path.
  public static func temporary(_ path: FilePath) -> FilePath { FilePath("\(path)\(mark)\(randomDigits())") }

  /// The name that a temporary one is for; nil for any other.
  public static func finalName(ofTemporary name: String) -> String? {
    let digits = name.utf8.suffix(digitCount)
    guard digits.count == digitCount, digits.allSatisfy(isDigit) else { return nil }
    let rest = String(name.dropLast(digitCount))
    return rest.hasSuffix(mark) ? String(rest.dropLast(mark.count)) : nil
  }

  /// Whether a name is the temporary one of a file with one of these names.
  public static func isTemporary(_ name: String, of names: [String]) -> Bool {
    finalName(ofTemporary: name).map(names.contains) ?? false
  }

  static let mark = ".new-"
  private static let digitCount = 16

  /// 64 random bits.
  static func randomDigits() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: digitCount - digits.count) + digits
  }

  private static func isDigit(_ octet: UInt8) -> Bool {
    switch octet {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
  }
}
