import FoundationEssentials
import GRDB

extension SQLiteReader {
  func checkpoint() throws -> StoredCheckpoint? {
    guard let row = try Row.fetchOne(database, sql: "SELECT * FROM checkpoint WHERE id = 1") else { return nil }
    guard let tree = MerklePeaks(count: row["entries"], octets: Self.bytes(row["peaks"])) else {
      throw CAError.damagedStore("the checkpoint of the log does not fit its number of entries")
    }
    return StoredCheckpoint(
      sealedKey: Self.bytes(row["sealed_key"]), publicKey: Self.bytes(row["public_key"]), tree: tree, note: row["note"])
  }
}

extension SQLiteWriter {
  func setCheckpoint(_ checkpoint: StoredCheckpoint) throws {
    try cached(
      """
      INSERT INTO checkpoint (id, sealed_key, public_key, entries, peaks, note) VALUES (1, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET entries = excluded.entries, peaks = excluded.peaks, note = excluded.note
      """
    ).execute(arguments: [
      Data(checkpoint.sealedKey), Data(checkpoint.publicKey), checkpoint.tree.count, Data(checkpoint.tree.octets),
      checkpoint.note,
    ])
  }
}
