import COpenSSL

/// One parameter for `EVP_PKEY_fromdata`. The names are those of provider-keymgmt(7).
struct KeyParameter {
  enum Form {
    case number
    case octets
    case text
  }

  /// Static, because OpenSSL keeps the pointer to it.
  let name: StaticString
  let form: Form
  let value: SecretBytes

  /// A public number, big endian.
  static func number(_ name: StaticString, _ value: [UInt8]) -> KeyParameter {
    KeyParameter(name: name, form: .number, value: SecretBytes(copying: value))
  }

  /// A secret number, big endian.
  static func number(_ name: StaticString, _ value: SecretBytes) -> KeyParameter {
    KeyParameter(name: name, form: .number, value: value)
  }

  static func octets(_ name: StaticString, _ value: [UInt8]) -> KeyParameter {
    KeyParameter(name: name, form: .octets, value: SecretBytes(copying: value))
  }

  /// Ends in a zero octet, up to which OpenSSL reads although the size is given.
  static func text(_ name: StaticString, _ value: String) -> KeyParameter {
    KeyParameter(name: name, form: .text, value: SecretBytes(copying: Array(value.utf8) + [0]))
  }
}

extension Owned where Resource == KeyResource {
  /// Creates a key from numbers (`EVP_PKEY_fromdata`). `selection` says whether they are a public key or a pair.
  ///
  /// OpenSSL's own parameter builder leaves private numbers in freed memory; here they are in memory that is wiped.
  static func importing(
    _ type: String, _ selection: Int32, _ parameters: [KeyParameter]
  ) throws(CryptographyError) -> Owned<KeyResource> {
    let context = try Owned<KeyContextResource>("EVP_PKEY_CTX_new_from_name") {
      unsafe EVP_PKEY_CTX_new_from_name(nil, type, nil)
    }
    try context.check("EVP_PKEY_fromdata_init") { unsafe EVP_PKEY_fromdata_init($0) }
    var made: OpaquePointer?
    try OpenSSLError.check("EVP_PKEY_fromdata") {
      context.withRaw { context in
        withList(of: parameters) { unsafe EVP_PKEY_fromdata(context, &made, selection, $0) }
      }
    }
    return try Owned("EVP_PKEY_fromdata") { unsafe made }
  }

  /// Lends the parameters in OpenSSL's form: the values in one block of memory, and a list of pointers into it.
  @safe private static func withList(
    of parameters: [KeyParameter], _ body: (UnsafeMutablePointer<OSSL_PARAM>) -> Int32
  ) -> Int32 {
    let values = SecretBytes(count: parameters.reduce(0) { $0 + $1.value.count }) { buffer in
      var offset = 0
      for parameter in parameters {
        let slot = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[offset..<offset + parameter.value.count])
        parameter.value.withBytes { unsafe slot.copyBytes(from: $0) }
        if parameter.form == .number { unsafe slot.reverseIntoNativeOrder() }
        offset += parameter.value.count
      }
    }
    return values.withBytes { bytes in
      var list: [OSSL_PARAM] = unsafe []
      var offset = 0
      for parameter in parameters {
        let start = unsafe bytes.baseAddress.map { unsafe UnsafeMutableRawPointer(mutating: $0 + offset) }
        unsafe list.append(parameter.entry(at: start))
        offset += parameter.value.count
      }
      unsafe list.append(OSSL_PARAM_construct_end())
      return unsafe body(&list)
    }
  }
}

extension KeyParameter {
  fileprivate func entry(at start: UnsafeMutableRawPointer?) -> OSSL_PARAM {
    switch form {
    case .number:
      unsafe OSSL_PARAM_construct_BN(name.cString, start?.assumingMemoryBound(to: UInt8.self), value.count)
    case .octets:
      unsafe OSSL_PARAM_construct_octet_string(name.cString, start, value.count)
    case .text:
      unsafe OSSL_PARAM_construct_utf8_string(name.cString, start?.assumingMemoryBound(to: CChar.self), value.count - 1)
    }
  }
}

extension StaticString {
  /// String literals end in a zero octet.
  var cString: UnsafePointer<CChar> {
    unsafe UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}

extension UnsafeMutableRawBufferPointer {
  /// Converts between big endian and the machine's byte order, which `OSSL_PARAM` uses.
  func reverseIntoNativeOrder() {
    #if _endian(little)
      var octets = unsafe self
      unsafe octets.reverse()
    #endif
  }
}
