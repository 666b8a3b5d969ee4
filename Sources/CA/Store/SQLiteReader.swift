import FoundationEssentials
import GRDB
import SystemPackage
import X509

struct SQLiteReader: StoreReading {
  let database: Database

  func home() throws -> HomeRow? {
    guard let row = try Row.fetchOne(database, sql: "SELECT * FROM home WHERE id = 1") else { return nil }
    let salt: Data? = row["salt"]
    let method: SealingMethod =
      if let salt, let n: Int64 = row["scrypt_n"], let r: Int64 = row["scrypt_r"], let p: Int64 = row["scrypt_p"] {
        .passphrase(salt: Array(salt), n: UInt64(clamping: n), r: UInt64(clamping: r), p: UInt64(clamping: p))
      } else {
        .keyFile
      }
    return HomeRow(name: row["name"], wrappedKey: Self.bytes(row["wrapped_key"]), method: method)
  }

  func authorities() throws -> StoredAuthorities {
    StoredAuthorities(present: try authorities(where: "true"), rotations: try rotations())
  }

  func authorities(where condition: String, _ arguments: StatementArguments = []) throws -> [Authority] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT a.owner, a.role, a.generation, a.chain, c.der, k.id IS NOT NULL AS has_key
        FROM authority a JOIN certificate c ON c.fingerprint = a.certificate
        LEFT JOIN key k ON k.id = a.key
        WHERE a.retired IS NULL AND \(condition)
        """, arguments: arguments)
    return try rows.map { row in
      let chain: String = row["chain"]
      return Authority(
        owner: AuthorityOwner(stored: row["owner"]), role: Authority.Role(rawValue: row["role"]) ?? .root,
        generation: row["generation"], certificate: try Certificate(der: Self.bytes(row["der"])),
        chain: try chain.split(separator: " ").map { try certificate(String($0)) }, hasKey: row["has_key"])
    }
  }

  func certificate(_ fingerprint: String) throws -> Certificate {
    let der = try Data.fetchOne(
      database, sql: "SELECT der FROM certificate WHERE fingerprint = ?", arguments: [fingerprint])
    guard let der else {
      throw CAError.damagedStore("the certificate \(fingerprint.prefix(16)) is missing")
    }
    return try Certificate(der: Array(der))
  }

  func signedIntermediates() throws -> [String: Int] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT identity, count(*) AS number FROM certificate
        WHERE kind IN ('intermediate', 'foreign') AND identity IS NOT NULL AND issuer IS NOT NULL GROUP BY identity
        """)
    return Dictionary(rows.map { ($0["identity"], $0["number"]) }) { first, _ in first }
  }

  func leaves(endingAfter time: Timestamp) throws -> [Certificate] {
    try Data.fetchAll(
      database,
      sql: "SELECT der FROM certificate WHERE kind = 'leaf' AND not_after > ? ORDER BY not_after, fingerprint",
      arguments: [time.seconds]
    ).map { try Certificate(der: Array($0)) }
  }

  func sealedKey(_ identifier: String) throws -> [UInt8]? {
    try Data.fetchOne(database, sql: "SELECT sealed FROM key WHERE id = ?", arguments: [identifier]).map { Array($0) }
  }

  func request(of mesh: String) throws -> PendingRequest? {
    try Row.fetchOne(database, sql: "SELECT * FROM request WHERE mesh = ?", arguments: [mesh]).map { row in
      PendingRequest(
        mesh: mesh, generation: row["generation"], keyIdentifier: row["key"],
        request: try CertificateRequest(der: Self.bytes(row["der"])), created: Timestamp(seconds: row["created"]))
    }
  }

  func requests() throws -> [PendingRequest] {
    try String.fetchAll(database, sql: "SELECT mesh FROM request ORDER BY mesh").compactMap { try request(of: $0) }
  }

  func log() throws -> [LogEntry] {
    try Row.fetchAll(database, sql: "SELECT * FROM log ORDER BY entry").map { row in
      LogEntry(
        number: row["entry"], time: Timestamp(seconds: row["time"]), action: row["action"], subject: row["subject"],
        details: row["details"], previous: row["previous"], hash: row["hash"])
    }
  }

  func lastLogEntry() throws -> Int64 {
    try Int64.fetchOne(database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'log'") ?? 0
  }

  static func bytes(_ data: Data) -> [UInt8] { Array(data) }
}
