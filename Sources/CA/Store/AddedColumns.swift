/// What the migrations put into the columns that they added to signed tables. An older signature does not cover them: until
/// the home's secret signs them, nothing else may be in them.
enum AddedColumns {
  /// A column that is missing here may contain nothing; a test compares them with ``Schema``.
  private static let values: [String: StoreValue] = [
    "cluster.gathered": .null,
    "evidence.cluster": .null, "evidence.object": .null,
    "mesh_migration.former": .text("null"),
    "migration_evidence.contrary": .integer(0), "migration_evidence.resource_version": .null,
    "request.purpose": .text("renew"),
    "rotation.target": .text("own"),
  ]
  private static let derived = "evidence.resource_version"

  static func isKnown(_ column: String, of table: String) -> Bool {
    "\(table).\(column)" == derived || values["\(table).\(column)"] != nil
  }

  /// Whether a column of a row is as a migration left it.
  static func isUntouched(_ column: String, of table: String, in row: StoreRow) throws -> Bool {
    let value: StoreValue = try row[column]
    guard "\(table).\(column)" == derived else { return value == values["\(table).\(column)"] }
    return try value == resourceVersion(row["uid"], row["source"])
  }

  /// As migration 10 takes it from a source that was written in one form.
  private static func resourceVersion(_ uid: String?, _ source: String) -> StoreValue {
    let (start, middle) = ("ConfigMap uid ", " resourceVersion ")
    guard uid != nil, source.hasPrefix(start), let range = source.firstRange(of: middle),
      range.lowerBound >= source.index(source.startIndex, offsetBy: start.count)
    else { return .null }
    return .text(String(source[range.upperBound...]))
  }
}

extension StoreReader {
  /// The first table with a row in which a column that a signature does not cover is not as a migration left it.
  func touchedTable(beyond scope: StateScope) throws -> String? {
    for table in try presentScope().tables {
      guard let covered = scope.tables.first(where: { $0.name == table.name }) else {
        if try isEmpty(table.name) { continue }
        return table.name
      }
      let added = table.columns.filter { !covered.columns.contains($0) }
      guard !added.isEmpty else { continue }
      var isTouched = false
      try database.forEachRow("SELECT * FROM \(table.name)", []) { row in
        if try !added.allSatisfy({ try AddedColumns.isUntouched($0, of: table.name, in: row) }) { isTouched = true }
      }
      if isTouched { return table.name }
    }
    return nil
  }
}

extension StoreValue: StoreReadable {
  init?(_ value: StoreValue) { self = value }
}
