import Cryptography

/// What a home's key signs: a digest of everything in the database on which trust rests, and of the log's end.
///
/// Each table of ``StateScope`` contributes its name, its columns and its rows in the order of the primary key; each
/// value its type and its length, so that no two states have the same octets. Certificates contribute their
/// fingerprints, against which their octets are compared when they are read. The scope belongs to the statement, so
/// that a table or column that a later version adds changes nothing about an older signature.
struct StateStatement {
  private static let heading = "meshtrust-home-state-v1"

  /// The octets that are signed.
  let octets: [UInt8]

  /// - Parameters:
  ///   - tables: The digest of each table of the scope, in its order.
  ///   - log: The last entry of the log, and the highest number that an entry ever had.
  init(scope: StateScope, tables: [[UInt8]], log: LogEnd) {
    var writer = StateWriter()
    writer.put(Self.heading)
    writer.put(scope.text)
    for table in tables { writer.put(table) }
    writer.put(log.number)
    writer.put(log.highest)
    writer.put(log.hash)
    octets = writer.octets
  }
}

/// The end of the audit log. Every entry holds the hash of the one before it, so that its end stands for all of it.
struct LogEnd: Equatable {
  /// 0 for an empty log.
  let number: Int64
  /// The highest number that an entry ever had.
  let highest: Int64
  let hash: String
}

/// The tables and columns that a signature covers, as text: `authority(owner,role,…);certificate(…)`.
struct StateScope: Equatable {
  struct Table: Equatable {
    let name: String
    let columns: [String]
  }

  let tables: [Table]

  init(tables: [Table]) {
    self.tables = tables
  }

  /// Nil for a text of another form.
  init?(text: String) {
    var tables: [Table] = []
    for part in text.split(separator: ";", omittingEmptySubsequences: false) {
      guard part.hasSuffix(")"), let open = part.firstIndex(of: "(") else { return nil }
      let columns = part[part.index(after: open)..<part.index(before: part.endIndex)].split(separator: ",")
      tables.append(Table(name: String(part[..<open]), columns: columns.map(String.init)))
    }
    guard !tables.isEmpty, tables.allSatisfy({ table in ([table.name] + table.columns).allSatisfy(Self.isName) }) else {
      return nil
    }
    self.tables = tables
  }

  var text: String {
    tables.map { "\($0.name)(\($0.columns.joined(separator: ",")))" }.joined(separator: ";")
  }

  /// Names of our own tables and columns: they become part of a query.
  static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
  }
}

/// Writes values so that each sequence of them has its own octets: the type, the length in 8 octets, the value.
struct StateWriter {
  private(set) var octets: [UInt8] = []

  mutating func putNull() { octets.append(0) }

  mutating func put(_ number: Int64) {
    octets.append(1)
    put(raw: UInt64(bitPattern: number))
  }

  mutating func put(_ text: String) { put(2, text.utf8) }

  /// A text by its octets in UTF-8.
  mutating func put(text: [UInt8]) { put(2, text) }

  mutating func put(_ bytes: [UInt8]) { put(3, bytes) }

  /// Ends a row or a list of columns.
  mutating func putEnd() { octets.append(4) }

  private mutating func put(_ type: UInt8, _ bytes: some Collection<UInt8>) {
    octets.append(type)
    put(raw: UInt64(bytes.count))
    octets.append(contentsOf: bytes)
  }

  private mutating func put(raw number: UInt64) {
    unsafe withUnsafeBytes(of: number.bigEndian) { unsafe octets.append(contentsOf: $0) }
  }
}
