import FoundationEssentials
import GRDB
import X509

extension StoreWriter {
  /// Puts a certificate on its issuer's list; one that is there already stays as it is.
  func revoke(_ certificate: Certificate, issuer: Certificate, _ reason: RevocationReason, at time: Timestamp) throws {
    try database.execute(
      sql: "INSERT INTO revocation (fingerprint, issuer, time, reason) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
      arguments: [certificate.fingerprint, issuer.fingerprint, time.seconds, reason.rawValue])
  }

  /// Keeps an issuer's list in the place of the one before.
  func setList(_ list: RevocationList, number: Int, of authority: Authority, at time: Timestamp) throws {
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO revocation_list (issuer, owner, role, number, der, created) VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        authority.certificate.fingerprint, authority.owner == .shared ? "" : authority.owner.description,
        authority.role.rawValue, number, Data(list.der), time.seconds,
      ])
  }

  /// Takes an authority out of use. Its key is destroyed, unless another authority has the same one; SQLite overwrites
  /// what it deletes.
  func retire(_ authority: Authority, at time: Timestamp) throws {
    let owner = authority.owner == .shared ? "" : authority.owner.description
    try database.execute(
      sql: "INSERT INTO retired (owner, role, generation, certificate, time) VALUES (?, ?, ?, ?, ?)",
      arguments: [
        owner, authority.role.rawValue, authority.generation, authority.certificate.fingerprint, time.seconds,
      ])
    try database.execute(
      sql: "DELETE FROM authority WHERE owner = ? AND role = ? AND generation = ?",
      arguments: [owner, authority.role.rawValue, authority.generation])
    try removeUnusedKey(authority.keyIdentifier)
  }

  /// Removes a sealed key that no authority and no request needs.
  func removeUnusedKey(_ identifier: String) throws {
    try database.execute(
      sql: """
        DELETE FROM key WHERE id = ? AND id NOT IN (SELECT key FROM authority) AND id NOT IN (SELECT key FROM request)
        """, arguments: [identifier])
  }
}
