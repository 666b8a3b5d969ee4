import CPKCS11
import Glibc

/// Attributes of an object, as a module is given them.
@safe struct TokenTemplate {
  private var values: [(type: UInt, value: [UInt8])] = []

  init() {}

  /// The public half of a new pair in the token.
  init(publicHalfThat use: TokenAttribute, _ label: String, _ id: [UInt8]) {
    set(.token, true)
    set(use, true)
    set(.label, label)
    set(.id, id)
  }

  /// The private half of a new pair: it has one use, and can neither be read nor wrapped.
  init(privateHalfThat use: TokenAttribute, _ label: String, _ id: [UInt8]) {
    self.init(publicHalfThat: use, label, id)
    set(.isPrivate, true)
    set(.isSensitive, true)
    set(.isExtractable, false)
    for other in [TokenAttribute.signs, .decrypts, .unwraps, .derives] where other != use { set(other, false) }
  }

  mutating func set(_ type: TokenAttribute, _ value: [UInt8]) { values.append((type.rawValue, value)) }

  mutating func set(_ type: TokenAttribute, _ value: Bool) { set(type, [value ? 1 : 0]) }

  mutating func set(_ type: TokenAttribute, _ value: UInt) {
    set(type, unsafe withUnsafeBytes(of: value) { unsafe Array($0) })
  }

  mutating func set(_ type: TokenAttribute, _ value: String) { set(type, Array(value.utf8)) }

  /// Lends the attributes for the duration of `body`: one block of memory for the values, and a list of pointers into it.
  @safe func withList<R>(_ body: (UnsafeMutablePointer<CK_ATTRIBUTE>, UInt) -> R) -> R {
    var block = values.flatMap(\.value) + [0]
    return unsafe block.withUnsafeMutableBytes { block in
      var list: [CK_ATTRIBUTE] = unsafe []
      var offset = 0
      for (type, value) in values {
        unsafe list.append(
          CK_ATTRIBUTE(
            type: type, pValue: block.baseAddress.map { unsafe $0 + offset }, ulValueLen: UInt(value.count)))
        offset += value.count
      }
      let count = UInt(values.count)
      return unsafe list.withUnsafeMutableBufferPointer { list in
        guard let start = list.baseAddress else { preconditionFailure("a template has attributes") }
        return unsafe body(start, count)
      }
    }
  }
}

/// The attributes that are used (PKCS #11 2.40, section 4; CK_ATTRIBUTE_TYPE).
enum TokenAttribute: UInt {
  case objectClass = 0x0
  case token = 0x1
  case isPrivate = 0x2
  case label = 0x3
  case keyType = 0x100
  case id = 0x102
  case isSensitive = 0x103
  case encrypts = 0x104
  case decrypts = 0x105
  case unwraps = 0x107
  case signs = 0x108
  case verifies = 0x10A
  case derives = 0x10C
  case modulus = 0x120
  case modulusBits = 0x121
  case publicExponent = 0x122
  case publicKeyInfo = 0x129
  case isExtractable = 0x162
  case isLocal = 0x163
  case wasNeverExtractable = 0x164
  case wasAlwaysSensitive = 0x165
  case curve = 0x180
  case point = 0x181
  case alwaysAuthenticates = 0x202

  static let publicKeyClass: UInt = 2
  static let privateKeyClass: UInt = 3
}
