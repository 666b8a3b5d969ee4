import Cryptography
import Foundation
import PostgreSQL
import Synchronization
import SystemPackage
import Testing

@testable import CA

/// A database of PostgreSQL for the home in one folder, if `MESHTRUST_TEST_POSTGRES` names a server: then every test that
/// opens a home has it there, as an operator. The variable contains parameters of a connection as a superuser, such as
/// `host=/run/postgresql user=postgres`.
struct TestDatabase {
  static let server: String? = ProcessInfo.processInfo.environment["MESHTRUST_TEST_POSTGRES"]
  static let user = "meshtrust_tester"

  let folder: FilePath
  private let name: String

  /// Nil if the tests keep their homes in authority.db.
  init?(of folder: FilePath) {
    guard Self.server != nil else { return nil }
    self.folder = folder
    name = "mt_" + sha256Hex(folder.string.utf8).prefix(24)
  }

  /// How a home in the folder reaches it.
  var address: String {
    make()
    return Self.parameters(name, user: Self.user)
  }

  /// How the owner of the tables reaches it.
  var ownersAddress: String {
    make()
    return Self.parameters(name, user: nil)
  }

  /// Removes the databases of all homes below a folder.
  static func drop(below folder: String) {
    let made = Self.made.withLock { made in
      let below = made.filter { $0.key.hasPrefix(folder + "/") || $0.key == folder }
      for path in below.keys { made[path] = nil }
      return below.values
    }
    for name in made { administer("DROP DATABASE \(name) WITH (FORCE)") }
  }

  /// Replaces it with an empty one.
  func renew() { replace(with: Self.template) }

  /// A copy of it as it is now.
  func copy() -> String {
    make()
    let copy = "\(name)_\(UInt32.random(in: 0 ... .max))"
    Self.made.withLock { $0["\(folder)/\(copy)"] = copy }
    Self.administer("CREATE DATABASE \(copy) TEMPLATE \(name)")
    return copy
  }

  func replace(with other: String) {
    make()
    Self.administer("DROP DATABASE \(name) WITH (FORCE)", "CREATE DATABASE \(name) TEMPLATE \(other)")
  }

  /// Changes it as its administrator can, whom no trigger stops. The statements are in SQLite's words.
  func change(_ statements: String) throws {
    make()
    let script = Self.translated(statements)
    _ = try Self.connection(name).run(
      script: """
        BEGIN; SET LOCAL search_path = meshtrust, pg_temp; SET LOCAL session_replication_role = replica;
        \(script); COMMIT
        """, within: 30)
  }

  func number(_ query: String) throws -> Int {
    make()
    let answer = try Self.connection(name).run(
      script: "SET search_path = meshtrust, pg_temp; \(query)", within: 30)
    guard case .integer(let number)? = answer.last?.rows.first?.first else { return 0 }
    return Int(number)
  }

  /// Every value of every table in its order; nothing of a home that is not begun.
  func octets() throws -> [UInt8] {
    make()
    let connection = try Self.connection(name)
    let tables = try connection.run(
      """
      SELECT table_name::text FROM information_schema.tables
      WHERE table_schema = 'meshtrust' AND table_name NOT LIKE 'store\\_%' ORDER BY table_name COLLATE "C"
      """, [], within: 30)
    var (octets, isBegun): ([UInt8], Bool) = ([], false)
    for case .text(let table)? in tables.rows.map(\.first) {
      octets += Array("\(table)\n".utf8)
      let rows = try connection.run(
        "SELECT t.* FROM meshtrust.\(table) t ORDER BY t::text COLLATE \"C\"", [], within: 30
      ).rows
      isBegun = isBegun || table == "home" && !rows.isEmpty
      for value in rows.joined() {
        switch value {
        case .null: octets.append(0)
        case .integer(let number): octets += Array("\(number)\n".utf8)
        case .text(let text): octets += Array("\(text)\n".utf8)
        case .bytes(let bytes): octets += bytes
        case .other: octets.append(1)
        }
      }
    }
    return isBegun ? octets : []
  }

  /// Whether the server itself refuses what a statement of SQLite writes: text with a zero octet, or that is no UTF-8.
  static func isImpossible(_ statement: String) -> Bool {
    statement.contains("char(0") || statement.contains("CAST(x'ff' AS TEXT)")
  }

  static func translated(_ statements: String) -> String {
    statements
      .replacing(/UPDATE sqlite_sequence SET seq = (?<value>.*?) WHERE name = 'log'/) { match in
        "UPDATE store SET highest = \(match.value.replacing("seq", with: "highest"))"
      }
      .replacing(/\bx'(?<octets>[0-9a-f]*)'/) { "'\\x\($0.octets)'::bytea" }
      .replacing("AS BLOB", with: "AS bytea")
  }
}

extension TestDatabase {
  private static let made = Mutex<[String: String]>([:])
  private static let lock = Mutex(())

  private func make() {
    Self.lock.withLock { _ in
      guard Self.made.withLock({ $0[folder.string] }) == nil else { return }
      Self.administer("CREATE DATABASE \(name) TEMPLATE \(Self.template)")
      Self.made.withLock { $0[folder.string] = name }
    }
  }

  /// An empty home that each database is a copy of.
  private static let template: String = {
    let name = "mt_template_\(getpid())"
    administer("CREATE DATABASE \(name)")
    do {
      let place = try StoreAddress(parameters(name, user: nil), isInsecure: false, source: "the tests")
      let home = Home(folder: "/nowhere", now: TestHome.start).open()
      try home.server(place).initialise(id: String(repeating: "ab", count: 16), tool: "test")
      let isThere = try connection("postgres").run(
        "SELECT 1 FROM pg_roles WHERE rolname = $1", [.text(user)], within: 30)
      if isThere.rows.isEmpty { administer("CREATE ROLE \(user) LOGIN", "GRANT meshtrust_operator TO \(user)") }
    } catch {
      fatalError("MESHTRUST_TEST_POSTGRES: \(error)")
    }
    return name
  }()

  private static func parameters(_ database: String, user: String?) -> String {
    "\(server ?? "") dbname=\(database)" + (user.map { " user=\($0)" } ?? "")
  }

  private static func connection(_ database: String) throws -> PostgreSQLConnection {
    try PostgreSQLConnection(
      ConnectionParameters(text: parameters(database, user: nil)), isProven: false, application: "tests")
  }

  private static func administer(_ statements: String...) {
    do {
      let connection = try connection("postgres")
      for statement in statements { _ = try connection.run(script: statement, within: 60) }
    } catch {
      fatalError("MESHTRUST_TEST_POSTGRES: \(error)")
    }
  }
}

extension Trait where Self == ConditionTrait {
  /// A test of what only authority.db can be.
  static func onlyOfFiles(_ why: String) -> Self {
    .enabled(if: TestDatabase.server == nil, "homes are in PostgreSQL: \(why)")
  }

  /// A test of what only PostgreSQL can be.
  static var onlyOfServers: Self {
    .enabled(if: TestDatabase.server != nil, "MESHTRUST_TEST_POSTGRES names no server")
  }
}

extension CAError {
  /// What is wrong with a database that no command has left so; nil for another error.
  var damage: String? {
    switch self {
    case .brokenDatabase(_, let detail), .store(.damaged(_, let detail)): detail
    default: nil
    }
  }
}
