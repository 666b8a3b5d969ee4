import Files
import SystemPackage
import X509

/// What a move of the database did.
public struct MovedStore: Hashable, Sendable {
  public let from: String
  public let to: String
  public let entries: Int64
  /// The file that stays behind, which no command uses any more.
  public let left: String?
}

/// The move of a home from authority.db into PostgreSQL, and back.
///
/// Its last entry at the old place says where it went; the same entry is the last one at the new place, and the home's key
/// signed both. Whoever finds the old place again is refused there.
extension OpenHome {
  /// Moves the home into a database that `store init` prepared, or back into one that it has left.
  public func moveStore(to address: String, isInsecure: Bool) throws(CAError) -> MovedStore {
    let target = postgres(try PostgresPlace(address, isInsecure: isInsecure, source: "the address"))
    if case .postgres(let place) = try place() {
      guard SQLiteStore.exists(in: folder), try postgres(place).name() == target.name() else {
        throw .store(.notEmpty(place: address))
      }
      // A move that was stopped before authority.db was put away, which the lock's holder does.
      return try locked { () throws(CAError) in
        MovedStore(
          from: SQLiteStore.fileName.string, to: place.words, entries: try read { try $0.lastLogEntry() },
          left: SQLiteStore.leftPath(in: folder).string)
      }
    }
    return try locked { () throws(CAError) in
      _ = try verifyLog()
      try requireOpenKeys()
      // A database that the home has left takes it again.
      target.allowMoved()
      let name: String
      do throws(CAError) {
        name = try target.name()
      } catch .store(.older(let place, let missing, _)) {
        // The home is not there, so that `store migrate` has to be told where.
        throw .store(.older(place: place, missing: missing, address: address))
      }
      if try read({ try Self.departure($0) }) == name {
        // A move that was stopped between its two commits.
        try target.load(try read { try $0.content() }, self.check)
      } else {
        try writeKeepingAuthorities(
          { try $0.append(.moved, origin.folder, "to \(name)", at: now) },
          finally: { writer in try target.load(writer.reader.content(), self.check) })
      }
      try target.finishLoading()
      let entries = try read { try $0.lastLogEntry() }
      try writeStoreFile(address, isInsecure: isInsecure)
      let left = SQLiteStore.leftPath(in: folder)
      try wrapping(CAError.files, FileSystem.rename(SQLiteStore.path(in: folder), to: left))
      return MovedStore(from: SQLiteStore.fileName.string, to: target.place, entries: entries, left: left.string)
    }
  }

  /// Moves the home from PostgreSQL into authority.db.
  public func moveStoreToFile() throws(CAError) -> MovedStore {
    guard case .postgres(let place) = try place() else {
      guard FileSystem.exists(home.storePath) else {
        throw .store(.notEmpty(place: SQLiteStore.path(in: folder).string))
      }
      // A move that was stopped before store.yaml was put away, which the lock's holder does.
      return try locked { () throws(CAError) in
        try read { try requirePresent($0) }
        return MovedStore(
          from: home.storePath.string, to: SQLiteStore.fileName.string, entries: try read { try $0.lastLogEntry() },
          left: nil)
      }
    }
    if try storeStatus().movedTo == SQLiteStore.fileName.string {
      // A move that was stopped between its two commits. Only where it began it is not finished yet: from anywhere else a
      // second home would come of it.
      let source = postgres(place)
      source.allowMoved()
      return try write(
        try source.read { reader in
          try check(reader)
          let last = try reader.lastEntry()
          guard let last, last.origin?.host == origin.host, last.subject == origin.folder else {
            throw CAError.store(
              .moved(place: reader.storeName, to: last.map(Self.file(of:)) ?? SQLiteStore.fileName.string))
          }
          return try reader.content()
        }, from: place)
    }
    return try locked { () throws(CAError) in
      _ = try verifyLog()
      try requireOpenKeys()
      var written: StoreContent?
      // A backup that was restored here may say that the home is on its way elsewhere.
      try writeKeepingAuthorities(
        isArriving: true,
        { try $0.append(.moved, origin.folder, "to \(SQLiteStore.fileName)", at: now) },
        finally: { writer in
          written = try writer.reader.content()
          try writer.closeStore(movedTo: SQLiteStore.fileName.string)
        })
      guard let written else { throw .database(detail: "nothing was read") }
      return try write(written, from: place)
    }
  }

  private func write(_ content: StoreContent, from place: PostgresPlace) throws(CAError) -> MovedStore {
    let image = try SQLiteStore.image(of: content, in: folder)
    try wrapping(CAError.files, FileSystem.create(.secret(image.content), at: SQLiteStore.path(in: folder)))
    try wrapping(CAError.files, FileSystem.remove(home.storePath))
    return MovedStore(
      from: place.words, to: SQLiteStore.fileName.string, entries: content.highestLogEntry, left: nil)
  }

  /// Refuses a key that does not open: a move would lose it for good.
  private func requireOpenKeys() throws(CAError) {
    let sealer = try sealer()
    for (identifier, sealed) in try read({ try $0.everySealedKey() }) {
      _ = try sealer.open(sealed, identifier: identifier)
    }
  }

  /// Where the last entry of the log says that the home went; nil if it is of another kind.
  static func departure(_ reader: any StoreReading) throws -> String? {
    guard let entry = try reader.lastEntry(),
      entry.action == LogEntry.Action.moved.rawValue,
      let words = entry.details.split(separator: ";").first, words.hasPrefix("to ")
    else { return nil }
    return String(words.dropFirst("to ".count))
  }

  /// Where the home is, if the last entry says that it went elsewhere.
  static func target(_ reader: any StoreReading) throws -> String? {
    try departure(reader).flatMap { $0 == reader.storeName ? nil : $0 }
  }

  /// What is lost if the home is lost where the last entry says that it went; nil if it did not.
  static func lostTarget(_ reader: any StoreReading) throws -> AcceptedLoss? {
    guard let target = try target(reader) else { return nil }
    guard target == SQLiteStore.fileName.string, let last = try reader.lastEntry() else { return .place(target) }
    return .file(file(of: last))
  }

  /// Refuses to take a home for lost whose authority.db this machine has.
  func refuseLiving(_ target: AcceptedLoss?) throws(CAError) {
    guard case .file(let words)? = target else { return }
    let (name, last) = try read { reader in (reader.storeName, try reader.lastEntry()) }
    guard let last, SQLiteStore.exists(in: FilePath(last.subject)) else { return }
    throw .store(.moved(place: name, to: "\(words), and is there"))
  }

  /// The authority.db into which a home went, by the entry that says so: whoever wrote it was there.
  private static func file(of entry: LogEntry) -> String {
    let name = SQLiteStore.fileName.string
    return entry.origin.map { "\(name) in \(entry.subject) on \($0.host)" } ?? "\(name) in \(entry.subject)"
  }

  /// Refuses to write where the last entry says that the home went elsewhere.
  func requirePresent(_ reader: any StoreReading) throws {
    guard let target = try Self.target(reader) else { return }
    throw CAError.store(.moved(place: reader.storeName, to: target))
  }
}
