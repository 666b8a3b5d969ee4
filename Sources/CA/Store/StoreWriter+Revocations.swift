import X509

extension StoreWriter {
  func revoke(_ certificate: Certificate, issuer: Certificate, _ reason: RevocationReason, at time: Timestamp) throws {
    try database.execute(
      "INSERT INTO revocation (fingerprint, issuer, time, reason) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
      [certificate.fingerprint, issuer.fingerprint, time.seconds, reason.rawValue])
  }

  func setList(_ list: RevocationList, number: Int, of authority: Authority, at time: Timestamp) throws {
    try database.set(
      "revocation_list", key: ["issuer"],
      [
        "issuer": authority.certificate.fingerprint, "owner": authority.owner.stored, "role": authority.role.rawValue,
        "number": number, "der": list.der, "created": time.seconds,
      ])
  }

  func removeLeaf(_ certificate: Certificate) throws {
    try database.execute("DELETE FROM certificate WHERE fingerprint = ? AND kind = 'leaf'", [certificate.fingerprint])
  }

  func removeUnusedKey(_ identifier: String) throws {
    try database.execute(
      """
      DELETE FROM key WHERE id = ? AND id NOT IN (SELECT key FROM authority WHERE retired IS NULL) AND id NOT IN (SELECT key FROM request)
      """, [identifier])
    try database.execute(
      "DELETE FROM outside_key WHERE id = ? AND id NOT IN (SELECT key FROM authority WHERE retired IS NULL)",
      [identifier])
  }
}
