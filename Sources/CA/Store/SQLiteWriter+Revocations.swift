import FoundationEssentials
import GRDB
import X509

extension SQLiteWriter {
  func revoke(_ certificate: Certificate, issuer: Certificate, _ reason: RevocationReason, at time: Timestamp) throws {
    try database.execute(
      sql: "INSERT INTO revocation (fingerprint, issuer, time, reason) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
      arguments: [certificate.fingerprint, issuer.fingerprint, time.seconds, reason.rawValue])
  }

  func setList(_ list: RevocationList, number: Int, of authority: Authority, at time: Timestamp) throws {
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO revocation_list (issuer, owner, role, number, der, created) VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        authority.certificate.fingerprint, authority.owner.stored,
        authority.role.rawValue, number, Data(list.der), time.seconds,
      ])
  }

  func removeLeaf(_ certificate: Certificate) throws {
    try database.execute(
      sql: "DELETE FROM certificate WHERE fingerprint = ? AND kind = 'leaf'", arguments: [certificate.fingerprint])
  }

  func removeUnusedKey(_ identifier: String) throws {
    try database.execute(
      sql: """
        DELETE FROM key WHERE id = ? AND id NOT IN (SELECT key FROM authority WHERE retired IS NULL) AND id NOT IN (SELECT key FROM request)
        """, arguments: [identifier])
    try database.execute(
      sql: "DELETE FROM outside_key WHERE id = ? AND id NOT IN (SELECT key FROM authority WHERE retired IS NULL)",
      arguments: [identifier])
  }
}
