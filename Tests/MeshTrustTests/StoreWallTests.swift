import Testing

/// Another database is another implementation of `AuthorityStore`: how one is asked, and which there are, is known in
/// CA/Store alone. PostgreSQL, the module below it, knows nothing of a home.
@Suite struct StoreWallTests {
  @Test func noStatementOrTypeOfADatabaseStandsElsewhere() throws {
    for (module, sources) in try SourceTree.modules() where module != "PostgreSQL" {
      for (file, text) in sources where !(module == "CA" && file.hasPrefix("Store/")) {
        // Explanations say what an administrator of a database does.
        guard !file.contains("Explanations/") else { continue }
        for line in text.split(separator: "\n").map({ $0.drop { $0 == " " } }) where !line.hasPrefix("//") {
          #expect(!Self.isOfDatabase(line), "\(module)/\(file): \(line)")
        }
      }
    }
  }

  /// The test finds something where there is something.
  @Test func theStoreHasBoth() throws {
    let lines = try #require(try SourceTree.modules()["CA"]).filter { $0.key.hasPrefix("Store/") }
      .flatMap { $0.value.split(separator: "\n") }
    #expect(lines.count { $0.contains(Self.statement) } > 50)
    #expect(lines.count { $0.contains(Self.type) } > 50)
  }

  private static func isOfDatabase(_ line: Substring) -> Bool { line.contains(statement) || line.contains(type) }

  /// The beginning of a statement of SQL, in capitals as they are written here; `GRANT` is told to administrators.
  private static var statement: Regex<Substring> {
    /\b(?:SELECT [a-z1(*"]|INSERT INTO|UPDATE [a-z_]+ SET|DELETE FROM|(?:CREATE|ALTER|DROP|LOCK) TABLE|PRAGMA [a-z_])/
  }

  private static var type: Regex<Substring> {
    /\b(?:SQLite|Postgres|PostgreSQL|GRDB)[A-Z][A-Za-z]*|\bimport (?:PostgreSQL|CSQLite|GRDB)\b/
  }
}
