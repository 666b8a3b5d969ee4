import Cryptography

/// The format of a backup: one file with the description, the database and the sealing key, encrypted with AES-256-GCM
/// with a key derived from a passphrase by scrypt.
///
/// `meshtrust-backup-v1\n`, 16 bytes of salt, then the result of
/// ``AuthenticatedEncryption/seal(_:key:associatedData:)`` over the parts: for each its name and its content, each
/// prefixed with its length in 8 bytes, big endian.
enum Backup {
  /// One file of the home.
  struct Part {
    let name: String
    let content: SecretBytes
  }

  /// The largest backup and the largest database in one: 256 MiB, hundreds of thousands of certificates.
  static let limit = 1 << 28

  private static let heading = Array("meshtrust-backup-v1\n".utf8)

  static func seal(_ parts: [Part], passphrase: SecretBytes) throws(CAError) -> [UInt8] {
    let plain = encode(parts)
    return try wrapping(CAError.cryptography) { () throws(CryptographyError) in
      let salt = try RandomBytes.bytes(16)
      let key = try key(passphrase.passphraseForms.first ?? passphrase, salt)
      return heading + salt + (try AuthenticatedEncryption.seal(plain, key: key, associatedData: heading))
    }
  }

  static func open(_ bytes: [UInt8], passphrase: SecretBytes) throws(CAError) -> [Part] {
    guard bytes.starts(with: heading), bytes.count > heading.count + 16 else {
      throw .noBackup
    }
    let salt = Array(bytes[heading.count..<(heading.count + 16)])
    for form in passphrase.passphraseForms {
      if let plain = try opened(bytes, form, salt) { return try decode(plain) }
    }
    throw .backupUnreadable(detail: "the passphrase is wrong, or the file was modified")
  }

  /// Nil for another passphrase.
  private static func opened(
    _ bytes: [UInt8], _ passphrase: SecretBytes, _ salt: [UInt8]
  ) throws(CAError) -> SecretBytes? {
    do {
      return try AuthenticatedEncryption.open(
        Array(bytes[(heading.count + 16)...]), key: key(passphrase, salt), associatedData: heading)
    } catch .authenticationFailed {
      return nil
    } catch .invalidLength {
      throw .backupUnreadable(detail: "it is truncated")
    } catch {
      throw .cryptography(error)
    }
  }

  private static func key(_ passphrase: SecretBytes, _ salt: [UInt8]) throws(CryptographyError) -> SecretBytes {
    let cost = PassphraseCost.backup
    return try PasswordDerivation.scrypt(
      password: passphrase, salt: salt, cost: cost.n, blockSize: cost.r, parallelism: cost.p, count: 32)
  }

  private static func encode(_ parts: [Part]) -> SecretBytes {
    let size = parts.reduce(0) { $0 + 16 + $1.name.utf8.count + $1.content.count }
    return SecretBytes(count: size) { target in
      var index = 0
      func put(_ length: Int) {
        for shift in stride(from: 56, through: 0, by: -8) {
          unsafe target[index] = UInt8(truncatingIfNeeded: length >> shift)
          index += 1
        }
      }
      for part in parts {
        put(part.name.utf8.count)
        for byte in part.name.utf8 {
          unsafe target[index] = byte
          index += 1
        }
        put(part.content.count)
        part.content.withBytes { content in
          unsafe UnsafeMutableRawBufferPointer(rebasing: target[index..<(index + content.count)]).copyMemory(
            from: content)
          index += content.count
        }
      }
    }
  }

  private static func decode(_ plain: SecretBytes) throws(CAError) -> [Part] {
    try plain.withBytes { bytes throws(CAError) in
      var index = 0
      func take() throws(CAError) -> Range<Int> {
        guard bytes.count - index >= 8 else { throw .backupUnreadable(detail: "it is truncated") }
        var length = 0
        for _ in 0..<8 {
          length = length << 8 | Int(unsafe bytes[index])
          index += 1
        }
        guard length >= 0, length <= bytes.count - index else { throw .backupUnreadable(detail: "it is truncated") }
        defer { index += length }
        return index..<(index + length)
      }
      var parts: [Part] = []
      while index < bytes.count {
        let name = try take()
        let content = try take()
        parts.append(
          Part(
            name: unsafe String(decoding: bytes[name], as: UTF8.self),
            content: unsafe SecretBytes(copying: bytes[content])))
      }
      return parts
    }
  }
}
