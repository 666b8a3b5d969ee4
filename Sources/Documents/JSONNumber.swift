/// A decimal number of YAML in JSON notation.
enum JSONNumber {
  /// The number without what JSON does not allow: a plus sign, leading zeros, a point without digits on both sides. Nil
  /// for what JSON cannot write: infinity, not-a-number, and hexadecimal or octal beyond 64 bits.
  static func write(_ source: String) -> String? {
    let isDecimal = CoreSchema.isNumber(source) && source.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
    return isDecimal ? trimmed(source) : nil
  }

  private static func trimmed(_ source: String) -> String {
    let sign = source.hasPrefix("-") ? "-" : ""
    let unsigned = source.drop { $0 == "+" || $0 == "-" }
    let mantissa = unsigned.prefix { $0 != "e" && $0 != "E" }
    let parts = mantissa.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let whole = (parts.first ?? "").drop { $0 == "0" }
    let fraction = parts.count > 1 ? "." + (parts[1].isEmpty ? "0" : parts[1]) : ""
    return sign + (whole.isEmpty ? "0" : whole) + fraction + unsigned.dropFirst(mantissa.count)
  }
}
