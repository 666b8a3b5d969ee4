/// A word as a POSIX shell takes it.
public enum ShellWord {
  /// The word, in single quotes where it needs them.
  public static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (0x2B...0x3A).contains(byte) || byte == 0x5F
        || byte >= 0x80
    }
    return plain && !word.isEmpty
      ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
