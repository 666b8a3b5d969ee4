import FoundationEssentials
import Glibc

/// The environment variables that the tool reads: MESHTRUST_HOME, MESHTRUST_PASSPHRASE_FILE, MESHTRUST_CONTEXTS,
/// MESHTRUST_CLIENT, MESHTRUST_DATABASE, MESHTRUST_SIGNERS, MESHTRUST_PKCS11_MODULE, MESHTRUST_PIN_FILE, XDG_CONFIG_HOME,
/// HOME, NO_COLOR, TERM; for endpoints of bundles HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR; for the log
/// SUDO_USER, CI_JOB_URL, GITHUB_RUN_ID, BUILD_TAG and
/// BUILDKITE_BUILD_URL.
enum Environment {
  /// Nil if the variable is not set or is empty.
  static subscript(name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }

  /// All of it, for programs that inherit it.
  static var all: [String: String] { ProcessInfo.processInfo.environment }

  /// The name of this machine, as the kernel has it.
  static var hostName: String {
    var name = utsname()
    guard unsafe uname(&name) == 0 else { return "" }
    return unsafe withUnsafeBytes(of: &name.nodename) { octets in
      unsafe String(decoding: octets.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  /// The user who runs the command, by the system's list of users; the number of one who is not on it.
  static var userName: String {
    guard let user = unsafe getpwuid(geteuid()) else { return "uid \(geteuid())" }
    return unsafe String(cString: user.pointee.pw_name)
  }
}
