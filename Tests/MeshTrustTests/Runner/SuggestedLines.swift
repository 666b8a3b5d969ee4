/// The commands in a printed text, as somebody would copy them.
enum SuggestedLines {
  /// Each command of the tool in a text, as words. A command ends where its quotation, its line or its clause ends.
  static func commands(in text: String) throws(ScriptFailure) -> [[String]] {
    var commands: [[String]] = []
    for line in text.split(separator: "\n") {
      for piece in line.ranges(of: "meshtrust ").map({ line[$0.upperBound...] }) {
        commands.append(try words(piece))
      }
    }
    return commands.filter { !$0.isEmpty }
  }

  private static func words(_ text: Substring) throws(ScriptFailure) -> [String] {
    var words: [String] = []
    for piece in pieces(text) {
      if ["|", ">"].contains(piece) || piece.hasPrefix("(") { break }
      let isLast = piece.hasSuffix(",") || piece.hasSuffix(";") || piece.hasSuffix(")")
      words += try Words.split(isLast ? String(piece.dropLast()) : piece, [:])
      if isLast { break }
    }
    return words
  }

  /// What stands between spaces, up to the end of the quotation. Quoted spaces do not part.
  private static func pieces(_ text: Substring) -> [String] {
    var pieces: [String] = []
    var piece = ""
    var isQuoted = false
    for character in text {
      if character == "`", !isQuoted { break }
      if character == "'" { isQuoted.toggle() }
      if character == " ", !isQuoted {
        if !piece.isEmpty { pieces.append(piece) }
        piece = ""
      } else {
        piece.append(character)
      }
    }
    return pieces + (piece.isEmpty ? [] : [piece])
  }

  /// The lines of a finding in what a command printed: the one with its code, and those that are indented below it.
  static func finding(_ code: String, in text: String) -> String? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.firstIndex(where: { $0.contains("[\(code)]") }) else { return nil }
    let rest = lines[(first + 1)...].prefix { $0.hasPrefix("  ") }
    // What to do comes first, whatever else the lines name.
    let repair = rest.drop { !$0.hasPrefix("  fix: ") }
    return (repair + rest.prefix { !$0.hasPrefix("  fix: ") } + [lines[first]]).joined(separator: "\n")
  }
}
