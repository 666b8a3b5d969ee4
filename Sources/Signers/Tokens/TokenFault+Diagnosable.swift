public import Diagnostics

extension TokenFault: Diagnosable {
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

  /// Each case has its words: one that is added has none, and does not compile.
  public var diagnostic: Diagnostic {
    switch self {
    case .noModule(let file): TokenStory.noModule(file)
    case .notAModule(let path, let reason): TokenStory.notAModule(path, reason)
    case .absent(let uri, let present): TokenStory.absent(uri, present)
    case .several(let label, let serials): TokenStory.several(label, serials)
    case .wrongPIN(let token, let left): TokenStory.wrongPIN(token, left)
    case .lockedPIN(let token): TokenStory.lockedPIN(token)
    case .finalTry(let token): TokenStory.finalTry(token)
    case .noPIN(let token): TokenStory.noPIN(token)
    case .unusablePIN(let token, let code): TokenStory.unusablePIN(token, code)
    case .openPINFile(let path): TokenStory.openPINFile(path)
    case .noKey(let uri): TokenStory.noKey(uri)
    case .severalKeys(let uri): TokenStory.severalKeys(uri)
    case .unusableKey(let uri, let reason): TokenStory.unusableKey(uri, reason)
    case .cannot(let what, let token, let can, let use): TokenStory.cannot(what, token, can, use)
    case .attributes(let faults, let token): TokenStory.attributes(faults, token)
    case .template(let code, let function): TokenStory.template(code, function)
    case .device(let code, let function, let module): TokenStory.device(code, function, module)
    case .late(let function, let seconds, let module): TokenStory.late(function, seconds, module)
    case .crashed(let module): TokenStory.crashed(module)
    case .impossible(let function, let reason, let module): TokenStory.impossible(function, reason, module)
    case .other(let code, let function, let module): TokenStory.other(code, function, module)
    }
  }
}

extension TokenFault {
  /// The fault that a code stands for.
  init(_ code: TokenReturn, at function: String, token: String = "", module: String) {
    switch code.number {
    case 0xA0, 0xA1, 0xA2: self = .wrongPIN(token: token, left: .unknown)
    case 0xA4: self = .lockedPIN(token: token)
    case 0xA3, 0x102: self = .unusablePIN(token: token, code)
    case 0x30, 0x31, 0x32, 0x5, 0x6, 0xB3, 0xB0, 0x82, 0x60, 0x190, 0xE0, 0xE1, 0xB1:
      self = .device(code, at: function, module: module)
    // What CloudHSM says instead of CKR_SESSION_COUNT.
    case 0x7 where function == Self.openingSession: self = .device(code, at: function, module: module)
    case 0xD0, 0xD1, 0x12, 0x13: self = .template(code, at: function)
    default: self = .other(code, at: function, module: module)
    }
  }

  static let openingSession = "C_OpenSession"

  /// The same fault, or what the token can do if it says that it cannot do this: sizes, types, mechanisms and curves.
  ///
  /// - Parameter can: Asked only then.
  func lacking(
    _ what: String, for use: Use, of token: String, _ can: () throws(TokenFault) -> [String]
  ) -> TokenFault {
    guard case .other(let code, let function, _) = self, code.isOfMechanism else { return self }
    let known = (try? can()) ?? []
    return .cannot(what: "\(what): \(code) at \(function)", token: token, can: known, for: use)
  }
}

extension TokenReturn {
  /// CKR_USER_NOT_LOGGED_IN, although somebody did log in.
  fileprivate var isNotLoggedIn: Bool { number == 0x101 }

  /// The key or the token cannot or may not do it: sizes, types, mechanisms, curves and uses.
  fileprivate var isRefusal: Bool { isOfMechanism || [0x68, 0x71].contains(number) }

  fileprivate var isOfMechanism: Bool { [0x62, 0x63, 0x70, 0x130, 0x140].contains(number) }

  /// CKR_SESSION_COUNT, and CKR_ARGUMENTS_BAD where that stands for it.
  var isOfSessions: Bool { [0xB1, 0x7].contains(number) }

  /// CKR_KEY_FUNCTION_NOT_PERMITTED.
  private var isOfKeyUse: Bool { number == 0x68 }

  var next: Message {
    if isNotLoggedIn { return "nothing was changed; the key wants a touch or the PIN once more: see its manual" }
    if isOfKeyUse { return "nothing was changed; use a key that may sign: CKA_SIGN of this one is false" }
    if isRefusal { return "nothing was changed; use a key of a type that the token can sign with" }
    return "nothing was changed; look the code up in the vendor's manual"
  }
}
