extension String {
  /// The text without what may be a key: a server, or a webhook in front of it, may repeat the Secret that it refuses, and
  /// what is printed ends in the logs of a pipeline. Private keys in PEM, and long words in base64, become `…`.
  var withoutKeys: String {
    var result = ""
    var word = ""
    func finish() {
      result += word.count >= Self.shortestKey && !word.allSatisfy(\.isHexDigit) ? "…" : word
      word = ""
    }
    for character in withoutPrivatePEM {
      if character.isASCII, character.isLetter || character.isNumber || "+/=".contains(character) {
        word.append(character)
      } else {
        finish()
        result.append(character)
      }
    }
    finish()
    return result
  }

  /// Longer than the names of objects and fields; digests are written in hexadecimal and stay.
  private static let shortestKey = 40

  private var withoutPrivatePEM: String {
    var rest = self[...]
    var result = ""
    while let begin = rest.firstRange(of: "-----BEGIN ") {
      let label = rest[begin.upperBound...]
      guard label.prefix(while: { $0 != "-" }).hasSuffix("PRIVATE KEY") else {
        result += rest[..<begin.upperBound]
        rest = label
        continue
      }
      result += rest[..<begin.lowerBound] + "…"
      let end = label.firstRange(of: "-----END ").map { label[$0.upperBound...] }
      rest = end.flatMap { after in after.firstRange(of: "-----").map { after[$0.upperBound...] } } ?? ""
    }
    return result + rest
  }
}
