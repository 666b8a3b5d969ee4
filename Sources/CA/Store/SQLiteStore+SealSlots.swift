import Cryptography
import FoundationEssentials
import GRDB
import Signers
import X509

extension SQLiteReader {
  /// The slots of a home that has several; empty for a home whose only one is in table home.
  func sealSlots() throws -> [SealSlot] {
    guard try database.tableExists("seal_slot") else { return [] }
    return try Row.fetchAll(database, sql: "SELECT * FROM seal_slot ORDER BY created, name").map { row in
      SealSlot(
        name: row["name"], method: try Self.method(row), wrappedKey: Self.bytes(row["wrapped_key"]),
        created: Timestamp(seconds: row["created"]))
    }
  }

  /// Nil for a row without a salt.
  static func passphraseMethod(_ row: Row) -> SealingMethod? {
    guard let salt: Data = row["salt"], let n: Int64 = row["scrypt_n"], let r: Int64 = row["scrypt_r"],
      let p: Int64 = row["scrypt_p"]
    else { return nil }
    return .passphrase(
      salt: Array(salt), n: UInt64(clamping: n), r: UInt64(clamping: r), p: UInt64(clamping: p))
  }

  private static func method(_ row: Row) throws -> SealingMethod {
    switch SealingWay.Kind(rawValue: row["method"]) {
    case .keyFile: return .keyFile
    case .passphrase:
      guard let method = passphraseMethod(row) else { throw CAError.damagedStore("a slot has no salt") }
      return method
    case .token:
      guard let text: String = row["place"], let place = try? TokenURI(text), let key: String = row["key"],
        let digest = (row["digest"] as String?).flatMap(DigestAlgorithm.init(rawValue:)),
        let sealed: Data = row["sealed"]
      else { throw CAError.damagedStore("a slot has no token") }
      return .token(TokenSlot(place: place, key: key, digest: digest, sealed: Array(sealed)))
    case nil: throw CAError.damagedStore("a slot is of no known kind")
    }
  }
}

extension SQLiteWriter {
  /// Replaces all slots.
  func set(_ slots: [SealSlot], at time: Timestamp) throws {
    try database.execute(sql: "DELETE FROM seal_slot")
    for slot in slots {
      var arguments: StatementArguments =
        [slot.name, slot.method.kind.rawValue, Data(slot.wrappedKey)] + Self.passphrase(slot.method)
      if case .token(let token) = slot.method {
        arguments += [token.place.description, token.key, token.digest.rawValue, Data(token.sealed)]
      } else {
        arguments += [nil, nil, nil, nil]
      }
      arguments += [(slot.created ?? time).seconds]
      try database.execute(
        sql: """
          INSERT INTO seal_slot
            (name, method, wrapped_key, salt, scrypt_n, scrypt_r, scrypt_p, place, key, digest, sealed, created)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """, arguments: arguments)
    }
  }

  /// Salt and cost, or nulls.
  static func passphrase(_ method: SealingMethod?) -> StatementArguments {
    guard case .passphrase(let salt, let n, let r, let p) = method else { return [nil, nil, nil, nil] }
    return [Data(salt), Int64(clamping: n), Int64(clamping: r), Int64(clamping: p)]
  }
}

extension SealSlot {
  var isToken: Bool { method.kind == .token }
}
