public import Diagnostics

extension TokenFault: Diagnosable {
  public var diagnostic: Diagnostic {
    let (what, why, next) = story
    return Diagnostic(code, what: what, why: why, next: next)
  }

  /// A secret that is missing or wrong; a device that fails; a refusal.
  public var exitStatus: ExitStatus {
    switch self {
    case .noModule: .usage
    case .wrongPIN, .lockedPIN, .noPIN, .unusablePIN: .secret
    case .finalTry, .openPINFile, .several, .noKey, .severalKeys, .unusableKey, .cannot, .attributes, .template:
      .refused
    case .other(let code, _, _): code.isNotLoggedIn ? .secret : code.isRefusal ? .refused : .inputOutput
    case .notAModule, .absent, .device, .late, .crashed, .impossible: .inputOutput
    }
  }

  private var code: Code {
    switch self {
    case .noModule: "MT-KEY-40"
    case .notAModule: "MT-KEY-41"
    case .absent: "MT-KEY-42"
    case .several: "MT-KEY-43"
    case .wrongPIN: "MT-KEY-44"
    case .lockedPIN: "MT-KEY-45"
    case .finalTry: "MT-KEY-46"
    case .noPIN: "MT-KEY-47"
    case .noKey: "MT-KEY-48"
    case .severalKeys: "MT-KEY-49"
    case .cannot: "MT-KEY-50"
    case .device: "MT-KEY-51"
    case .late: "MT-KEY-52"
    case .crashed: "MT-KEY-53"
    case .attributes: "MT-KEY-54"
    case .template: "MT-KEY-55"
    case .other: "MT-KEY-56"
    case .openPINFile: "MT-KEY-57"
    case .impossible: "MT-KEY-58"
    case .unusablePIN: "MT-KEY-59"
    case .unusableKey: "MT-KEY-67"
    }
  }

  private var story: (what: Message, why: Message, next: Message) {
    switch self {
    case .noModule(let file):
      (
        "this machine names no PKCS #11 module",
        "a module is code, so it comes neither from a file in git nor from the database",
        "set MESHTRUST_PKCS11_MODULE, or add `- module: /PATH/OF/MODULE.so` below `tokens:` in \(file)"
      )
    case .notAModule(let path, let reason):
      (
        "`\(path)` is not a PKCS #11 module that can be used", "\(reason.printable)",
        "look at the path, at what the module needs (its own configuration), and at its messages above"
      )
    case .absent(let uri, let present):
      (
        "the token `\(uri.tokenAlone)` is not there",
        present.isEmpty ? "no token is" : "there are: \(present.map(\.printable).joined(separator: ", "))",
        "plug it in, or start its connector; if it is there, look whether the module is the right one"
      )
    case .several(let label, let serials):
      (
        "several tokens are called `\(label.printable)`",
        "their serial numbers are \(serials.map(\.printable).joined(separator: ", "))",
        "name the one that is meant with `serial=`"
      )
    case .wrongPIN, .lockedPIN, .finalTry, .noPIN, .unusablePIN, .openPINFile: pinStory
    case .noKey, .severalKeys, .unusableKey, .cannot, .attributes, .template: keyStory
    case .device, .late, .crashed, .impossible, .other: deviceStory
    }
  }

  private var pinStory: (what: Message, why: Message, next: Message) {
    switch self {
    case .wrongPIN(let token, let left):
      ("the PIN of the token `\(token.printable)` is wrong", left.words, "nothing was changed; give the right one")
    case .lockedPIN(let token):
      (
        "the PIN of the token `\(token.printable)` is locked", "a wrong one was entered too often",
        "the token's security officer unlocks it with the vendor's tool"
      )
    case .finalTry(let token):
      (
        "one more wrong PIN would lock the token `\(token.printable)`", "so none is tried here",
        "enter the right one with the vendor's tool, which sets the count back; then run the command again"
      )
    case .noPIN(let token):
      (
        "the token `\(token.printable)` wants its PIN", "none was given: nobody can be asked, or its file is empty",
        "set MESHTRUST_PIN_FILE, or `pinFile:` in signers.yaml"
      )
    case .unusablePIN(let token, let code):
      (
        "the token `\(token.printable)` wants another PIN first", "\(code)",
        "set one with the vendor's tool, then run the command again"
      )
    case .openPINFile(let path):
      (
        "others can read `\(path)`", "it has the PIN of a token, and with it everybody can sign",
        "chmod 600 \(ShellWord.quoted(path)), and change the PIN"
      )
    default: ("", "", "")
    }
  }

  private var keyStory: (what: Message, why: Message, next: Message) {
    switch self {
    case .noKey(let uri):
      (
        "there is no private key at `\(uri)`", "the token is there, and was logged in to",
        "nothing was changed; list what it has: pkcs11-tool --module MODULE --login -O"
      )
    case .severalKeys(let uri):
      (
        "several private keys are at `\(uri)`", "tokens allow one label or ID twice, and which is meant cannot be told",
        "add `id=` or `object=` to the address, or remove what is too much with the vendor's tool"
      )
    case .unusableKey(let uri, let reason):
      ("the key at `\(uri)` cannot be used", "\(reason)", "nothing was changed; use another key")
    case .cannot(let what, let token, let can):
      (
        "the token `\(token.printable)` cannot \(what)",
        can.isEmpty ? "it does not say what it can" : "it can sign with \(can.joined(separator: ", "))",
        "choose another key type: `rootKey` of the profile in federation.yaml"
      )
    case .attributes(let faults, let token):
      (
        "the key in the token `\(token.printable)` is not one that stays there",
        "the token says of it: \(faults.joined(separator: ", "))",
        "make another one with the vendor's tool, or add --accept-attributes if that is meant"
      )
    case .template(let code, let function):
      (
        "the token refuses to make such a key", "\(code) at `\(function)`",
        "make it with the vendor's tool, then: `\(.meshtrust("key", "attach", "AUTHORITY", "--token", "URI"))`"
      )
    default: ("", "", "")
    }
  }

  private var deviceStory: (what: Message, why: Message, next: Message) {
    switch self {
    case .device(let code, let function, let module):
      (
        "the token's device failed, is gone or was reset", "\(code) at `\(function)` of \(module)",
        "nothing was changed; look at the device and at its vendor's log, then run the command again"
      )
    case .late(let function, let seconds, let module):
      (
        "the token did not answer within \(seconds) s", "`\(function)` of \(module) did not come back",
        "nothing was changed; look at the device; `timeout:` in signers.yaml allows more, for keys that wait for a touch"
      )
    case .crashed(let module):
      (
        "the PKCS #11 module \(module) crashed", "it ended this process from within",
        "nothing was changed; report it to the vendor, and try another version"
      )
    case .impossible(let function, let reason, let module):
      (
        "the PKCS #11 module \(module) answers what cannot be", "`\(function)`: \(reason)",
        "nothing was changed; report it to the vendor, and try another version"
      )
    case .other(let code, let function, let module):
      (
        "the token refused", "\(code) at `\(function)` of \(module)",
        code.next
      )
    default: ("", "", "")
    }
  }
}

extension TokenFault.TriesLeft {
  fileprivate var words: Message {
    switch self {
    case .unknown: "the token does not say how many tries are left"
    case .few: "the token says that few tries are left before it locks"
    case .one: "the token says that one try is left before it locks"
    }
  }
}

extension TokenFault {
  /// The fault that a code stands for.
  init(_ code: TokenReturn, at function: String, token: String = "", module: String) {
    switch code.number {
    case 0xA4: self = .lockedPIN(token: token)
    case 0xA3, 0x102: self = .unusablePIN(token: token, code)
    case 0x30, 0x31, 0x32, 0x5, 0x6, 0xB3, 0xB0, 0x82, 0x60, 0x190, 0xE0, 0xE1, 0xB1:
      self = .device(code, at: function, module: module)
    case 0xD0, 0xD1, 0x12, 0x13: self = .template(code, at: function)
    default: self = .other(code, at: function, module: module)
    }
  }
}

extension TokenReturn {
  /// CKR_USER_NOT_LOGGED_IN, although somebody did log in.
  fileprivate var isNotLoggedIn: Bool { number == 0x101 }

  /// The key or the token cannot or may not do it: sizes, types, mechanisms, curves and uses.
  fileprivate var isRefusal: Bool { [0x62, 0x63, 0x68, 0x70, 0x71, 0x130, 0x140].contains(number) }

  fileprivate var next: Message {
    if isNotLoggedIn { return "nothing was changed; the key wants a touch or the PIN once more: see its manual" }
    if isRefusal { return "nothing was changed; use a key that may sign, of a type that the token can sign with" }
    return "nothing was changed; look the code up in the vendor's manual"
  }
}
