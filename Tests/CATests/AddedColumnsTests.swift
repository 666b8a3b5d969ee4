import Cryptography
import SystemPackage
import Testing
import X509

@testable import CA

/// What a newer version adds to the tables of a home counts for nothing before the home's secret has signed it.
@Suite(.cheapPassphrases) struct AddedColumnsTests {
  @Test func whatALaterVersionAddsIsEmptyUntilItIsSigned() throws {
    try TestHome.withBound { test throws in
      // As a version signed it that did not have the table.
      let home = test.home(secret: TestHome.boundSecret)
      let key = try home.homeKey()
      try home.store().write { writer in
        let scope = StateScope(tables: try writer.reader.presentScope().tables.filter { $0.name != "cluster" })
        let statement = try writer.reader.statement(scope)
        try writer.setBinding(
          StoredBinding(sealedKey: key.sealed, scope: scope.text, signature: try key.key.sign(statement.octets)))
      }
      #expect(throws: Never.self) { try test.home().plan() }
      try test.sql("INSERT INTO cluster VALUES ('red-mesh', 'a', 'b', 1, NULL)")
      #expect(failure { try test.home().plan() } == .binding(.uncovered(table: "cluster")))
    }
  }

  /// As a version signed it that did not have the column.
  private func sign(without column: String, of table: String, in test: TestHome) throws {
    let home = test.home(secret: TestHome.boundSecret)
    let key = try home.homeKey()
    try home.store().write { writer in
      let tables = try writer.reader.presentScope().tables.map { old in
        StateScope.Table(name: old.name, columns: old.columns.filter { old.name != table || $0 != column })
      }
      let scope = StateScope(tables: tables)
      let statement = try writer.reader.statement(scope)
      try writer.setBinding(
        StoredBinding(sealedKey: key.sealed, scope: scope.text, signature: try key.key.sign(statement.octets)))
    }
  }

  @Test(arguments: [
    ("object", "'a/b'"), ("cluster", "'1234'"), ("resource_version", "'17'"),
  ])
  func aColumnThatALaterVersionAddsIsAsItWasMadeUntilItIsSigned(column: String, value: String) throws {
    try TestHome.withBound { test throws in
      try sign(without: column, of: "evidence", in: test)
      #expect(throws: Never.self) { try test.home().plan() }
      try test.sql("UPDATE evidence SET \(column) = \(value)")
      #expect(failure { try test.home().plan() } == .binding(.uncovered(table: "evidence")))
      let refusal = failure { try test.home(secret: TestHome.boundSecret).apply() }
      #expect(refusal == .binding(.uncovered(table: "evidence")))
      try test.sql("UPDATE evidence SET \(column) = NULL")
      _ = try test.home(secret: TestHome.boundSecret).write { _ in }
      try test.sql("UPDATE evidence SET \(column) = \(value)")
      #expect(failure { try test.home().plan() } == .binding(.changed))
    }
  }

  /// Migration 10 takes it from the source.
  @Test func aResourceVersionThatAMigrationFoundIsNoChange() throws {
    try TestHome.withBound { test throws in
      let evidence = Evidence(
        holder: "blue-mesh", mesh: "red-mesh", kind: .bundle, version: 1, time: TestHome.start,
        source: "ConfigMap uid 1 resourceVersion 42", uid: "1", resourceVersion: "42")
      try test.home(secret: TestHome.boundSecret).record([evidence])
      try sign(without: "resource_version", of: "evidence", in: test)
      #expect(throws: Never.self) { try test.home().plan() }
      try test.sql("UPDATE evidence SET resource_version = '43' WHERE uid = '1'")
      #expect(failure { try test.home().plan() } == .binding(.uncovered(table: "evidence")))
    }
  }
}
