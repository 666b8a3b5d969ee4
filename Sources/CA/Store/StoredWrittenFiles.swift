extension StoreReader {
  static let anyWrittenFile = "SELECT 1 FROM written_file LIMIT 1"

  func writesSecrets() throws -> Bool? {
    try database.value("SELECT writes_secrets FROM home WHERE id = 1 AND writes_secrets IS NOT NULL")
  }

  func writtenFiles() throws -> [String: WrittenFiles] {
    var files: [String: [String: Set<String>]] = [:]
    for row in try database.rows("SELECT mesh, path, digest FROM written_file") {
      files[try row["mesh"], default: [:]][try row["path"], default: []].insert(try row["digest"])
    }
    for row in try database.rows("SELECT mesh, files FROM written_folder") {
      files[try row["mesh"]] = try Self.writtenFiles(try row["files"])
    }
    return files.mapValues { WrittenFiles($0) }
  }

  /// The digests by path of lines as `sha256sum` writes them.
  private static func writtenFiles(_ text: String) throws -> [String: Set<String>] {
    var files: [String: Set<String>] = [:]
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      guard line.count > 66, let digest = String(line.prefix(64)), let path = String(line.dropFirst(66)) else {
        throw CAError.damagedStore("the table written_folder contains a line without a digest and a path")
      }
      files[path, default: []].insert(digest)
    }
    return files
  }
}

extension StoreWriter {
  func setWritesSecrets(_ isWriting: Bool) throws {
    try database.execute("UPDATE home SET writes_secrets = ? WHERE id = 1", [isWriting])
  }

  func setWrittenFiles(_ entries: [(path: String, digest: String)], of mesh: String) throws {
    try database.execute("DELETE FROM written_file WHERE mesh = ?", [mesh])
    let lines = Set(entries.map { "\($0.digest)  \($0.path)\n" }).sorted()
    if lines.isEmpty {
      try database.execute("DELETE FROM written_folder WHERE mesh = ?", [mesh])
    } else {
      try database.set("written_folder", key: ["mesh"], ["mesh": mesh, "files": lines.joined()])
    }
  }

  /// Moves what an earlier version wrote into the table of folders.
  func moveWrittenFiles() throws {
    guard try database.row(StoreReader.anyWrittenFile) != nil else { return }
    for (mesh, files) in try StoreReader(database: database).writtenFiles() {
      try setWrittenFiles(files.digests.flatMap { path, known in known.map { (path, $0) } }, of: mesh)
    }
    try database.execute("DELETE FROM written_file")
  }
}
