import Cryptography
import Diagnostics
import Files
import Glibc
import Signers
import SystemPackage

/// How this machine reaches keys outside of a home: by its signers.yaml and its environment. A file that may be in a
/// repository has no say in what is run or loaded.
enum MachineSigners {
  static let access = SignerAccess(
    file: file.string,
    SignerAccess.Surroundings(
      environment: { Environment.all }, pin: PassphrasePrompt.askPIN, say: say, words: { Console.lastWords($0) })
  ) { () throws(SignerFault) in
    var known = try SignersFile(file, isNamed: Environment["MESHTRUST_SIGNERS"] != nil)
    if let module = Environment["MESHTRUST_PKCS11_MODULE"] {
      known.useOnly(TokenModule(path: module, pinFile: Environment["MESHTRUST_PIN_FILE"]))
    } else if let pinFile = Environment["MESHTRUST_PIN_FILE"] {
      known.usePINFile(pinFile)
    }
    return known
  }

  /// The user's own file, or that of the machine.
  private static var file: FilePath {
    if let named = Environment["MESHTRUST_SIGNERS"] { return FilePath(named) }
    let base = Environment["XDG_CONFIG_HOME"] ?? Environment["HOME"].map { "\($0)/.config" } ?? "/etc"
    let own = FilePath("\(base)/meshtrust/signers.yaml")
    let shared: FilePath = "/etc/meshtrust/signers.yaml"
    return !FileSystem.exists(own) && FileSystem.exists(shared) ? shared : own
  }

  /// What a program writes for the user goes where our own messages go, without what would act on the terminal.
  @Sendable private static func say(_ bytes: [UInt8]) {
    var text = String(decoding: bytes, as: UTF8.self).printableLines
    Progress.apart { text.withUTF8 { bytes in _ = unsafe write(2, bytes.baseAddress, bytes.count) } }
  }
}
