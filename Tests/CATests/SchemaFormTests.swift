import Files
import Foundation
import SystemPackage
import Testing

@testable import CA

/// The forms of the database are constants, so that a start costs nothing; they are made again here.
@Suite struct SchemaFormTests {
  private static let identifiers = Schema.migrations.names
  private static let sources = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Sources/CA").standardizedFileURL

  /// The form after each migration that a database still lacks.
  private static func forms(of database: SQLiteConnection) throws -> [SchemaForm] {
    var forms: [SchemaForm] = []
    let applied = try Schema.migrations.applied(to: database)
    if !applied.isEmpty { forms.append(try SchemaForm(database)) }
    // Some old homes have a later migration without an earlier one, which then is applied with the next.
    let last = identifiers.lastIndex { applied.contains($0) } ?? -1
    for identifier in identifiers[(last + 1)...] {
      try Schema.migrations.apply(to: database, upTo: identifier)
      forms.append(try SchemaForm(database))
    }
    return forms
  }

  @Test func theMigrationsMakeTheKnownForms() throws {
    let forms = try Self.forms(of: SQLiteConnection())
    #expect(forms.count == Self.identifiers.count)
    #expect(forms.last == .present, "present is \(forms.last?.digest ?? "")")
    for form in forms.dropLast() { #expect(SchemaForm.earlier.contains(form.digest), "\(form.digest) is missing") }
    #expect(!SchemaForm.earlier.contains(SchemaForm.present.digest))
  }

  @Test func aDatabaseWhoseFirstMigrationWasKilledIsKnown() throws {
    let database = try SQLiteConnection()
    try database.run("CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
    let form = try SchemaForm(database)
    #expect(form.isKnown, "\(form.digest) is missing")
  }

  @Test(arguments: [
    "1-first", "3-without-requests", "4-longest-lifetime", "4-lifetimes", "5-seen", "6-provenance", "8-bound",
    "9-clusters", "10-object-states", "11-checkpoints", "12-outside-keys", "13-live-clusters", "14-deployments",
    "15-external-roots", "19-mesh-migrations",
    "20-written-folders", "21-bundle-endpoints", "22-former-planes", "23-applied-descriptions",
    "24-migration-states",
  ])
  func everyOldHomeBecomesAPresentOne(name: String) throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Homes/\(name)/authority.db")
      .standardizedFileURL.path
    let copy = try SQLiteConnection()
    try SQLiteConnection(path, isReadOnly: true).backup(to: copy)
    let forms = try Self.forms(of: copy)
    #expect(forms.last == .present)
    for form in forms { #expect(form.isKnown, "\(form.digest) is missing") }
  }

  /// A table that came later would keep what was chosen for a mesh that has left.
  @Test func ofEveryTableItIsSaidWhatBecomesOfADepartedMesh() throws {
    let database = try SQLiteConnection()
    try Schema.migrations.apply(to: database)
    let tables = try database.columns().mapValues { Set($0.map(\.name)) }
    #expect(Set(tables.keys) == Set(DepartedRows.tables.keys))
    let naming: Set = ["about", "audience", "holder", "mesh", "owner", "remote"]
    for (table, rows) in DepartedRows.tables {
      let columns = try #require(tables[table])
      switch rows {
      case .forgotten(let names):
        #expect(columns.isSuperset(of: names) && columns.intersection(naming).isSubset(of: names), "\(table)")
      case .forgottenUnlessUsed(let owner, let key): #expect(columns.isSuperset(of: [owner, key]), "\(table)")
      case .kept: break
      }
    }
  }

  /// What is in a column that came after the first signatures is known, so that nobody else can fill it.
  @Test func ofEveryAddedColumnItIsSaidWhatAMigrationPutsThere() throws {
    let database = try SQLiteConnection()
    try Schema.migrations.apply(to: database, upTo: "8: binding")
    var (before, count) = (try database.columns(), 0)
    for name in Self.identifiers.drop(while: { $0 != "8: binding" }).dropFirst() {
      try Schema.migrations.apply(to: database, upTo: name)
      let after = try database.columns()
      for (table, old) in before where table != "log" {
        for column in after[table] ?? [] where !old.contains(where: { $0.name == column.name }) {
          count += 1
          #expect(AddedColumns.isKnown(column.name, of: table), "\(table).\(column.name)")
        }
      }
      before = after
    }
    #expect(count == 9)
  }

  @Test func whitespaceIsTheOnlyFreedom() throws {
    func form(_ sql: String) throws -> SchemaForm {
      let database = try SQLiteConnection()
      try database.run("CREATE TABLE grdb_migrations (identifier TEXT); \(sql)")
      return try SchemaForm(database)
    }
    let base = try form("CREATE TABLE a (b TEXT, c TEXT)")
    #expect(try form("CREATE TABLE a (b   TEXT,\n  c TEXT)") == base)
    for other in [
      "CREATE TABLE a (b TEXT, c TEXT) STRICT", "CREATE TABLE a (b TEXT COLLATE NOCASE, c TEXT)",
      "CREATE TABLE a (b TEXT, c TEXT); CREATE INDEX i ON a (b)",
      "CREATE TABLE a (b TEXT, c TEXT); CREATE VIEW v AS SELECT b FROM a",
      "CREATE TABLE a (b TEXT, c TEXT); INSERT INTO grdb_migrations VALUES ('1')",
    ] { #expect(try form(other) != base, "\(other)") }
  }

  /// The octets of a certificate are not signed; its fingerprint is. So one function decodes them, and compares.
  @Test func everyStoredCertificateIsComparedWithItsFingerprint() throws {
    let folder = Self.sources.appending(path: "Store").path
    var decoding: [String] = []
    for name in try FileSystem.names(in: FilePath(folder)) where name.hasSuffix(".swift") {
      let text = try FileSystem.readText(FilePath(folder).appending(name))
      for line in text.split(separator: "\n") where line.contains("Certificate(der:") {
        decoding.append("\(name): \(line)")
      }
    }
    #expect(decoding.count == 1 && decoding[0].hasPrefix("StoreReader.swift"), "\(decoding)")
  }
}
