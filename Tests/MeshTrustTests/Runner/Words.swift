/// Splits a line of a script into words: spaces part them, `'…'` keeps them together, `''` inside is a quote, and
/// outside of quotes `$NAME` stands for a variable.
enum Words {
  static func split(_ line: String, _ environment: [String: String]) throws(ScriptFailure) -> [String] {
    var words: [String] = []
    var word: String?
    var rest = Substring(line)
    while let character = rest.popFirst() {
      switch character {
      case " ", "\t":
        if let finished = word { words.append(finished) }
        word = nil
      case "'": word = try (word ?? "") + quoted(&rest)
      case "$": word = (word ?? "") + variable(&rest, environment)
      default: word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }

  private static func quoted(_ rest: inout Substring) throws(ScriptFailure) -> String {
    var text = ""
    while let character = rest.popFirst() {
      guard character == "'" else {
        text.append(character)
        continue
      }
      guard rest.first == "'" else { return text }
      text.append("'")
      rest.removeFirst()
    }
    throw ScriptFailure("a quote is opened and never closed")
  }

  private static func variable(_ rest: inout Substring, _ environment: [String: String]) -> String {
    let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    rest.removeFirst(name.count)
    return environment[String(name)] ?? ""
  }
}

/// Why a line of a script did not hold.
struct ScriptFailure: Error {
  let text: String

  init(_ text: String) {
    self.text = text
  }
}
