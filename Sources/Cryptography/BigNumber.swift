import COpenSSL

/// A non-negative OpenSSL number, treated as secret: constant-time where OpenSSL supports it, and wiped.
@safe struct BigNumber: ~Copyable {
  private let owned: Owned<BigNumberResource>

  /// Zero, to receive a result.
  init() throws(CryptographyError) {
    let owned = try Owned<BigNumberResource>("BN_secure_new") { unsafe BN_secure_new() }
    owned.withRaw { unsafe BN_set_flags($0, BN_FLG_CONSTTIME) }
    self.owned = owned
  }

  /// Big endian.
  init(_ bytes: SecretBytes) throws(CryptographyError) {
    let number = try BigNumber()
    try bytes.withBytes { bytes throws(CryptographyError) in try unsafe number.read(bytes) }
    self = number
  }

  /// Big endian.
  init(_ bytes: [UInt8]) throws(CryptographyError) {
    let number = try BigNumber()
    try bytes.withBytes { bytes throws(CryptographyError) in try unsafe number.read(bytes) }
    self = number
  }

  /// Lends the pointer for the duration of `body`.
  @safe borrowing func withRaw<R: ~Copyable, E: Error>(_ body: (OpaquePointer) throws(E) -> R) throws(E) -> R {
    try owned.withRaw(body)
  }

  /// Lends the pointer to a call that returns 1 for success.
  @safe borrowing func check(_ operation: StaticString, _ body: (OpaquePointer) -> Int32) throws(CryptographyError) {
    try owned.check(operation, body)
  }

  private borrowing func read(_ bytes: UnsafeRawBufferPointer) throws(CryptographyError) {
    let start = unsafe bytes.octets
    try owned.check("BN_bin2bn") { unsafe BN_bin2bn(start, Int32(bytes.count), $0) == nil ? 0 : 1 }
  }
}
