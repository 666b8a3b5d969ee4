extension StoreReader {
  func writesSecrets() throws -> Bool? {
    try database.value("SELECT writes_secrets FROM home WHERE id = 1 AND writes_secrets IS NOT NULL")
  }

  func writtenFiles() throws -> [String: WrittenFiles] {
    var files: [String: [String: Set<String>]] = [:]
    for row in try database.rows("SELECT mesh, path, digest FROM written_file") {
      files[try row["mesh"], default: [:]][try row["path"], default: []].insert(try row["digest"])
    }
    return files.mapValues { WrittenFiles($0) }
  }
}

extension StoreWriter {
  func setWritesSecrets(_ isWriting: Bool) throws {
    try database.execute("UPDATE home SET writes_secrets = ? WHERE id = 1", [isWriting])
  }

  func setWrittenFiles(_ entries: [(path: String, digest: String)], of mesh: String) throws {
    try database.execute("DELETE FROM written_file WHERE mesh = ?", [mesh])
    for entry in entries {
      try database.execute(
        "INSERT INTO written_file (mesh, path, digest) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [mesh, entry.path, entry.digest])
    }
  }
}
