import Testing

@testable import CA

/// What is known of the files under `out/` has one row for each folder; homes of earlier versions have one for each file.
@Suite(.cheapPassphrases) struct WrittenFolderTests {
  private let digest = String(repeating: "0a", count: 32)

  @Test func rowsOfAnEarlierVersionCountUntilTheFirstSignedWrite() throws {
    try TestHome.with { test throws in
      _ = try test.home().apply()
      let folders = try test.home().store().read { try $0.writtenFiles().mapValues(\.digests) }
      #expect(folders.count == 3)
      try test.sql(
        """
        DELETE FROM written_folder WHERE mesh = 'red-mesh';
        INSERT INTO written_file (mesh, path, digest) VALUES ('red-mesh', 'a b.yaml', '\(digest)')
        """)
      var expected = folders
      expected["red-mesh"] = ["a b.yaml": [digest]]
      let store = try test.home().store()
      let read = try store.read { try $0.writtenFiles().mapValues(\.digests) }
      #expect(read == expected)
      try store.write { try $0.moveWrittenFiles() }
      let moved = try store.read { try $0.writtenFiles().mapValues(\.digests) }
      #expect(moved == expected)
      let left = try test.count("SELECT count(*) FROM written_file")
      #expect(left == 0)
    }
  }

  @Test(arguments: ["x", "0a  a.yaml", "\(String(repeating: "0a", count: 32))  "])
  func aLineOfAnotherFormIsDamage(line: String) throws {
    try TestHome.with { test throws in
      _ = try test.home().apply()
      try test.sql("UPDATE written_folder SET files = '\(line)' WHERE mesh = 'red-mesh'")
      let error = failure { _ = try test.home().store().read { try $0.writtenFiles() } }
      #expect(error?.damage != nil, "\(String(describing: error))")
    }
  }
}
