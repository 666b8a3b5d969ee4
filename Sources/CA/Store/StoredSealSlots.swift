import Cryptography
import Signers
import X509

extension StoreReader {
  /// The slots of a home that has several; empty for a home whose only one is in table home.
  func sealSlots() throws -> [SealSlot] {
    try database.rows("SELECT * FROM seal_slot ORDER BY created, name").map { row in
      SealSlot(
        name: try row["name"], method: try Self.method(row), wrappedKey: try row["wrapped_key"],
        created: Timestamp(seconds: try row["created"]))
    }
  }

  /// Nil for a row without a salt.
  static func passphraseMethod(_ row: StoreRow) throws -> SealingMethod? {
    guard let salt: [UInt8] = try row["salt"], let n: Int64 = try row["scrypt_n"], let r: Int64 = try row["scrypt_r"],
      let p: Int64 = try row["scrypt_p"]
    else { return nil }
    return .passphrase(salt: salt, n: UInt64(clamping: n), r: UInt64(clamping: r), p: UInt64(clamping: p))
  }

  private static func method(_ row: StoreRow) throws -> SealingMethod {
    switch SealingWay.Kind(rawValue: try row["method"]) {
    case .keyFile: return .keyFile
    case .passphrase:
      guard let method = try passphraseMethod(row) else { throw CAError.damagedStore("a slot has no salt") }
      return method
    case .token:
      guard let text: String = try row["place"], let place = try? TokenURI(text), let key: String = try row["key"],
        let digest = (try row["digest"] as String?).flatMap(DigestAlgorithm.init(rawValue:)),
        let sealed: [UInt8] = try row["sealed"]
      else { throw CAError.damagedStore("a slot has no token") }
      return .token(TokenSlot(place: place, key: key, digest: digest, sealed: sealed))
    case nil: throw CAError.damagedStore("a slot is of no known kind")
    }
  }
}

extension StoreWriter {
  /// Replaces all slots.
  func set(_ slots: [SealSlot], at time: Timestamp) throws {
    try database.execute("DELETE FROM seal_slot")
    for slot in slots {
      var arguments: [(any StoreArgument)?] =
        [slot.name, slot.method.kind.rawValue, slot.wrappedKey] + Self.passphrase(slot.method)
      if case .token(let token) = slot.method {
        arguments += [token.place.description, token.key, token.digest.rawValue, token.sealed]
      } else {
        arguments += [nil, nil, nil, nil]
      }
      arguments += [(slot.created ?? time).seconds]
      try database.execute(
        """
        INSERT INTO seal_slot
          (name, method, wrapped_key, salt, scrypt_n, scrypt_r, scrypt_p, place, key, digest, sealed, created)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """, arguments)
    }
  }

  /// Salt and cost, or nulls.
  static func passphrase(_ method: SealingMethod?) -> [(any StoreArgument)?] {
    guard case .passphrase(let salt, let n, let r, let p) = method else { return [nil, nil, nil, nil] }
    return [salt, Int64(clamping: n), Int64(clamping: r), Int64(clamping: p)]
  }
}

extension SealSlot {
  var isToken: Bool { method.kind == .token }
}
