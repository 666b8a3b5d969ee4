import X509

/// The date of an answer (RFC 9110 section 5.6.7): `Sun, 29 Nov 2026 04:16:24 GMT`.
enum HTTPDate {
  /// Nil for any other form; servers must send this one.
  static func read(_ text: String) -> Timestamp? {
    let words = text.split(separator: " ")
    guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: words[2]), words[1].count == 2 else {
      return nil
    }
    let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
    return try? Timestamp("\(words[3])-\(number)-\(words[1])T\(words[4])Z")
  }

  private static let months: [Substring] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
