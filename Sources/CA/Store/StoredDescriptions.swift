import Cryptography
import X509

/// A federation.yaml that a command applied.
struct AppliedDescription: Hashable, Sendable {
  /// Where the file was that a command applied.
  struct Origin: Hashable, Sendable {
    let host: String
    let folder: String
  }

  /// SHA-256 of its octets, in hexadecimal.
  let digest: String
  let time: Timestamp
  let actor: String
  let origin: Origin
}

extension AppliedDescription {
  /// The last time that this file was applied, if somebody has replaced it since at another place. Whoever goes back at the
  /// place of the newest one has had it, and knows what is undone.
  ///
  /// - Parameter all: Oldest first.
  static func replaced(_ digest: String, at origin: Origin, among all: [AppliedDescription])
    -> (mine: AppliedDescription, newest: AppliedDescription)?
  {
    guard let newest = all.last, newest.digest != digest, newest.origin != origin,
      let mine = all.last(where: { $0.digest == digest })
    else { return nil }
    return (mine, newest)
  }
}

extension StoreReader {
  func appliedDescriptions() throws -> [AppliedDescription] {
    try database.rows(Self.everyDescription).map { row in
      AppliedDescription(
        digest: try row["digest"], time: Timestamp(seconds: try row["time"]), actor: try row["actor"],
        origin: AppliedDescription.Origin(host: try row["host"], folder: try row["folder"]))
    }
  }
}

extension StoreWriter {
  /// How many are remembered: whoever is further behind is not told.
  private static let remembered = 250

  func recordDescription(_ octets: [UInt8], in folder: String, at time: Timestamp) throws {
    let (author, digest) = (origin().printable, sha256Hex(octets))
    let last = "(SELECT max(entry) FROM applied_description)"
    // Nothing is asked, because each question costs a round trip.
    try database.execute(
      """
      INSERT INTO applied_description (digest, text, time, actor, host, folder) SELECT ?, ?, ?, ?, ?, ?
      WHERE NOT EXISTS (
        SELECT 1 FROM applied_description WHERE entry = \(last) AND digest = ? AND host = ? AND folder = ?)
      """,
      [digest, octets, time.seconds, author.actor, author.host, folder, digest, author.host, folder])
    try database.execute(
      "UPDATE applied_description SET text = ? WHERE entry < \(last) AND text <> ?", [[UInt8](), [UInt8]()])
    try database.execute("DELETE FROM applied_description WHERE entry <= \(last) - ?", [Self.remembered])
  }
}
