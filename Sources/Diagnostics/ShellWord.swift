/// A word as a POSIX shell takes it.
public enum ShellWord {
  /// The word on one line, in quotes where it needs them.
  public static func quoted(_ word: String) -> String {
    guard word.unicodeScalars.allSatisfy(\.isPrintable) else { return escaped(word) }
    let plain = word.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (0x2B...0x3A).contains(byte) || byte == 0x5F
        || byte >= 0x80
    }
    if plain, !word.isEmpty { return word }
    // By scalars: a quote and an accent behind it are one character.
    var result = "'"
    for scalar in word.unicodeScalars {
      if scalar == "'" { result += "'\\''" } else { result.unicodeScalars.append(scalar) }
    }
    return result + "'"
  }

  /// With octets in octal in place of what acts on a terminal or ends a line (POSIX.1-2024, Shell Command Language,
  /// section 2.2.4); a quote likewise, so that a shell which does not know this form does not end the word there.
  private static func escaped(_ word: String) -> String {
    var result = "$'"
    for scalar in word.unicodeScalars {
      if scalar == "\\" {
        result += "\\\\"
      } else if scalar.isPrintable, scalar != "'" {
        result.unicodeScalars.append(scalar)
      } else {
        for octet in scalar.utf8 {
          let digits = String(octet, radix: 8)
          result += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
        }
      }
    }
    return result + "'"
  }
}
