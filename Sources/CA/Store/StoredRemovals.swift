import X509

extension StoreReader {
  func removals() throws -> [String] {
    try database.values(Self.everyRemoval)
  }

  func placeOfRemoval(of mesh: String) throws -> AppliedDescription.Origin? {
    let started = try log().last {
      $0.action == LogEntry.Action.startedRemoval.rawValue && $0.subject == mesh
    }
    guard let started, let host = started.origin?.host,
      let place = started.details.firstRange(of: StoreWriter.place)
    else { return nil }
    return AppliedDescription.Origin(host: host, folder: String(started.details[place.upperBound...]))
  }
}

extension StoreWriter {
  func beginRemoval(of mesh: String, in folder: String, at time: Timestamp) throws {
    try database.execute(
      "INSERT INTO removal (mesh, since) VALUES (?, ?) ON CONFLICT DO NOTHING", [mesh, time.seconds])
    try append(
      .startedRemoval, mesh, "its keys, its folder and its entry in federation.yaml\(Self.place)\(folder)", at: time)
  }

  func endRemoval(of mesh: String, leaving files: String?, at time: Timestamp) throws {
    try database.execute("DELETE FROM removal WHERE mesh = ?", [mesh])
    try append(
      .finishedRemoval, mesh,
      "what stays are its certificates, its last CRLs and what was logged"
        + (files.map { ", and its files in \($0)" } ?? ""),
      at: time)
  }

  static let place = "; in "
}
