import Cryptography
import Files
import Foundation
import SystemPackage
import X509

@testable import CA

/// A home in a temporary folder, which is gone when the test is over.
struct TestHome {
  let folder: FilePath

  /// The moment at which the tests begin.
  static let start = Timestamp(seconds: 1_767_225_600)  // 2026-01-01T00:00:00Z

  /// Runs a test in a home with a description.
  static func with<Value>(_ colours: Colours = Colours(), _ body: (TestHome) throws -> Value) throws -> Value {
    try withFolder { folder in
      let test = TestHome(folder: folder + "/pki")
      try test.describe(colours)
      return try body(test)
    }
  }

  /// Runs a test in an empty folder.
  static func withFolder<Value>(_ body: (FilePath) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ca-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer {
      try? FileManager.default.removeItem(at: folder)
      TestDatabase.drop(below: folder.path)
    }
    return try body(FilePath(folder.path))
  }

  /// The home at a moment, opened with a secret.
  func home(at time: Timestamp = start, secret: HomeSecret = .keyFile, lockTimeout: Int = 10) -> OpenHome {
    named(at: time, secret: secret, lockTimeout: lockTimeout).open()
  }

  /// The home at a time, not opened.
  func named(
    at time: Timestamp = start, secret: HomeSecret = .keyFile, lockTimeout: Int = 10, origin: LogOrigin = .unknown
  ) -> Home {
    Home(
      folder: folder, now: time, secret: secret, lockTimeout: lockTimeout, database: database?.address,
      origin: { origin })
  }

  /// The home for whoever may load a backup into it: of a server, the owner of the tables.
  func restoring() -> Home { Home(folder: folder, now: Self.start, database: database?.ownersAddress) }

  /// Nil if the home is in authority.db.
  var database: TestDatabase? { TestDatabase(of: folder) }

  /// Writes another description.
  func describe(_ colours: Colours) throws {
    try FileSystem.makeFolder(folder)
    try FileSystem.write(Array(colours.yaml.utf8), to: folder + "/federation.yaml", permissions: .shared)
  }

  /// Every file below a folder of the home, with its mode and the SHA-256 of its content. A database in PostgreSQL counts
  /// as the file in which it would be. The file that writers lock says nothing.
  func files(below path: String = "") throws -> [String: String] {
    var found: [String: String] = [:]
    if path.isEmpty, let octets = try database?.octets(), !octets.isEmpty {
      found["authority.db"] = "600 \(sha256Hex(octets))"
    }
    let base = path.isEmpty ? folder : folder.appending(path)
    for name in try FileSystem.names(in: base) where name != Home.lockName {
      let inner = path.isEmpty ? name : path + "/" + name
      if FileSystem.isFolder(base.appending(name)) {
        found.merge(try files(below: inner)) { $1 }
      } else {
        let mode = FileSystem.permissions(of: base.appending(name))?.rawValue ?? 0
        found[inner] = "\(String(mode, radix: 8)) \(sha256Hex(try FileSystem.read(base.appending(name))))"
      }
    }
    return found
  }

  /// The bytes of a file of the home.
  func bytes(_ path: String) throws -> [UInt8] { try FileSystem.read(folder.appending(path)) }

  /// Writes a file of the home.
  func write(_ text: String, to path: String, permissions: FilePermissions = .shared) throws {
    try FileSystem.write(Array(text.utf8), to: folder.appending(path), permissions: permissions)
  }

  /// Removes a file or folder of the home.
  func remove(_ path: String) throws { try FileSystem.remove(folder.appending(path)) }

  /// Whether there is such a file or folder in the home.
  func has(_ path: String) -> Bool { FileSystem.exists(folder.appending(path)) }

  /// The certificates of a PEM file of the home.
  func certificates(_ path: String) throws -> [Certificate] {
    try PEM.certificates(try bytes(path)).certificates
  }

  /// The octets of the database.
  func databaseOctets() throws -> [UInt8] { try database?.octets() ?? bytes("authority.db") }

  /// Takes the database away.
  func loseDatabase() throws {
    if let database { database.renew() } else { try remove("authority.db") }
  }

  /// The database as it is now, to be put into its place, or into that of another home's.
  func keptDatabase() throws -> KeptDatabase {
    if let database { return .copy(database.copy()) }
    return .file(try bytes("authority.db"))
  }

  func put(_ kept: KeptDatabase) throws {
    switch kept {
    case .copy(let name): database?.replace(with: name)
    case .file(let octets):
      try FileSystem.write(octets, to: folder + "/authority.db", permissions: .secret)
    }
  }

  enum KeptDatabase {
    case file([UInt8])
    case copy(String)
  }

  /// Changes the database behind the tool's back, as its administrator can.
  func sql(_ statements: String) throws {
    if let database { return try database.change(statements) }
    try SQLiteConnection((folder + "/authority.db").string).run("BEGIN; \(statements); COMMIT")
  }

  /// Gives the database the form that it had after an earlier migration. What later ones added is dropped.
  func makeOlder(upTo migration: String) throws {
    let path = (folder + "/authority.db").string
    let older = try SQLiteConnection(path + ".older")
    try Schema.migrations.apply(to: older, upTo: migration)
    try older.run("PRAGMA foreign_keys = OFF")
    try older.execute("ATTACH ? AS present", [path])
    let tables: [String] = try older.values(
      """
      SELECT name FROM main.sqlite_master
      WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name <> '\(Migrations.table)'
      """)
    for table in tables {
      let columns = { (schema: String) -> [String] in
        try older.values("SELECT name FROM pragma_table_info(?, ?)", [table, schema])
      }
      let present = try columns("present")
      let shared = try columns("main").filter(present.contains).map { "\"\($0)\"" }.joined(separator: ", ")
      try older.execute("INSERT INTO main.\(table) (\(shared)) SELECT \(shared) FROM present.\(table)")
    }
    try older.run("DETACH present")
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.moveItem(atPath: path + ".older", toPath: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
  }

  /// One number from the database.
  func count(_ query: String) throws -> Int {
    if let database { return try database.number(query) }
    return try SQLiteConnection((folder + "/authority.db").string, isReadOnly: true).value(query) ?? 0
  }

  /// A passphrase.
  static func passphrase(_ text: String) -> SecretBytes { SecretBytes(copying: text.utf8) }
}

extension Timestamp {
  /// So many days later.
  func after(days: Int64) -> Timestamp { self + days * 86_400 }
}

/// The error with which something ends; nil when it does not fail.
func failure<Value>(_ body: () throws -> Value) -> CAError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? CAError
  }
}

/// Tests write paths as text: `folder + "/out/red-mesh"`.
func + (folder: FilePath, path: String) -> FilePath { folder.appending(String(path.drop { $0 == "/" })) }
