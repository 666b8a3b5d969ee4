/// Why a token did not do what was asked.
public enum TokenFault: Error, Hashable, Sendable {
  /// This machine names no module.
  case noModule(file: String)
  /// A file is no PKCS #11 module that can be loaded.
  case notAModule(path: String, reason: String)
  /// No module has the token; those that are there, by label.
  case absent(TokenURI, present: [String])
  /// Several tokens have the label; their serial numbers.
  case several(label: String, serials: [String])
  /// The PIN is wrong; the hint says how many tries the token's flags leave.
  case wrongPIN(token: String, left: TriesLeft)
  case lockedPIN(token: String)
  /// One more wrong PIN would lock the token, so that none is tried.
  case finalTry(token: String)
  /// Nobody gave a PIN.
  case noPIN(token: String)
  /// The token wants another PIN to be set first.
  case unusablePIN(token: String, TokenReturn)
  /// Others can read the file with the PIN.
  case openPINFile(String)
  /// No key is at the address.
  case noKey(TokenURI)
  /// Several keys are at the address.
  case severalKeys(TokenURI)
  /// The key's public half cannot be read, or is not of a type that signs here.
  case unusableKey(TokenURI, reason: String)
  /// The token cannot do what is needed; what it can, if it says so.
  case cannot(what: String, token: String, can: [String], for: Use)
  /// The key may be copied out of the token, or was not made in it.
  case attributes([String], token: String)
  /// The token refuses to make a key with these attributes.
  case template(TokenReturn, at: String)
  /// The device failed, is gone or was reset.
  case device(TokenReturn, at: String, module: String)
  /// A call did not come back in time.
  case late(at: String, seconds: Int, module: String)
  /// The module ended the process.
  case crashed(module: String)
  /// What a call gave back cannot be.
  case impossible(at: String, reason: String, module: String)
  /// Any other answer.
  case other(TokenReturn, at: String, module: String)

  /// Whether the token, or the way to it, is not there.
  public var isAbsence: Bool {
    switch self {
    case .noModule, .absent: true
    default: false
    }
  }

  public enum TriesLeft: Hashable, Sendable {
    case unknown, few, one
  }

  /// What the token was to do.
  public enum Use: Hashable, Sendable {
    /// Make a key, of which the profile says the type.
    case newKey
    /// Sign with a key that is there.
    case key
    /// Open a home.
    case seal
  }
}

/// What a call gave back (CK_RV).
public struct TokenReturn: Hashable, Sendable, CustomStringConvertible {
  public let number: UInt

  /// `CKR_PIN_INCORRECT (0xa0)`.
  public var description: String {
    let digits = "0x" + String(number, radix: 16)
    return Self.names[number].map { "\($0) (\(digits))" } ?? (number >= 0x8000_0000 ? "vendor's code " : "") + digits
  }

  /// PKCS #11 2.40, section 3 of the header file; only those that people meet.
  private static let names: [UInt: String] = [
    0x2: "CKR_HOST_MEMORY", 0x3: "CKR_SLOT_ID_INVALID", 0x5: "CKR_GENERAL_ERROR", 0x6: "CKR_FUNCTION_FAILED",
    0x7: "CKR_ARGUMENTS_BAD", 0x12: "CKR_ATTRIBUTE_TYPE_INVALID", 0x13: "CKR_ATTRIBUTE_VALUE_INVALID",
    0x30: "CKR_DEVICE_ERROR", 0x31: "CKR_DEVICE_MEMORY", 0x32: "CKR_DEVICE_REMOVED", 0x50: "CKR_FUNCTION_CANCELED",
    0x54: "CKR_FUNCTION_NOT_SUPPORTED", 0x60: "CKR_KEY_HANDLE_INVALID", 0x62: "CKR_KEY_SIZE_RANGE",
    0x63: "CKR_KEY_TYPE_INCONSISTENT", 0x68: "CKR_KEY_FUNCTION_NOT_PERMITTED", 0x70: "CKR_MECHANISM_INVALID",
    0x71: "CKR_MECHANISM_PARAM_INVALID", 0x82: "CKR_OBJECT_HANDLE_INVALID", 0x90: "CKR_OPERATION_ACTIVE",
    0x91: "CKR_OPERATION_NOT_INITIALIZED", 0xA0: "CKR_PIN_INCORRECT", 0xA1: "CKR_PIN_INVALID",
    0xA2: "CKR_PIN_LEN_RANGE", 0xA3: "CKR_PIN_EXPIRED", 0xA4: "CKR_PIN_LOCKED", 0xB0: "CKR_SESSION_CLOSED",
    0xB1: "CKR_SESSION_COUNT", 0xB3: "CKR_SESSION_HANDLE_INVALID", 0xB5: "CKR_SESSION_READ_ONLY",
    0xD0: "CKR_TEMPLATE_INCOMPLETE", 0xD1: "CKR_TEMPLATE_INCONSISTENT", 0xE0: "CKR_TOKEN_NOT_PRESENT",
    0xE1: "CKR_TOKEN_NOT_RECOGNIZED", 0xE2: "CKR_TOKEN_WRITE_PROTECTED", 0x100: "CKR_USER_ALREADY_LOGGED_IN",
    0x101: "CKR_USER_NOT_LOGGED_IN", 0x102: "CKR_USER_PIN_NOT_INITIALIZED", 0x130: "CKR_DOMAIN_PARAMS_INVALID",
    0x140: "CKR_CURVE_NOT_SUPPORTED", 0x150: "CKR_BUFFER_TOO_SMALL", 0x190: "CKR_CRYPTOKI_NOT_INITIALIZED",
    0x191: "CKR_CRYPTOKI_ALREADY_INITIALIZED",
  ]
}

extension TokenReturn: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: UInt) { number = value }
}
