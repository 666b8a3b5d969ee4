/// What binds a database to its home's secret.
struct StoredBinding: Sendable {
  /// The home's signing key, sealed with the data key.
  let sealedKey: [UInt8]
  /// The tables and columns that the signature covers, see ``StateScope/text``.
  let scope: String
  /// Over ``StateStatement/octets``.
  let signature: [UInt8]
}
