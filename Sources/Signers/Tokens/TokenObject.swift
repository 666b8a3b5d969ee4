import CPKCS11
import Cryptography

/// An object of a token, inside of a job: its attributes.
struct TokenObject {
  let library: TokenLibrary
  let session: UInt
  let handle: UInt

  /// More than any attribute that is read.
  private static let mostOctets: UInt = 1 << 16

  /// Nil if the object has no such attribute, or does not show it.
  func octets(_ attribute: TokenAttribute) throws(TokenFault) -> [UInt8]? {
    let missing: Set<UInt> = [0x11, 0x12]
    var entry = unsafe CK_ATTRIBUTE(type: attribute.rawValue, pValue: nil, ulValueLen: 0)
    let code = try library.check("C_GetAttributeValue", allowing: missing) { list in
      unsafe list.pointee.C_GetAttributeValue.map { unsafe $0(session, handle, &entry, 1) }
    }
    // An absent value has the length of all ones, whatever the code.
    let count = unsafe entry.ulValueLen
    guard code == 0, count != .max, count > 0 else { return nil }
    guard count <= Self.mostOctets else {
      throw library.impossible("C_GetAttributeValue", "an attribute of \(count) bytes")
    }
    var value = [UInt8](repeating: 0, count: Int(count))
    let answer = unsafe value.withUnsafeMutableBytes { buffer in
      unsafe entry.pValue = buffer.baseAddress
      return Result { () throws(TokenFault) in
        try library.check("C_GetAttributeValue") { list in
          unsafe list.pointee.C_GetAttributeValue.map { unsafe $0(session, handle, &entry, 1) }
        }
      }
    }
    _ = try answer.get()
    let read = unsafe entry.ulValueLen
    guard read <= count else { throw library.impossible("C_GetAttributeValue", "more bytes than it said") }
    value.removeLast(Int(count - read))
    return value
  }

  func number(_ attribute: TokenAttribute) throws(TokenFault) -> UInt? {
    guard let octets = try octets(attribute), octets.count == MemoryLayout<UInt>.size else { return nil }
    return unsafe octets.withUnsafeBytes { unsafe $0.loadUnaligned(as: UInt.self) }
  }

  func flag(_ attribute: TokenAttribute) throws(TokenFault) -> Bool? {
    try octets(attribute).flatMap { $0.count == 1 ? $0[0] != 0 : nil }
  }

  /// The objects of a class with the label and ID of an address, at most three.
  static func find(
    _ library: TokenLibrary, _ session: UInt, objectClass: UInt, _ uri: TokenURI
  ) throws(TokenFault) -> [TokenObject] {
    var template = TokenTemplate()
    template.set(.objectClass, objectClass)
    if let id = uri.id { template.set(.id, id) }
    if let object = uri.object { template.set(.label, object) }
    try library.check("C_FindObjectsInit") { list in
      unsafe list.pointee.C_FindObjectsInit.map { find in
        template.withList { entries, count in unsafe find(session, entries, count) }
      }
    }
    var handles = [UInt](repeating: 0, count: 3)
    var count: UInt = 0
    let found = Result { () throws(TokenFault) in
      try library.check("C_FindObjects") { list in
        unsafe list.pointee.C_FindObjects.map { unsafe $0(session, &handles, 3, &count) }
      }
    }
    // Always: a search that is not ended lets the next one fail.
    try library.check("C_FindObjectsFinal") { list in unsafe list.pointee.C_FindObjectsFinal.map { $0(session) } }
    _ = try found.get()
    guard count <= 3 else { throw library.impossible("C_FindObjects", "\(count) objects where 3 were asked for") }
    return handles.prefix(Int(count)).map { TokenObject(library: library, session: session, handle: $0) }
  }
}
