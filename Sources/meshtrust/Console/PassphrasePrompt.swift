import Cryptography
import Diagnostics
import Glibc

/// Asks for a passphrase on the terminal, without showing what is typed.
enum PassphrasePrompt {
  /// Nil without a terminal, and for an empty answer.
  @Sendable static func ask() -> SecretBytes? { ask("passphrase of the home: ") }

  /// The PIN of a token, by its label; nil as above.
  @Sendable static func askPIN(_ token: String) -> SecretBytes? { ask("PIN of the token \(token.printable): ") }

  private static func ask(_ question: String) -> SecretBytes? {
    guard isatty(0) == 1, isatty(2) == 1 else { return nil }
    return Progress.pausing { asked(question) }
  }

  private static func asked(_ question: String) -> SecretBytes? {
    var settings = termios()
    guard unsafe tcgetattr(0, &settings) == 0 else { return nil }
    let before = settings
    settings.c_lflag &= ~tcflag_t(ECHO)
    guard unsafe tcsetattr(0, TCSAFLUSH, &settings) == 0 else { return nil }
    defer {
      var before = before
      _ = unsafe tcsetattr(0, TCSAFLUSH, &before)
      write("\n")
    }
    write(question)
    return line()
  }

  private static func line() -> SecretBytes? {
    // Capacity for everything at once, so that no copy is left behind when the array grows.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(limit)
    defer {
      unsafe bytes.withUnsafeMutableBytes { bytes in
        if let start = bytes.baseAddress { unsafe explicit_bzero(start, bytes.count) }
      }
    }
    var byte: UInt8 = 0
    while bytes.count < limit, unsafe read(0, &byte, 1) == 1, byte != UInt8(ascii: "\n") { bytes.append(byte) }
    return bytes.isEmpty ? nil : SecretBytes(copying: bytes)
  }

  private static func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in _ = unsafe Glibc.write(2, bytes.baseAddress, bytes.count) }
  }

  private static let limit = 4096
}
