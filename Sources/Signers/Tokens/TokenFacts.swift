import CPKCS11

/// What a token says of itself (CK_TOKEN_INFO).
struct TokenFacts: Hashable, Sendable {
  let slot: UInt
  let label: String
  let serial: String
  private let flags: UInt

  /// For people: the label, or the serial number of a token without one.
  var name: String { label.isEmpty ? serial : label }

  var wantsLogin: Bool { flags & UInt(PKCS11LoginRequired) != 0 }
  var isPINEnteredOnDevice: Bool { flags & UInt(PKCS11OnDevice) != 0 }
  var isInitialised: Bool { flags & UInt(PKCS11Initialised) != 0 }

  var triesLeft: TokenFault.TriesLeft {
    if flags & UInt(PKCS11FinalTry) != 0 { return .one }
    return flags & UInt(PKCS11CountLow) != 0 ? .few : .unknown
  }

  /// Refuses to try a PIN where a wrong one would lock the token.
  func requireUsablePIN() throws(TokenFault) {
    guard wantsLogin else { return }
    if flags & UInt(PKCS11Locked) != 0 { throw .lockedPIN(token: name) }
    if flags & UInt(PKCS11FinalTry) != 0 { throw .finalTry(token: name) }
  }

  /// Inside of a job.
  init(_ library: TokenLibrary, slot: UInt) throws(TokenFault) {
    var info = CK_TOKEN_INFO()
    try library.check("C_GetTokenInfo") { list in
      unsafe list.pointee.C_GetTokenInfo.map { unsafe $0(slot, &info) }
    }
    self.slot = slot
    flags = info.flags
    label = Self.text(unsafe withUnsafeBytes(of: info.label) { unsafe Array($0) })
    serial = Self.text(unsafe withUnsafeBytes(of: info.serialNumber) { unsafe Array($0) })
  }

  /// Padded with blanks; some modules pad with zeros.
  private static func text(_ bytes: [UInt8]) -> String {
    var bytes = bytes[...]
    while let last = bytes.last, last == 0x20 || last == 0 { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  func matches(_ uri: TokenURI) -> Bool {
    (uri.token == nil || uri.token == label) && (uri.serial == nil || uri.serial == serial)
  }
}

extension TokenLibrary {
  /// More than any machine has.
  private static let mostSlots: UInt = 4096

  /// The tokens that are there. One that does not answer is left out, unless all do not.
  func tokens() throws(TokenFault) -> [TokenFacts] {
    try run(atLeast: 0) { () throws(TokenFault) in
      var count: UInt = 0
      try self.check("C_GetSlotList") { unsafe $0.pointee.C_GetSlotList.map { unsafe $0(1, nil, &count) } }
      guard count <= Self.mostSlots else { throw self.impossible("C_GetSlotList", "\(count) slots") }
      guard count > 0 else { return [] }
      var slots = [UInt](repeating: 0, count: Int(count))
      var found = count
      try self.check("C_GetSlotList") { unsafe $0.pointee.C_GetSlotList.map { unsafe $0(1, &slots, &found) } }
      guard found <= count else { throw self.impossible("C_GetSlotList", "\(found) slots in place of \(count)") }
      var facts: [TokenFacts] = []
      var fault: TokenFault?
      for slot in slots.prefix(Int(found)) {
        do throws(TokenFault) {
          facts.append(try TokenFacts(self, slot: slot))
        } catch {
          fault = error
        }
      }
      if facts.isEmpty, let fault { throw fault }
      return facts
    }
  }
}
