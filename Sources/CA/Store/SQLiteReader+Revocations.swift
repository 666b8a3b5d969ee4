import FoundationEssentials
import GRDB
import X509

extension SQLiteReader {
  /// By time of revocation, then by fingerprint.
  func revocations(by issuer: Certificate) throws -> [(certificate: Certificate, entry: RevocationListTemplate.Entry)] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT c.der, c.fingerprint, r.time, r.reason FROM revocation r JOIN certificate c ON c.fingerprint = r.fingerprint
        WHERE r.issuer = ? ORDER BY r.time, r.fingerprint
        """, arguments: [issuer.fingerprint])
    return try rows.map { row in
      let certificate = try Self.certificate(row["der"], row["fingerprint"])
      let entry = RevocationListTemplate.Entry(
        certificate.serialNumber, date: Timestamp(seconds: row["time"]),
        reason: RevocationReason(rawValue: row["reason"]) ?? .unspecified)
      return (certificate, entry)
    }
  }

  func revocation(of certificate: Certificate) throws -> RevocationListTemplate.Entry? {
    try Row.fetchOne(
      database, sql: "SELECT time, reason FROM revocation WHERE fingerprint = ?", arguments: [certificate.fingerprint]
    ).map { row in
      RevocationListTemplate.Entry(
        certificate.serialNumber, date: Timestamp(seconds: row["time"]),
        reason: RevocationReason(rawValue: row["reason"]) ?? .unspecified)
    }
  }

  func issuer(of certificate: Certificate) throws -> Certificate? {
    try Row.fetchOne(
      database,
      sql: """
        SELECT i.der, i.fingerprint FROM certificate c JOIN certificate i ON i.fingerprint = c.issuer
        WHERE c.fingerprint = ?
        """, arguments: [certificate.fingerprint]
    ).map { try Self.certificate($0["der"], $0["fingerprint"]) }
  }

  func issued(by issuer: Certificate, after moment: Timestamp) throws -> [Certificate] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT fingerprint, der FROM certificate WHERE issuer = ? AND not_after >= ?
        AND fingerprint NOT IN (SELECT fingerprint FROM revocation) ORDER BY created, fingerprint
        """, arguments: [issuer.fingerprint, moment.seconds])
    return try rows.map { try Self.certificate($0["der"], $0["fingerprint"]) }
  }

  func lastListNumber(of issuer: Certificate) throws -> Int {
    try Int.fetchOne(
      database, sql: "SELECT number FROM revocation_list WHERE issuer = ?", arguments: [issuer.fingerprint]) ?? 0
  }

  func lastList(of issuer: Certificate) throws -> RevocationList? {
    let der = try Data.fetchOne(
      database, sql: "SELECT der FROM revocation_list WHERE issuer = ?", arguments: [issuer.fingerprint])
    return try der.map { try RevocationList(der: Array($0)) }
  }

  func lists(of owner: AuthorityOwner) throws -> [(role: Authority.Role, list: RevocationList)] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT role, der FROM revocation_list WHERE owner = ? ORDER BY role DESC, created, issuer",
      arguments: [owner.stored])
    return try rows.map { row in
      let der: Data = row["der"]
      return (Authority.Role(rawValue: row["role"]) ?? .root, try RevocationList(der: Array(der)))
    }
  }

  func everyAuthority(of owner: AuthorityOwner) throws -> [Authority] {
    try authorities(where: "a.owner = ?", [owner.stored])
      .sorted { ($0.role == .root ? 0 : 1, $0.generation) < ($1.role == .root ? 0 : 1, $1.generation) }
  }

  func retiredRoots() throws -> [AuthorityOwner: Int] {
    let rows = try Row.fetchAll(
      database,
      sql:
        "SELECT owner, max(generation) AS last FROM authority WHERE role = 'root' AND retired IS NOT NULL GROUP BY owner"
    )
    return Dictionary(
      rows.map { row in
        (AuthorityOwner(stored: row["owner"]), row["last"] as Int)
      }, uniquingKeysWith: max)
  }
}
