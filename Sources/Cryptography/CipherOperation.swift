import COpenSSL

/// OpenSSL's cipher objects, fetched once per process.
enum FetchedCipher {
  static let aes128CBC = fetch("AES-128-CBC")
  static let aes256CBC = fetch("AES-256-CBC")
  static let aes256GCM = fetch("AES-256-GCM")

  /// The largest input in octets: OpenSSL counts in signed 32 bits.
  static let maximumInput = 1 << 30

  private static func fetch(_ name: String) -> Result<Shared<CipherResource>, CryptographyError> {
    Result { () throws(CryptographyError) in
      Shared(try Owned("EVP_CIPHER_fetch") { unsafe EVP_CIPHER_fetch(nil, name, nil) })
    }
  }
}

/// One encryption or decryption in progress; OpenSSL wipes the key schedule when it is freed.
@safe struct CipherOperation: ~Copyable {
  enum Direction: Int32 {
    case decrypt = 0
    case encrypt = 1
  }

  private let context: Owned<CipherContextResource>

  /// The caller must have checked the lengths of the key and the initialization vector.
  init(
    _ cipher: Result<Shared<CipherResource>, CryptographyError>, _ direction: Direction, key: SecretBytes,
    initializationVector: [UInt8]
  ) throws(CryptographyError) {
    let cipher = try cipher.get()
    let context = try Owned<CipherContextResource>("EVP_CIPHER_CTX_new") { unsafe EVP_CIPHER_CTX_new() }
    try context.check("EVP_CipherInit_ex2") { context in
      cipher.withRaw { cipher in
        key.withBytes { key in
          let key = unsafe key.octets
          return unsafe EVP_CipherInit_ex2(context, cipher, key, initializationVector, direction.rawValue, nil)
        }
      }
    }
    self.context = context
  }

  /// Processes input and returns the number of octets written; without an output buffer the input is associated data.
  borrowing func update(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawPointer?
  ) throws(CryptographyError) -> Int {
    guard let start = unsafe input.octets, unsafe !input.isEmpty else { return 0 }
    let outputStart = unsafe output?.assumingMemoryBound(to: UInt8.self)
    var written: Int32 = 0
    try context.check("EVP_CipherUpdate") {
      unsafe EVP_CipherUpdate($0, outputStart, &written, start, Int32(input.count))
    }
    return Int(written)
  }

  /// Finishes and returns the number of octets written; when decrypting, failure means an invalid padding or tag.
  borrowing func finish(into output: UnsafeMutableRawPointer?) throws(CryptographyError) -> Int {
    // Never nil: the provider rejects a missing buffer even if there is nothing to write.
    var spare: UInt8 = 0
    var written: Int32 = 0
    let start = unsafe output?.assumingMemoryBound(to: UInt8.self)
    try context.check("EVP_CipherFinal_ex") { context in
      if let start = unsafe start { return unsafe EVP_CipherFinal_ex(context, start, &written) }
      return unsafe EVP_CipherFinal_ex(context, &spare, &written)
    }
    return Int(written)
  }

  /// Reads or sets the authentication tag.
  borrowing func tag(_ command: Int32, _ tag: UnsafeMutableRawBufferPointer) throws(CryptographyError) {
    try context.check("EVP_CIPHER_CTX_ctrl") {
      unsafe EVP_CIPHER_CTX_ctrl($0, command, Int32(tag.count), tag.baseAddress)
    }
  }
}
