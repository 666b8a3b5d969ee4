import Cryptography

/// The tables and indexes of a database, in SQLite's own words, and the migrations that made them.
///
/// SQLite obeys whatever stands in `sqlite_master`: a trigger changes what a command writes, a view or an index answers
/// in place of a table. So a database is used only in a form that this version or an earlier one has made.
struct SchemaForm: Equatable {
  /// The SHA-256 of every row of `sqlite_master` and of the names of the applied migrations, in hexadecimal.
  let digest: String

  /// The form that every migration leads to, whichever earlier form the database had.
  static let present = SchemaForm(digest: "aa679241d603386d82c6c6d54c81a5449ad5e573c7fc144829dcfe15c699270f")

  /// What homes of earlier versions have, and what a killed upgrade leaves of them. `SchemaFormTests` makes most of them
  /// again from the migrations and from Tests/Homes.
  static let earlier: Set<String> = [
    // The list of migrations alone: the first command was killed before the first migration.
    "e4c3c90c57070b2a03297168589930175bbb1211139f1646bb38abb385befe64",
    // The migrations up to number 1, 2, … 23, as they are now.
    "93e804f6ac0a7616d0df464234452541b727d907b0c21d0954ad0ae411155953",
    "00f549186722b66fe64aa1340c056c4899fa436824760e43e326ec5d02da3eee",
    "79a78be63b4d5197c116d4af913325e5ec01973cb27cf12d31a992958606145b",
    "30f317855b6aaaf8bad75a5d4abdc7e31e4331e55bb92d8f58fe0c9e9a19ea16",
    "c71bd7ae4f1735557726a0d9f17488cc32170c09376d79c6d314093e7cdc6657",
    "eca8f4dca61db8fe0d9abebeb9a7042be2c07f3acd19777b05446783e9a45064",
    "b8feda11f39bd38d31bc9e5bcff4fb784855d723abe4dccbf8a0f93041e1456d",
    "8033d3fa94ed7bf811b4be9fd34fc8fcf6ad486c4ccf0b6a77071874f3d2cab9",
    "4d393434b3140fa6f715927f7d673df026fdbe877bf90705ed49ffc6f6adedb5",
    "d46ccbf328c4f8a221b9ce4ce96c70fdb73d6c3ea38155baa30de4fc669e98a0",
    "617a31413663ef493a92923eb772bbd0bfcb71ea099a64fc673be925b707fb59",
    "72fb347061129ad4a0cfda77d93df99a99720a9b0c0a9852734f986dd2df78e7",
    "92e24cb827d30b31cb2214140a6fecac1ac24aba06e9b9399516b6a4ca5138c5",
    "599cd800db6fde07a7f5ed128170d577f6b0f46510d21bf16df98af263a0641d",
    "6e57b8d44a833e5bb49d9b881c306d695066f258d02376864bf36a8b253c51db",
    "460f532d4bdeba4dc602f53e336693c6e75125134f46f9424ca2efac404733ad",
    "604a92bf3a6a7b27f4c9ce3a9b0e590225c9557641d7927aede202bf8e839003",
    "898e5aa7b775c907cce30ec77a7a895e5cde3ef2fbf6f64ccf4ff70ad030e5eb",
    "542bf2ba6fda299b02560a86d05aedd4436a5d4d95ef02ac443e395b72d75953",
    "51b43a7b74755eca3b387dc210c1b07f3d86a317018c46fca60826915341be66",
    // Before 0.1.0, with evidence that cannot be of the kind `requests`: migrations 1 and 3, then 2, then 4.
    "335b3b38703ddbcaf008ce2dd24a5dcfab3aaef483c7d665eca328c7a528b40c",
    "7cdfb230670299707ff3572d9bcd6907fd0ee86fccd1bcd33b0b8a32af3f2257",
    "647f454fc6f83f44cfb510ac7873eb242cd7eaa16f6b782a68a1c3d2bb88a1fc",
    // Before 0.1.0, with lifetimes that do not say since when: migrations 1 to 3, then 4.
    "5e34dfec193658ec933a69008366b582a2888e54410d45cca6532b3cbd6276fd",
    "a4d31ea63c98c42a5b5d35e5bcd2ad2f3bb3f12db63606b11fc8fd27f9b17a04",
    // Before 0.1.0, without lifetimes: migrations 1 and 3; 1 to 3; 1 to 4.
    "4497d543b832f89bb6bc2c9d7756eb8e70f8c7185f8e0162c05f32284f5490a6",
    "cc80c18175c1516f2084d59a0d395af6774822c53f569fa77a015fa1283a4eae",
    "9ad8f68afea14853156be12e2c1f4f2e0e7d84deff5204bbf2f5d3544bf13862",
  ]

  init(digest: String) {
    self.digest = digest
  }

  /// The form of a database that has the table of migrations.
  init(_ database: SQLiteConnection) throws {
    var writer = StateWriter()
    var bound = FormBound()
    // NOT INDEXED: a planted index of `sqlite_master` itself could hide rows of it.
    try database.forEachRow(
      "SELECT type, name, tbl_name, sql FROM sqlite_master NOT INDEXED ORDER BY type, name", []
    ) { row in
      try bound.count(row)
      for value in row.values { Self.put(value, &writer) }
      writer.putEnd()
    }
    try database.forEachRow(
      "SELECT identifier FROM \(Migrations.table) NOT INDEXED ORDER BY identifier", []
    ) { row in
      try bound.count(row)
      Self.put(row.values[0], &writer)
    }
    digest = sha256Hex(writer.octets)
  }

  var isKnown: Bool { self == .present || Self.earlier.contains(digest) }

  /// Text without the line breaks and indentation of its source.
  private static func put(_ value: StoreValue, _ writer: inout StateWriter) {
    guard case .text(let text) = value else {
      // No form of ours has anything else than text and NULL.
      return value == .null ? writer.putNull() : writer.put(-1)
    }
    var words: [UInt8] = []
    words.reserveCapacity(text.utf8.count)
    var isBetween = false
    for octet in text.utf8 {
      if octet <= 0x20 {
        isBetween = true
      } else {
        if isBetween, !words.isEmpty { words.append(0x20) }
        isBetween = false
        words.append(octet)
      }
    }
    writer.put(text: words)
  }
}

extension SchemaForm {
  /// What a database has that no version makes, as `trigger NAME`, for the one who looks for it; nil if the rest of the
  /// form is wrong.
  static func stranger(in database: SQLiteConnection) throws -> String? {
    let own = try SQLiteConnection()
    try Schema.migrations.apply(to: own)
    let ours = Set(try objects(own))
    let theirs = try objects(database)
    let other = theirs.first { object in !ours.contains { $0.name == object.name } }
    return (other ?? theirs.first { !ours.contains($0) }).map { "\($0.type) \($0.name)" }
  }

  private struct Object: Hashable {
    let type: String
    let name: String
    let sql: String
  }

  private static func objects(_ database: SQLiteConnection) throws -> [Object] {
    var (objects, bound): ([Object], FormBound) = ([], FormBound())
    try database.forEachRow(
      "SELECT type, name, sql FROM sqlite_master NOT INDEXED ORDER BY type DESC, name", []
    ) { row in
      try bound.count(row)
      let words = row.values.map { if case .text(let text) = $0 { text } else { "" } }
      objects.append(Object(type: words[0], name: words[1], sql: words[2]))
    }
    return objects
  }
}

/// Ends the reading of a form that is larger than any of ours, before it fills the memory.
struct FormBound {
  private static let (rows, octets) = (1000, 1 << 20)

  private var rows = 0
  private var octets = 0

  mutating func count(_ row: StoreRow) throws(CAError) {
    rows += 1
    octets += row.values.reduce(0) { sum, value in
      if case .text(let text) = value { sum + text.utf8.count } else { sum }
    }
    guard rows <= Self.rows, octets <= Self.octets else { throw .binding(.foreignSchema(nil)) }
  }
}
