import X509

extension StoreReader {
  /// The stored certificates that are the issuer: a CRL is of a name and a key (RFC 5280 section 5), which a certificate
  /// that was reissued has in common with the one before.
  func certificates(ofIssuer issuer: Certificate) throws -> [Certificate] {
    try database.rows("SELECT fingerprint, der FROM certificate WHERE kind <> 'leaf' ORDER BY fingerprint", [])
      .map { try Self.certificate($0["der"], $0["fingerprint"]) }
      .filter { $0.subject == issuer.subject && $0.publicKeyInfo.der == issuer.publicKeyInfo.der }
  }

  /// By time of revocation, then by fingerprint; each serial number once.
  func revocations(by issuer: Certificate) throws -> [(certificate: Certificate, entry: RevocationListTemplate.Entry)] {
    let rows = try everyRow(
      of: issuer,
      """
      SELECT c.der, c.fingerprint, r.time, r.reason FROM revocation r JOIN certificate c ON c.fingerprint = r.fingerprint
      WHERE r.issuer = ?
      """)
    var seen: Set<SerialNumber> = []
    return try rows.map { row in
      let certificate = try Self.certificate(row["der"], row["fingerprint"])
      return (certificate, try Self.entry(row, of: certificate))
    }
    .sorted { ($0.entry.date, $0.certificate.fingerprint) < ($1.entry.date, $1.certificate.fingerprint) }
    .filter { seen.insert($0.certificate.serialNumber).inserted }
  }

  /// The rows for each certificate of an issuer, which a statement names by its fingerprint.
  private func everyRow(
    of issuer: Certificate, _ sql: String, _ arguments: [(any StoreArgument)?] = []
  ) throws -> [StoreRow] {
    try certificates(ofIssuer: issuer).flatMap { try database.rows(sql, [$0.fingerprint] + arguments) }
  }

  func revocation(of certificate: Certificate) throws -> RevocationListTemplate.Entry? {
    try database.row("SELECT time, reason FROM revocation WHERE fingerprint = ?", [certificate.fingerprint])
      .map { try Self.entry($0, of: certificate) }
  }

  func revocationTimes() throws -> [ArraySlice<UInt8>: Timestamp] {
    let rows = try database.rows(
      """
      SELECT c.der, c.fingerprint, r.time FROM revocation r JOIN certificate c ON c.fingerprint = r.fingerprint
      """, [])
    let times = try rows.map { row in
      (try Self.certificate(row["der"], row["fingerprint"]).signedBytes, Timestamp(seconds: try row["time"]))
    }
    return Dictionary(times) { first, _ in first }
  }

  private static func entry(_ row: StoreRow, of certificate: Certificate) throws -> RevocationListTemplate.Entry {
    RevocationListTemplate.Entry(
      certificate.serialNumber, date: Timestamp(seconds: try row["time"]),
      reason: RevocationReason(rawValue: try row["reason"]) ?? .unspecified)
  }

  func issuer(of certificate: Certificate) throws -> Certificate? {
    try database.row(
      """
      SELECT i.der, i.fingerprint FROM certificate c JOIN certificate i ON i.fingerprint = c.issuer
      WHERE c.fingerprint = ?
      """, [certificate.fingerprint]
    ).map { try Self.certificate($0["der"], $0["fingerprint"]) }
  }

  func issued(by issuer: Certificate, after moment: Timestamp) throws -> [Certificate] {
    let rows = try everyRow(
      of: issuer,
      """
      SELECT fingerprint, der FROM certificate WHERE issuer = ? AND not_after >= ?
      AND fingerprint NOT IN (SELECT fingerprint FROM revocation) ORDER BY created, fingerprint
      """, [moment.seconds])
    return try rows.map { try Self.certificate($0["der"], $0["fingerprint"]) }
  }

  func lastListNumber(of issuer: Certificate) throws -> Int { try lastListRow(of: issuer)?["number"] ?? 0 }

  func intermediates(issuedFor identities: Set<String>, after moment: Timestamp) throws -> [Certificate] {
    let rows = try database.rows(
      """
      SELECT fingerprint, der FROM certificate WHERE kind IN ('intermediate', 'foreign') AND issuer IS NOT NULL
      AND not_after >= ? AND fingerprint NOT IN (SELECT fingerprint FROM revocation) ORDER BY created, fingerprint
      """, [moment.seconds])
    // Cross-certificates of roots have no identity.
    return try rows.map { try Self.certificate($0["der"], $0["fingerprint"]) }.filter { certificate in
      !certificate.uris.isEmpty && identities.isSuperset(of: certificate.uris)
    }
  }

  func lastList(of issuer: Certificate) throws -> RevocationList? {
    try lastListRow(of: issuer).map { try RevocationList(der: try $0["der"]) }
  }

  private func lastListRow(of issuer: Certificate) throws -> StoreRow? {
    let rows = try everyRow(of: issuer, "SELECT number, created, der FROM revocation_list WHERE issuer = ?")
    return try rows.map { (row: $0, number: try $0["number"] as Int, created: try $0["created"] as Int64) }
      .max { ($0.number, $0.created) < ($1.number, $1.created) }?.row
  }

  func lists(of owner: AuthorityOwner) throws -> [(role: Authority.Role, list: RevocationList)] {
    let rows = try database.rows(
      "SELECT role, issuer FROM revocation_list WHERE owner = ? ORDER BY role DESC, created, issuer", [owner.stored])
    var seen: Set<[UInt8]> = []
    return try rows.compactMap { row in
      guard let list = try lastList(of: certificate(row["issuer"])), seen.insert(list.der).inserted else { return nil }
      return (Authority.Role(rawValue: try row["role"]) ?? .root, list)
    }
  }

  func everyAuthority(of owner: AuthorityOwner) throws -> [Authority] {
    try authorities(where: "a.owner = ?", [owner.stored])
      .sorted { ($0.role == .root ? 0 : 1, $0.generation) < ($1.role == .root ? 0 : 1, $1.generation) }
  }

  func retiredRoots() throws -> [AuthorityOwner: Int] {
    let rows = try database.rows(
      "SELECT owner, max(generation) AS last FROM authority WHERE role = 'root' AND retired IS NOT NULL GROUP BY owner")
    return Dictionary(
      try rows.map { (AuthorityOwner(stored: try $0["owner"]), try $0["last"]) }, uniquingKeysWith: max)
  }
}
