import Cryptography
import FoundationEssentials
import GRDB
import Kubernetes
import X509

extension SQLiteReader {
  func secretSealers() throws -> [String: SecretSealer] {
    var sealers: [String: SecretSealer] = [:]
    for row in try Row.fetchAll(database, sql: "SELECT * FROM secret_sealer") {
      guard let scope = SealedSecret.Scope(rawValue: row["scope"]) else {
        throw CAError.damagedStore("the scope of a sealed key is none")
      }
      // All of its octets are signed.
      let der: Data = row["certificate"]
      sealers[row["mesh"]] = SecretSealer(try Self.certificate(der, sha256Hex(der)), scope)
    }
    return sealers
  }

  func sealedKey(_ key: String, certificate: String, label: String) throws -> String? {
    try String.fetchOne(
      database, sql: "SELECT sealed FROM sealed_key WHERE key = ? AND certificate = ? AND label = ?",
      arguments: [key, certificate, label])
  }

  func sealedKeys() throws -> [SealedKeyRecord] {
    try Row.fetchAll(database, sql: "SELECT * FROM sealed_key ORDER BY mesh, created, key, certificate, label").map {
      SealedKeyRecord(
        key: $0["key"], certificate: $0["certificate"], label: $0["label"], mesh: $0["mesh"], sealed: $0["sealed"])
    }
  }
}

extension SQLiteWriter {
  func setSecretSealer(_ sealer: SecretSealer, of mesh: String, at time: Timestamp) throws {
    try cached(
      """
      INSERT INTO secret_sealer (mesh, certificate, scope, since) VALUES (?, ?, ?, ?)
      ON CONFLICT (mesh) DO UPDATE SET certificate = excluded.certificate, scope = excluded.scope,
        since = excluded.since
      """
    ).execute(arguments: [mesh, Data(sealer.certificate.der), sealer.scope.rawValue, time.seconds])
  }

  func removeSecretSealer(of mesh: String) throws {
    try cached("DELETE FROM secret_sealer WHERE mesh = ?").execute(arguments: [mesh])
  }

  func setSealedKey(_ record: SealedKeyRecord, at time: Timestamp) throws {
    try cached(
      """
      INSERT INTO sealed_key (key, certificate, label, mesh, sealed, created) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (key, certificate, label) DO UPDATE SET sealed = excluded.sealed, created = excluded.created
      """
    ).execute(arguments: [
      record.key, record.certificate, record.label, record.mesh, record.sealed, time.seconds,
    ])
  }
}
