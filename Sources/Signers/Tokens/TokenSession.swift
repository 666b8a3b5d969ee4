import CPKCS11
import Cryptography

/// A session with one token, logged in to. It lasts as long as the process.
@safe final class TokenSession: Sendable {
  let library: TokenLibrary
  let info: TokenFacts
  private let session: UInt

  /// Opens a session for reading and writing; one for reading alone where the token allows nothing else.
  ///
  /// - Parameter pin: Asked for once, and tried once: tokens lock after a few wrong ones.
  init(
    _ library: TokenLibrary, _ info: TokenFacts, pin: () throws(SignerFault) -> SecretBytes?
  ) throws(SignerFault) {
    self.library = library
    self.info = info
    session = try tokenFault { () throws(TokenFault) in
      try info.requireUsablePIN()
      return try library.run(atLeast: 0) { () throws(TokenFault) in try Self.open(library, info) }
    }
    guard info.wantsLogin else { return }
    let given = info.isPINEnteredOnDevice ? nil : try pin()
    guard given != nil || info.isPINEnteredOnDevice else { throw .token(.noPIN(token: info.name)) }
    let session = session
    try tokenFault { () throws(TokenFault) in
      try library.run(atLeast: info.isPINEnteredOnDevice ? 60 : 0) { () throws(TokenFault) in
        try Self.login(library, info, session, given)
      }
    }
  }

  private static func open(_ library: TokenLibrary, _ info: TokenFacts) throws(TokenFault) -> UInt {
    let writeProtected: UInt = 0xE2
    var handle: UInt = 0
    let code = try library.check("C_OpenSession", token: info.name, allowing: [writeProtected]) { list in
      unsafe list.pointee.C_OpenSession.map {
        unsafe $0(info.slot, UInt(PKCS11Serial | PKCS11ReadWrite), nil, nil, &handle)
      }
    }
    guard code == writeProtected else { return handle }
    try library.check("C_OpenSession", token: info.name) { list in
      unsafe list.pointee.C_OpenSession.map { unsafe $0(info.slot, UInt(PKCS11Serial), nil, nil, &handle) }
    }
    return handle
  }

  /// The token keeps one login for the whole application.
  private static func login(
    _ library: TokenLibrary, _ info: TokenFacts, _ session: UInt, _ pin: SecretBytes?
  ) throws(TokenFault) {
    let alreadyThere: UInt = 0x100
    let wrong: Set<UInt> = [0xA0, 0xA1, 0xA2]
    let code = try library.check("C_Login", token: info.name, allowing: wrong.union([alreadyThere])) { list in
      unsafe list.pointee.C_Login.map { login in
        guard let pin else { return login(session, UInt(PKCS11User), nil, 0) }
        return pin.withBytes { bytes in
          unsafe login(session, UInt(PKCS11User), bytes.bindMemory(to: UInt8.self).baseAddress, UInt(bytes.count))
        }
      }
    }
    guard wrong.contains(code) else { return }
    let left = (try? TokenFacts(library, slot: info.slot))?.triesLeft ?? .unknown
    throw .wrongPIN(token: info.name, left: left)
  }

  /// Runs a job with the handle of the session.
  func run<Value: Sendable>(
    atLeast least: Int = 0, _ job: @escaping @Sendable (UInt) throws(TokenFault) -> Value
  ) throws(SignerFault) -> Value {
    let session = session
    let library = library
    return try tokenFault { () throws(TokenFault) in
      try library.run(atLeast: least) { () throws(TokenFault) in try job(session) }
    }
  }
}

/// Runs statements that throw a token's fault, and wraps it.
func tokenFault<Value>(_ body: () throws(TokenFault) -> Value) throws(SignerFault) -> Value {
  do throws(TokenFault) {
    return try body()
  } catch {
    throw .token(error)
  }
}
