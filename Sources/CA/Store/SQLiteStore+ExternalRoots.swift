import FoundationEssentials
import GRDB
import X509

extension SQLiteReader {
  func request(of mesh: String, _ purpose: PendingRequest.Purpose) throws -> PendingRequest? {
    try requests().first { $0.mesh == mesh && $0.purpose == purpose }
  }

  func requests() throws -> [PendingRequest] {
    try Row.fetchAll(database, sql: "SELECT * FROM request ORDER BY mesh, purpose DESC").map { row in
      PendingRequest(
        mesh: row["mesh"], purpose: PendingRequest.Purpose(rawValue: row["purpose"]) ?? .renew,
        generation: row["generation"], keyIdentifier: row["key"],
        request: try CertificateRequest(der: Self.bytes(row["der"])), created: Timestamp(seconds: row["created"]))
    }
  }

  func dormantRoots() throws -> [String: Int] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT certificate, generation FROM authority WHERE owner = '' AND role = 'root' AND retired IS NOT NULL
        """)
    return Dictionary(rows.map { ($0["certificate"], $0["generation"]) }) { first, last in max(first, last) }
  }

  func acceptedDangers() throws -> [AcceptedDanger] {
    try Row.fetchAll(database, sql: "SELECT * FROM accepted_danger ORDER BY owner, certificate, danger").compactMap {
      row in
      AcceptedDanger.Kind(rawValue: row["danger"]).map { kind in
        AcceptedDanger(
          owner: AuthorityOwner(stored: row["owner"]), certificate: row["certificate"], kind: kind,
          reason: row["reason"], time: Timestamp(seconds: row["time"]))
      }
    }
  }
}

extension SQLiteWriter {
  func setRequest(_ pending: PendingRequest) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO request (mesh, purpose, generation, key, der, created) VALUES (?, ?, ?, ?, ?, ?)",
      arguments: [
        pending.mesh, pending.purpose.rawValue, pending.generation, pending.keyIdentifier, Data(pending.request.der),
        pending.created.seconds,
      ])
  }

  func removeRequest(of mesh: String, _ purpose: PendingRequest.Purpose) throws {
    try database.execute(
      sql: "DELETE FROM request WHERE mesh = ? AND purpose = ?", arguments: [mesh, purpose.rawValue])
  }

  func suspend(_ authority: Authority, at time: Timestamp) throws {
    try database.execute(
      sql: "UPDATE authority SET retired = ? WHERE owner = '' AND role = 'root' AND generation = ?",
      arguments: [time.seconds, authority.generation])
  }

  func resume(_ authority: Authority) throws {
    try database.execute(
      sql: "UPDATE authority SET retired = NULL WHERE owner = '' AND role = 'root' AND certificate = ?",
      arguments: [authority.certificate.fingerprint])
    if database.changesCount == 0 { try insertAuthority(authority) }
  }

  func replaceBundles(of owner: AuthorityOwner, with versions: [BundleVersion]) throws {
    try database.execute(sql: "DELETE FROM bundle_version WHERE owner = ?", arguments: [owner.stored])
    for version in versions {
      try cached("INSERT INTO bundle_version (owner, number, certificates, since) VALUES (?, ?, ?, ?)").execute(
        arguments: [
          owner.stored, version.number, version.certificates.map(\.fingerprint).joined(separator: " "),
          version.since.seconds,
        ])
    }
  }

  func accept(_ danger: AcceptedDanger) throws {
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO accepted_danger (owner, certificate, danger, reason, time) VALUES (?, ?, ?, ?, ?)
        """,
      arguments: [
        danger.owner.stored, danger.certificate, danger.kind.rawValue, danger.reason, danger.time.seconds,
      ])
  }
}
