import Cryptography
import Kubernetes
import X509

extension StoreReader {
  func secretSealers() throws -> [String: SecretSealer] {
    var sealers: [String: SecretSealer] = [:]
    for row in try database.rows("SELECT * FROM secret_sealer") {
      guard let scope = SealedSecret.Scope(rawValue: try row["scope"]) else {
        throw CAError.damagedStore("the scope of a sealed key is none")
      }
      // All of its octets are signed.
      let der: [UInt8] = try row["certificate"]
      sealers[try row["mesh"]] = SecretSealer(try Self.certificate(der, sha256Hex(der)), scope)
    }
    return sealers
  }

  func sealedKey(_ key: String, certificate: String, label: String) throws -> String? {
    try database.value(
      "SELECT sealed FROM sealed_key WHERE key = ? AND certificate = ? AND label = ?", [key, certificate, label])
  }

  func sealedKeys() throws -> [SealedKeyRecord] {
    try database.rows("SELECT * FROM sealed_key ORDER BY mesh, created, key, certificate, label").map { row in
      SealedKeyRecord(
        key: try row["key"], certificate: try row["certificate"], label: try row["label"], mesh: try row["mesh"],
        sealed: try row["sealed"])
    }
  }
}

extension StoreWriter {
  func setSecretSealer(_ sealer: SecretSealer, of mesh: String, at time: Timestamp) throws {
    try database.execute(
      """
      INSERT INTO secret_sealer (mesh, certificate, scope, since) VALUES (?, ?, ?, ?)
      ON CONFLICT (mesh) DO UPDATE SET certificate = excluded.certificate, scope = excluded.scope,
        since = excluded.since
      """, [mesh, sealer.certificate.der, sealer.scope.rawValue, time.seconds])
  }

  func removeSecretSealer(of mesh: String) throws {
    try database.execute("DELETE FROM secret_sealer WHERE mesh = ?", [mesh])
  }

  func setSealedKey(_ record: SealedKeyRecord, at time: Timestamp) throws {
    try database.execute(
      """
      INSERT INTO sealed_key (key, certificate, label, mesh, sealed, created) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (key, certificate, label) DO UPDATE SET sealed = excluded.sealed, created = excluded.created
      """,
      [
        record.key, record.certificate, record.label, record.mesh, record.sealed, time.seconds,
      ])
  }
}
