/// Which migrations the tables have, by the names that ``Schema`` gives them.
///
/// The first version that keeps homes in PostgreSQL makes all tables at once; a later one brings the statements of its own
/// migrations. Only the owner runs them, with `store migrate`: never a command in passing.
enum PostgresMigrations {
  /// What a migration does in PostgreSQL, by its name: one of ``Schema``, or one of what only PostgreSQL has.
  static let statements: [String: String] = [
    own[0]: PostgresGuards.script(PostgresGuards.approval),
    "23: descriptions that were applied":
      "\(PostgresSchema.translated(Schema.appliedDescriptions)); \(PostgresSchema.grants(on: "applied_description"))",
    "24: states of what a migration was seen to have": PostgresSchema.translated(Schema.migrationStates),
  ]

  private static let own = ["postgres 1: approvals are another's"]

  static var names: [String] { Schema.migrations.names + own }

  /// - Throws: ``StoreFault/newer(place:)``, ``StoreFault/older(place:missing:)``
  static func require(_ applied: [String], at place: String) throws(CAError) {
    let known = names
    guard applied.count != known.count || Set(applied) != Set(known) else { return }
    if applied.contains(where: { !known.contains($0) }) { throw .store(.newer(place: place)) }
    throw .store(.older(place: place, missing: known.filter { !applied.contains($0) }))
  }

  /// The statements that bring the tables up to date, in order.
  ///
  /// - Throws: ``StoreFault/newer(place:)``, and ``StoreFault/foreign(place:object:)`` for tables that no version has left.
  static func missing(_ applied: [String], at place: String) throws(CAError) -> [(name: String, statements: String)] {
    let known = names
    if applied.contains(where: { !known.contains($0) }) { throw .store(.newer(place: place)) }
    var missing: [(name: String, statements: String)] = []
    for name in known where !applied.contains(name) {
      guard let text = statements[name] else {
        throw .store(.foreign(place: place, object: "no version made tables without `\(name)`"))
      }
      missing.append((name, text))
    }
    return missing
  }
}
