import FoundationEssentials
import GRDB
import X509

extension SQLiteReader {
  /// What an issuer has revoked, by the certificates' own order.
  func revocations(by issuer: Certificate) throws -> [(certificate: Certificate, entry: RevocationListTemplate.Entry)] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT c.der, r.time, r.reason FROM revocation r JOIN certificate c ON c.fingerprint = r.fingerprint
        WHERE r.issuer = ? ORDER BY r.time, r.fingerprint
        """, arguments: [issuer.fingerprint])
    return try rows.map { row in
      let der: Data = row["der"]
      let certificate = try Certificate(der: Array(der))
      let entry = RevocationListTemplate.Entry(
        certificate.serialNumber, date: Timestamp(seconds: row["time"]),
        reason: RevocationReason(rawValue: row["reason"]) ?? .unspecified)
      return (certificate, entry)
    }
  }

  /// What was issued below a certificate, is not revoked, and still counts at a moment.
  func issued(by issuer: Certificate, after moment: Timestamp) throws -> [Certificate] {
    let rows = try Data.fetchAll(
      database,
      sql: """
        SELECT der FROM certificate WHERE issuer = ? AND not_after >= ?
        AND fingerprint NOT IN (SELECT fingerprint FROM revocation) ORDER BY created, fingerprint
        """, arguments: [issuer.fingerprint, moment.seconds])
    return try rows.map { try Certificate(der: Array($0)) }
  }

  /// The number of an issuer's last list; 0 when there was none.
  func lastListNumber(of issuer: Certificate) throws -> Int {
    try Int.fetchOne(
      database, sql: "SELECT number FROM revocation_list WHERE issuer = ?", arguments: [issuer.fingerprint]) ?? 0
  }

  /// The last lists of an owner, the root's before the intermediates'.
  func lists(of owner: AuthorityOwner) throws -> [(role: Authority.Role, list: RevocationList)] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT role, der FROM revocation_list WHERE owner = ? ORDER BY role DESC, created, issuer",
      arguments: [owner.stored])
    return try rows.map { row in
      let der: Data = row["der"]
      return (Authority.Role(rawValue: row["role"]) ?? .root, try RevocationList(der: Array(der)))
    }
  }

  /// Every authority of an owner, of every generation.
  func everyAuthority(of owner: AuthorityOwner) throws -> [Authority] {
    try authorities(where: "a.owner = ?", [owner.stored])
      .sorted { ($0.role == .root ? 0 : 1, $0.generation) < ($1.role == .root ? 0 : 1, $1.generation) }
  }

  /// The greatest generation that a retired root of an owner had, by owner.
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
