import Glibc

/// The environment variables that the tool reads: MESHTRUST_HOME, MESHTRUST_PASSPHRASE_FILE, NO_COLOR, TERM.
enum Environment {
  /// Nil if the variable is not set or is empty.
  static subscript(name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }
}
