import Diagnostics

/// What is said of each fault of a token: modules and tokens.
enum TokenStory {
  static func noModule(_ file: String) -> Diagnostic {
    Diagnostic(
      "MT-KEY-40", what: "this machine names no PKCS #11 module",
      why: "a module is code, so it comes neither from a file in git nor from the database",
      next: "set MESHTRUST_PKCS11_MODULE, or add `- module: /PATH/OF/MODULE.so` below `tokens:` in \(file)")
  }

  static func notAModule(_ path: String, _ reason: String) -> Diagnostic {
    Diagnostic(
      "MT-KEY-41", what: "`\(path)` is not a PKCS #11 module that can be used",
      why: "\(reason.printable)",
      next: "look at the path, at what the module needs (its own configuration), and at its messages above")
  }

  static func absent(_ uri: TokenURI, _ present: [String]) -> Diagnostic {
    Diagnostic(
      "MT-KEY-42", what: "the token `\(uri.tokenAlone)` is not there",
      why: present.isEmpty ? "no token is" : "there are: \(present.map(\.printable).joined(separator: ", "))",
      next: "plug it in, or start its connector; if it is there, look whether the module is the right one")
  }

  static func several(_ label: String, _ serials: [String]) -> Diagnostic {
    Diagnostic(
      "MT-KEY-43", what: "several tokens are called `\(label.printable)`",
      why: "their serial numbers are \(serials.map(\.printable).joined(separator: ", "))",
      next: "name the one that is meant with `serial=`")
  }
}

/// PINs.
extension TokenStory {
  static func wrongPIN(_ token: String, _ left: TokenFault.TriesLeft) -> Diagnostic {
    Diagnostic(
      "MT-KEY-44", what: "the PIN of the token `\(token.printable)` is wrong",
      why: left.words,
      next: "nothing was changed; give the right one")
  }

  static func lockedPIN(_ token: String) -> Diagnostic {
    Diagnostic(
      "MT-KEY-45", what: "the PIN of the token `\(token.printable)` is locked",
      why: "a wrong one was entered too often",
      next: "the token's security officer unlocks it with the vendor's tool")
  }

  static func finalTry(_ token: String) -> Diagnostic {
    Diagnostic(
      "MT-KEY-46", what: "one more wrong PIN would lock the token `\(token.printable)`",
      why: "so none is tried here",
      next: "enter the right one with the vendor's tool, which sets the count back; then run the command again")
  }

  static func noPIN(_ token: String) -> Diagnostic {
    Diagnostic(
      "MT-KEY-47", what: "the token `\(token.printable)` wants its PIN",
      why: "none was given: nobody can be asked, or its file is empty",
      next: "set MESHTRUST_PIN_FILE, or `pinFile:` in signers.yaml")
  }

  static func unusablePIN(_ token: String, _ code: TokenReturn) -> Diagnostic {
    Diagnostic(
      "MT-KEY-59", what: "the token `\(token.printable)` wants another PIN first",
      why: "\(code)",
      next: "set one with the vendor's tool, then run the command again")
  }

  static func openPINFile(_ path: String) -> Diagnostic {
    Diagnostic(
      "MT-KEY-57", what: "others can read `\(path)`",
      why: "it has the PIN of a token, and with it everybody can sign",
      next: "chmod 600 \(ShellWord.quoted(path)), and change the PIN")
  }
}

/// Keys.
extension TokenStory {
  static func noKey(_ uri: TokenURI) -> Diagnostic {
    Diagnostic(
      "MT-KEY-48", what: "there is no private key at `\(uri)`",
      why: "the token is there, and was logged in to",
      next: "nothing was changed; list what it has: pkcs11-tool --module MODULE --login -O")
  }

  static func severalKeys(_ uri: TokenURI) -> Diagnostic {
    Diagnostic(
      "MT-KEY-49", what: "several private keys are at `\(uri)`",
      why: "tokens allow one label or ID twice, and which is meant cannot be told",
      next: "add `id=` or `object=` to the address, or remove what is too much with the vendor's tool")
  }

  static func unusableKey(_ uri: TokenURI, _ reason: String) -> Diagnostic {
    Diagnostic(
      "MT-KEY-67", what: "the key at `\(uri)` cannot be used",
      why: "\(reason)",
      next: "nothing was changed; use another key")
  }

  static func cannot(_ what: String, _ token: String, _ can: [String], _ use: TokenFault.Use) -> Diagnostic {
    Diagnostic(
      "MT-KEY-50", what: "the token `\(token.printable)` cannot \(what)",
      why: can.isEmpty ? "it does not say what it can" : "it can sign with \(can.joined(separator: ", "))",
      next: use.next)
  }

  static func attributes(_ faults: [String], _ token: String) -> Diagnostic {
    Diagnostic(
      "MT-KEY-54", what: "the key in the token `\(token.printable)` is not one that stays there",
      why: "the token says of it: \(faults.joined(separator: ", "))",
      next: "make another one with the vendor's tool, or add --accept-attributes if that is meant")
  }

  static func template(_ code: TokenReturn, _ function: String) -> Diagnostic {
    Diagnostic(
      "MT-KEY-55", what: "the token refuses to make such a key",
      why: "\(code) at `\(function)`",
      next: "make it with the vendor's tool, then: `\(.meshtrust("key", "attach", "AUTHORITY", "--token", "URI"))`")
  }
}

/// Devices, and modules that do what they must not.
extension TokenStory {
  static func device(_ code: TokenReturn, _ function: String, _ module: String) -> Diagnostic {
    let isOfSessions = code.isOfSessions
    return Diagnostic(
      "MT-KEY-51",
      what: isOfSessions ? "the token's device has no free session" : "the token's device failed, is gone or was reset",
      why: "\(code) at `\(function)` of \(module)",
      next: isOfSessions
        ? "nothing was changed; close other programs that use the device, then run the command again"
        : "nothing was changed; look at the device and at its vendor's log, then run the command again")
  }

  static func late(_ function: String, _ seconds: Int, _ module: String) -> Diagnostic {
    Diagnostic(
      "MT-KEY-52", what: "the token did not answer within \(seconds) s",
      why: "`\(function)` of \(module) did not come back",
      next:
        "nothing was changed; look at the device; `timeout:` in signers.yaml allows more, for keys that wait for a touch"
    )
  }

  static func crashed(_ module: String) -> Diagnostic {
    Diagnostic(
      "MT-KEY-53", what: "the PKCS #11 module \(module) crashed",
      why: "it ended this process from within",
      next: "nothing was changed; report it to the vendor, and try another version")
  }

  static func impossible(_ function: String, _ reason: String, _ module: String) -> Diagnostic {
    Diagnostic(
      "MT-KEY-58", what: "the PKCS #11 module \(module) answers what cannot be",
      why: "`\(function)`: \(reason)",
      next: "nothing was changed; report it to the vendor, and try another version")
  }

  static func other(_ code: TokenReturn, _ function: String, _ module: String) -> Diagnostic {
    Diagnostic(
      "MT-KEY-56", what: "the token refused",
      why: "\(code) at `\(function)` of \(module)",
      next: code.next)
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

extension TokenFault.Use {
  fileprivate var next: Message {
    switch self {
    case .newKey: "choose another key type: `rootKey` of the profile in federation.yaml"
    case .key: "nothing was changed; use a key of a type that it can sign with"
    case .seal: "nothing was changed; open the home with another token, or with a passphrase"
    }
  }
}
