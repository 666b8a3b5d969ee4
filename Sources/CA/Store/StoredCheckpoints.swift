extension StoreReader {
  func checkpoint() throws -> StoredCheckpoint? {
    guard let row = try database.row("SELECT * FROM checkpoint WHERE id = 1") else { return nil }
    guard let tree = MerklePeaks(count: try row["entries"], octets: try row["peaks"]) else {
      throw CAError.damagedStore("the checkpoint of the log does not fit its number of entries")
    }
    return StoredCheckpoint(
      sealedKey: try row["sealed_key"], publicKey: try row["public_key"], tree: tree, note: try row["note"])
  }
}

extension StoreWriter {
  func setCheckpoint(_ checkpoint: StoredCheckpoint) throws {
    try database.execute(
      """
      INSERT INTO checkpoint (id, sealed_key, public_key, entries, peaks, note) VALUES (1, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET entries = excluded.entries, peaks = excluded.peaks, note = excluded.note
      """,
      [
        checkpoint.sealedKey, checkpoint.publicKey, checkpoint.tree.count, checkpoint.tree.octets,
        checkpoint.note,
      ])
  }
}
