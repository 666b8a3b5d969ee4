import X509

extension StoreReader {
  func request(of mesh: String, _ purpose: PendingRequest.Purpose) throws -> PendingRequest? {
    try requests().first { $0.mesh == mesh && $0.purpose == purpose }
  }

  func requests() throws -> [PendingRequest] {
    try database.rows("SELECT * FROM request ORDER BY mesh, purpose DESC").map { row in
      PendingRequest(
        mesh: try row["mesh"], purpose: PendingRequest.Purpose(rawValue: try row["purpose"]) ?? .renew,
        generation: try row["generation"], keyIdentifier: try row["key"],
        request: try CertificateRequest(der: try row["der"]), created: Timestamp(seconds: try row["created"]))
    }
  }

  func dormantRoots() throws -> [String: Int] {
    let rows = try database.rows(
      "SELECT certificate, generation FROM authority WHERE owner = '' AND role = 'root' AND retired IS NOT NULL")
    return Dictionary(try rows.map { (try $0["certificate"], try $0["generation"]) }) { first, last in
      max(first, last)
    }
  }

  func acceptedDangers() throws -> [AcceptedDanger] {
    try database.rows("SELECT * FROM accepted_danger ORDER BY owner, certificate, danger").compactMap { row in
      guard let kind = AcceptedDanger.Kind(rawValue: try row["danger"]) else { return nil }
      return AcceptedDanger(
        owner: AuthorityOwner(stored: try row["owner"]), certificate: try row["certificate"], kind: kind,
        reason: try row["reason"], time: Timestamp(seconds: try row["time"]))
    }
  }
}

extension StoreWriter {
  func setRequest(_ pending: PendingRequest) throws {
    try database.set(
      "request", key: ["mesh", "purpose"],
      [
        "mesh": pending.mesh, "purpose": pending.purpose.rawValue, "generation": pending.generation,
        "key": pending.keyIdentifier, "der": pending.request.der, "created": pending.created.seconds,
      ])
  }

  func removeRequest(of mesh: String, _ purpose: PendingRequest.Purpose) throws {
    try database.execute("DELETE FROM request WHERE mesh = ? AND purpose = ?", [mesh, purpose.rawValue])
  }

  func suspend(_ authority: Authority, at time: Timestamp) throws {
    try database.execute(
      "UPDATE authority SET retired = ? WHERE owner = '' AND role = 'root' AND generation = ?",
      [time.seconds, authority.generation])
  }

  func resume(_ authority: Authority) throws {
    let place = "owner = '' AND role = 'root' AND certificate = ?"
    let fingerprint = authority.certificate.fingerprint
    guard try database.row("SELECT 1 FROM authority WHERE \(place)", [fingerprint]) != nil else {
      return try insertAuthority(authority)
    }
    try database.execute("UPDATE authority SET retired = NULL WHERE \(place)", [fingerprint])
  }

  func replaceBundles(of owner: AuthorityOwner, with versions: [BundleVersion]) throws {
    try database.execute("DELETE FROM bundle_version WHERE owner = ?", [owner.stored])
    for version in versions {
      try database.execute(
        "INSERT INTO bundle_version (owner, number, certificates, since) VALUES (?, ?, ?, ?)",
        [
          owner.stored, version.number, version.certificates.map(\.fingerprint).joined(separator: " "),
          version.since.seconds,
        ])
    }
  }

  func accept(_ danger: AcceptedDanger) throws {
    try database.set(
      "accepted_danger", key: ["owner", "certificate", "danger"],
      [
        "owner": danger.owner.stored, "certificate": danger.certificate, "danger": danger.kind.rawValue,
        "reason": danger.reason, "time": danger.time.seconds,
      ])
  }
}
