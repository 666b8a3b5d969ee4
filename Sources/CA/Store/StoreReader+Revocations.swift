import X509

extension StoreReader {
  /// By time of revocation, then by fingerprint.
  func revocations(by issuer: Certificate) throws -> [(certificate: Certificate, entry: RevocationListTemplate.Entry)] {
    let rows = try database.rows(
      """
      SELECT c.der, c.fingerprint, r.time, r.reason FROM revocation r JOIN certificate c ON c.fingerprint = r.fingerprint
      WHERE r.issuer = ? ORDER BY r.time, r.fingerprint
      """, [issuer.fingerprint])
    return try rows.map { row in
      let certificate = try Self.certificate(row["der"], row["fingerprint"])
      return (certificate, try Self.entry(row, of: certificate))
    }
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
    let rows = try database.rows(
      """
      SELECT fingerprint, der FROM certificate WHERE issuer = ? AND not_after >= ?
      AND fingerprint NOT IN (SELECT fingerprint FROM revocation) ORDER BY created, fingerprint
      """, [issuer.fingerprint, moment.seconds])
    return try rows.map { try Self.certificate($0["der"], $0["fingerprint"]) }
  }

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

  func lastListNumber(of issuer: Certificate) throws -> Int {
    try database.value("SELECT number FROM revocation_list WHERE issuer = ?", [issuer.fingerprint]) ?? 0
  }

  func lastList(of issuer: Certificate) throws -> RevocationList? {
    let der: [UInt8]? = try database.value(
      "SELECT der FROM revocation_list WHERE issuer = ?", [issuer.fingerprint])
    return try der.map { try RevocationList(der: $0) }
  }

  func lists(of owner: AuthorityOwner) throws -> [(role: Authority.Role, list: RevocationList)] {
    let rows = try database.rows(
      "SELECT role, der FROM revocation_list WHERE owner = ? ORDER BY role DESC, created, issuer", [owner.stored])
    return try rows.map { row in
      (Authority.Role(rawValue: try row["role"]) ?? .root, try RevocationList(der: try row["der"]))
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
