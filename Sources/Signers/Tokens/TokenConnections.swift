import Cryptography
import Diagnostics
import Files
import Synchronization
import SystemPackage

/// The modules that were loaded and the tokens that were logged in to in this run.
final class TokenConnections: Sendable {
  private struct State {
    var libraries: [String: TokenLibrary] = [:]
    var sessions: [String: TokenSession] = [:]
    /// Of a token whose login failed: no second PIN is tried in one run.
    var failures: [TokenURI: SignerFault] = [:]
  }

  private let state = Mutex(State())

  /// A session with the token of an address.
  func session(_ uri: TokenURI, _ access: SignerAccess) throws(SignerFault) -> TokenSession {
    let token = uri.tokenAlone
    if let failure = state.withLock({ $0.failures[token] }) { throw failure }
    do throws(SignerFault) {
      return try connect(token, access)
    } catch {
      state.withLock { $0.failures[token] = error }
      throw error
    }
  }

  private func connect(_ uri: TokenURI, _ access: SignerAccess) throws(SignerFault) -> TokenSession {
    let modules = try access.configuration().modules
    guard !modules.isEmpty else { throw .token(.noModule(file: access.file)) }
    var present: [String] = []
    for module in modules {
      let library = try library(module, access)
      let tokens = try tokenFault { () throws(TokenFault) in try library.tokens() }.filter(\.isInitialised)
      let matching = tokens.filter { $0.matches(uri) }
      guard matching.count < 2 else {
        throw .token(.several(label: uri.token ?? "", serials: matching.map(\.serial)))
      }
      present += tokens.map(\.name)
      guard let found = matching.first else { continue }
      return try session(library, found, module, access)
    }
    throw .token(.absent(uri, present: present))
  }

  private func library(_ module: TokenModule, _ access: SignerAccess) throws(SignerFault) -> TokenLibrary {
    if let known = state.withLock({ $0.libraries[module.path] }) { return known }
    let library = try TokenLibrary(module, words: access.surroundings.words)
    // Before the first call: one that does not come back must not be waited for at the end either.
    state.withLock { $0.libraries[module.path] = library }
    try tokenFault { () throws(TokenFault) in try library.open() }
    return library
  }

  private func session(
    _ library: TokenLibrary, _ info: TokenFacts, _ module: TokenModule, _ access: SignerAccess
  ) throws(SignerFault) -> TokenSession {
    let name = "\(library.path) \(info.serial) \(info.label)"
    if let known = state.withLock({ $0.sessions[name] }) { return known }
    // Before the try, while somebody can still look for the right PIN.
    if info.wantsLogin, info.triesLeft == .few {
      let warning = Diagnostic(
        "MT-KEY-75", .warning, what: "few tries are left for the PIN of the token `\(info.name.printable)`",
        why: "a wrong one was entered before; this command tries one", next: "make sure that it is the right one")
      access.surroundings.say(Array((access.surroundings.words(warning) + "\n").utf8))
    }
    let session = try TokenSession(library, info) { () throws(SignerFault) in
      try Self.pin(module, info, access)
    }
    state.withLock { $0.sessions[name] = session }
    return session
  }

  /// From the file that the machine names, or from somebody at the terminal.
  static func pin(_ module: TokenModule, _ info: TokenFacts, _ access: SignerAccess) throws(SignerFault) -> SecretBytes?
  {
    guard let file = module.pinFile else { return access.surroundings.pin(info.name) }
    // That of a missing file is said by whoever reads it.
    let resolved = FileSystem.resolved(FilePath(file))
    if let resolved { try MachineFile.requireOwn(resolved) }
    let path = resolved ?? FilePath(file)
    if let mode = FileSystem.regularMode(of: path), mode & 0o077 != 0 { throw .token(.openPINFile(file)) }
    let pin: SecretBytes
    do throws(FileError) {
      pin = try FileSystem.readSecret(path, trimmed: true)
    } catch {
      throw .pinFile(error)
    }
    // A token would count it as a wrong one.
    guard !pin.withBytes({ unsafe $0.isEmpty }) else { throw .token(.noPIN(token: info.name)) }
    return pin
  }

  /// The module that has a token's session, for its PIN.
  func module(of session: TokenSession, _ access: SignerAccess) throws(SignerFault) -> TokenModule? {
    try access.configuration().modules.first { (try? MachineFile.program($0.path)) == session.library.path }
  }
}
