import GRDB

extension SQLiteReader {
  func writesSecrets() throws -> Bool? {
    try Bool.fetchOne(database, sql: "SELECT writes_secrets FROM home WHERE id = 1 AND writes_secrets IS NOT NULL")
  }

  func writtenFiles() throws -> [String: WrittenFiles] {
    let rows = try Row.fetchAll(database, sql: "SELECT mesh, path, digest FROM written_file")
    return Dictionary(grouping: rows) { $0["mesh"] as String }.mapValues { rows in
      WrittenFiles(Dictionary(rows.map { ($0["path"], [$0["digest"] as String]) }) { $0.union($1) })
    }
  }
}

extension SQLiteWriter {
  func setWritesSecrets(_ isWriting: Bool) throws {
    try database.execute(sql: "UPDATE home SET writes_secrets = ? WHERE id = 1", arguments: [isWriting])
  }

  func setWrittenFiles(_ entries: [(path: String, digest: String)], of mesh: String) throws {
    try cached("DELETE FROM written_file WHERE mesh = ?").execute(arguments: [mesh])
    for entry in entries {
      try cached("INSERT OR IGNORE INTO written_file (mesh, path, digest) VALUES (?, ?, ?)")
        .execute(arguments: [mesh, entry.path, entry.digest])
    }
  }
}
