public import Documents

/// The certain repairs of several files. They are repeated until none is left, because one repair may reveal the next.
public struct Fixing: Sendable {
  public struct Change: Sendable {
    public let file: String
    /// The content without the repairs.
    public let before: [UInt8]
    /// The content with the repairs.
    public internal(set) var after: [UInt8]
  }

  /// Sorted by file name.
  public let changes: [Change]
  /// The number of repairs made.
  public let count: Int
  /// The certain repairs that were not made.
  public let refused: [Refusal]

  /// A repair that undoes another one would never end.
  private static let maxRounds = 16

  /// Repairs in memory; nothing is written. `inventory` sorts documents, and `read` returns a file's bytes.
  public init(
    _ documents: [Document], inventory: ([Document]) -> Inventory, read: (String) throws -> [UInt8]
  ) rethrows {
    var documents = documents
    var changes: [String: Change] = [:]
    var count = 0
    var refused: [Refusal] = []
    for _ in 0..<Self.maxRounds {
      refused = []
      var isChanged = false
      let edits = Linter.lint(inventory(documents)).edits
      for (file, edits) in edits.sorted(by: { $0.key < $1.key }) {
        let bytes = file == "-" ? [] : try changes[file]?.after ?? read(file)
        let repair = Repair(edits, of: bytes, source: file)
        refused += repair.refused
        guard !repair.made.isEmpty, let read = try? DocumentReader.all(bytes: repair.bytes, source: file) else {
          continue
        }
        changes[file, default: Change(file: file, before: bytes, after: bytes)].after = repair.bytes
        documents = Self.replace(file, with: read, in: documents)
        count += repair.made.count
        isChanged = true
      }
      if !isChanged { break }
    }
    self.changes = changes.values.filter { $0.before != $0.after }.sorted { $0.file < $1.file }
    self.count = count
    self.refused = refused
  }

  /// The documents, with those of one file replaced.
  public static func replace(_ file: String, with new: [Document], in documents: [Document]) -> [Document] {
    documents.flatMap { document in
      if document.source != file { return [document] }
      return document.index == 0 ? new : []
    }
  }
}
