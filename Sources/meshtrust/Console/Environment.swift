import Glibc

/// The variables that the tool looks at: MESHTRUST_HOME, MESHTRUST_PASSPHRASE_FILE, NO_COLOR, TERM.
enum Environment {
  /// A variable that is set and not empty.
  static subscript(name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }
}
