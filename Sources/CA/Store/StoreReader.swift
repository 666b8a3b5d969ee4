import SystemPackage
import X509

struct StoreReader: StoreReading {
  let database: any StoreDatabase

  func home() throws -> HomeRow? {
    guard let row = try database.row("SELECT * FROM home WHERE id = 1") else { return nil }
    let slots = try sealSlots()
    guard slots.isEmpty else { return HomeRow(name: try row["name"], slots: slots) }
    let method = try Self.passphraseMethod(row) ?? .keyFile
    let only = SealSlot(
      name: method.defaultName, method: method, wrappedKey: try row["wrapped_key"],
      created: Timestamp(seconds: try row["created"]))
    return HomeRow(name: try row["name"], slots: [only])
  }

  func authorities() throws -> StoredAuthorities {
    StoredAuthorities(present: try authorities(where: "true"), rotations: try rotations())
  }

  func authorities(of owners: [AuthorityOwner]) throws -> StoredAuthorities {
    StoredAuthorities(
      present: try owners.flatMap { try everyAuthority(of: $0) },
      rotations: try rotations().filter { owners.contains($0.owner) })
  }

  func authorities(where condition: String, _ arguments: [(any StoreArgument)?] = []) throws -> [Authority] {
    let rows = try database.rows(Self.authorities(where: condition), arguments)
    return try rows.map { row in
      let chain: String = try row["chain"]
      return Authority(
        owner: AuthorityOwner(stored: try row["owner"]), role: Authority.Role(rawValue: try row["role"]) ?? .root,
        generation: try row["generation"], certificate: try Self.certificate(row["der"], row["certificate"]),
        chain: try chain.split(separator: " ").map { try certificate(String($0)) },
        keyPlace: try Self.keyPlace(hasKey: row["has_key"], outside: row["place"]))
    }
  }

  func certificate(_ fingerprint: String) throws -> Certificate {
    let der: [UInt8]? = try database.value("SELECT der FROM certificate WHERE fingerprint = ?", [fingerprint])
    guard let der else {
      throw CAError.damagedStore("the certificate \(fingerprint.prefix(16)) is missing")
    }
    return try Self.certificate(der, fingerprint)
  }

  func unknown(among fingerprints: [String]) throws -> String? {
    let question = "SELECT 1 FROM certificate WHERE fingerprint = ?"
    try database.prepare(question, each: fingerprints)
    return try fingerprints.first { try database.row(question, [$0]) == nil }
  }

  func hasSigned(_ certificate: Certificate) throws -> Bool {
    let validity = certificate.validity
    return try database.rows(
      "SELECT fingerprint, der FROM certificate WHERE not_before = ? AND not_after = ?",
      [validity.notBefore.seconds, validity.notAfter.seconds]
    ).contains { try Self.certificate($0["der"], $0["fingerprint"]).signedBytes == certificate.signedBytes }
  }

  /// Signatures cover fingerprints, so the octets must be theirs.
  static func certificate(_ der: [UInt8], _ fingerprint: String) throws -> Certificate {
    let certificate = try Certificate(der: der)
    guard certificate.fingerprint == fingerprint else {
      throw CAError.damagedStore("the certificate \(fingerprint.prefix(16)) was replaced by another one")
    }
    return certificate
  }

  func signedIntermediates() throws -> [String: Int] {
    let rows = try database.rows(
      """
      SELECT identity, count(*) AS number FROM certificate
      WHERE kind IN ('intermediate', 'foreign') AND identity IS NOT NULL AND issuer IS NOT NULL GROUP BY identity
      """)
    return Dictionary(try rows.map { (try $0["identity"], try $0["number"]) }) { first, _ in first }
  }

  func leaves(endingAfter time: Timestamp) throws -> [Certificate] {
    try database.rows(
      """
      SELECT fingerprint, der FROM certificate WHERE kind = 'leaf' AND not_after > ? ORDER BY not_after, fingerprint
      """, [time.seconds]
    ).map { try Self.certificate($0["der"], $0["fingerprint"]) }
  }

  func authority(everWith keyIdentifier: String) throws -> String? {
    let row = try database.row(
      "SELECT owner, role FROM authority WHERE key = ? ORDER BY owner, role, generation LIMIT 1", [keyIdentifier])
    return try row.map { row in
      let owner = AuthorityOwner(stored: try row["owner"])
      let role: String = try row["role"]
      return "\(owner)/\(role)"
    }
  }

  func sealedKey(_ identifier: String) throws -> [UInt8]? {
    try database.value(Self.oneKey, [identifier])
  }

  func prepareSealedKeys(_ identifiers: [String]) throws { try database.prepare(Self.oneKey, each: identifiers) }

  private static let oneKey = "SELECT sealed FROM key WHERE id = ?"

  func log(after number: Int64) throws -> [LogEntry] {
    try database.rows("SELECT * FROM log WHERE entry > ? ORDER BY entry", [number]).map(Self.entry)
  }

  func lastEntry() throws -> LogEntry? { try database.row(Self.endOfLog).map(Self.entry) }

  private static func entry(_ row: StoreRow) throws -> LogEntry {
    LogEntry(
      number: try row["entry"], time: Timestamp(seconds: try logTime(row["time"])), action: try row["action"],
      subject: try row["subject"], details: try row["details"], origin: try origin(row),
      previous: try row["previous"], hash: try row["hash"])
  }

  /// A field that the entry's form does not hash could say anything.
  private static func origin(_ row: StoreRow) throws -> LogOrigin? {
    let fields = try ["actor", "proof", "host", "command", "tool", "run"].map { try row[$0] as String? }
    switch try row["form"] as Int64 {
    case 1 where fields.allSatisfy { $0 == nil }: return nil
    case 2 where !fields.contains(nil): return LogOrigin(fields: fields.compactMap { $0 })
    default: throw CAError.logBroken(entry: try row["entry"], detail: "its form and its fields do not fit each other")
    }
  }

  /// Entries are covered by their hashes only.
  private static func logTime(_ seconds: Int64) throws -> Int64 {
    guard (-largest...largest).contains(seconds) else {
      throw CAError.damagedStore("the table log contains an impossible time")
    }
    return seconds
  }

  func lastLogEntry() throws -> Int64 {
    try database.highestLogEntry()
  }
}
