import ArgumentParser

/// Whether plain keys belong into the folders. The choice is remembered in the home.
struct SecretsOption: ParsableArguments {
  @Flag(name: .long, help: "Keep Secrets and plain keys out of the folders from now on; see `meshtrust emit`.")
  var noSecrets = false

  @Flag(
    name: .long,
    help: "Write Secrets and plain keys into the folders from now on. (default, except for homes with a passphrase)")
  var secrets = false

  /// Nil for what was chosen before.
  func choice() throws -> Bool? {
    guard !(noSecrets && secrets) else { throw UsageError.conflict(.secretsBothWays) }
    return secrets ? true : noSecrets ? false : nil
  }
}
