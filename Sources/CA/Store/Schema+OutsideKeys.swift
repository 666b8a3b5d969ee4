import Cryptography
import Diagnostics
import FoundationEssentials
import Signers
import X509

extension Schema {
  /// Keys outside of the home, and further ways to open it.
  static func outsideKeys(_ database: SQLiteConnection) throws {
    try database.run(
      """
      -- Keys in tokens or behind programs; the place names neither a module nor a program to run, and no secret. The
      -- identifier is the SHA-256 of the public key, as in table key; it is missing while a token makes the key.
      CREATE TABLE outside_key (
        place TEXT PRIMARY KEY,
        id TEXT UNIQUE,
        owner TEXT NOT NULL,
        algorithm TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('making', 'ready')),
        created INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      -- The ways to open a home that has several: each wraps the same data key. A home with one has it in table home.
      CREATE TABLE seal_slot (
        name TEXT PRIMARY KEY,
        method TEXT NOT NULL CHECK (method IN ('key-file', 'passphrase', 'token')),
        wrapped_key BLOB NOT NULL,
        salt BLOB, scrypt_n INTEGER, scrypt_r INTEGER, scrypt_p INTEGER,
        place TEXT, key TEXT, digest TEXT, sealed BLOB,
        created INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      """)
  }
}

extension StoreReader {
  func outsideKeys() throws -> [OutsideKey] {
    try database.rows("SELECT * FROM outside_key ORDER BY place").map { row in
      OutsideKey(
        place: try Self.place(row["place"]), identifier: try row["id"], owner: AuthorityOwner(stored: try row["owner"]),
        algorithm: KeyAlgorithm(rawValue: try row["algorithm"]),
        state: OutsideKey.State(rawValue: try row["state"]) ?? .making, created: Timestamp(seconds: try row["created"]))
    }
  }

  func preparedKey(of owner: AuthorityOwner) throws -> OutsideKey? {
    try outsideKeys().first { key in
      guard key.owner == owner, key.state == .ready, let identifier = key.identifier else { return false }
      return try authority(everWith: identifier) == nil
    }
  }

  static func place(_ text: String) throws -> SignerPlace {
    guard let place = SignerPlace(stored: text) else {
      throw CAError.damagedStore("`\(text.printable)` is not the place of a key")
    }
    return place
  }

  /// Where the key of an authority is, by the columns of ``authorities(where:_:)``.
  static func keyPlace(hasKey: Bool, outside: String?) throws -> KeyPlace {
    if hasKey { return .home }
    return try outside.map { .outside(try place($0)) } ?? .elsewhere
  }
}

extension StoreWriter {
  func set(_ key: OutsideKey) throws {
    // A key that was known at another place is at this one now.
    try database.execute("DELETE FROM outside_key WHERE id = ?", [key.identifier])
    try database.set(
      "outside_key", key: ["place"],
      [
        "place": key.place.description, "id": key.identifier, "owner": key.owner.stored,
        "algorithm": key.algorithm?.rawValue ?? "other", "state": key.state.rawValue, "created": key.created.seconds,
      ])
  }

  func removeOutsideKey(at place: SignerPlace) throws {
    try database.execute("DELETE FROM outside_key WHERE place = ?", [place.description])
  }
}
