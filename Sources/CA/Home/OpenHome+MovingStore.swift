import Files
import SystemPackage
import X509

/// What a move of the database did.
public struct MovedStore: Hashable, Sendable {
  /// The same as where it went for a home that was there already.
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
    let target = server(try StoreAddress(address, isInsecure: isInsecure, source: "the address"))
    if case .server(let place) = try place() {
      try requireSame(target, as: place, NamedDatabase(address: address, isInsecure: isInsecure))
      // A move that was stopped before authority.db was put away, which the lock's holder does; or before it was said.
      let left = AuthorityFile.exists(in: folder) ? AuthorityFile.leftPath(in: folder).string : nil
      return try locked { () throws(CAError) in
        MovedStore(
          from: left == nil ? place.words : AuthorityFile.name.string, to: place.words,
          entries: try read { try $0.lastLogEntry() }, left: left)
      }
    }
    return try locked { () throws(CAError) in
      _ = try verifyLog()
      try requireOpenKeys()
      // A database that the home has left takes it again.
      target.allowMoved()
      let name = try naming(NamedDatabase(address: address, isInsecure: isInsecure)) { () throws(CAError) in
        try target.name()
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
      let left = AuthorityFile.leftPath(in: folder)
      try wrapping(CAError.files, FileSystem.rename(AuthorityFile.path(in: folder), to: left))
      return MovedStore(from: AuthorityFile.name.string, to: target.place, entries: entries, left: left.string)
    }
  }

  /// Refuses a move from one database of PostgreSQL into another. A copy has the name of the store as well, so that only
  /// the server tells whether both addresses lead to the same one.
  private func requireSame(
    _ target: any ServerStore, as place: StoreAddress, _ database: NamedDatabase
  ) throws(CAError) {
    let named = try StoreAddress(database.address, isInsecure: database.isInsecure, source: "the address")
    guard named.parameters != place.parameters else { return }
    let name = try naming(database) { () throws(CAError) in try target.name() }
    let own = server(place)
    guard try own.name() == name, let here = try own.whereabouts(), try target.whereabouts() == here else {
      throw .store(.notEmpty(place: database.address))
    }
  }

  /// Moves the home from PostgreSQL into authority.db.
  public func moveStoreToFile() throws(CAError) -> MovedStore {
    guard case .server(let place) = try place() else {
      // A move that was stopped before store.yaml was put away, which the lock's holder does; or before it was said.
      let from = FileSystem.exists(home.storePath) ? home.storePath.string : AuthorityFile.name.string
      return try locked { () throws(CAError) in
        try read { try requirePresent($0) }
        return MovedStore(
          from: from, to: AuthorityFile.name.string, entries: try read { try $0.lastLogEntry() }, left: nil)
      }
    }
    if try storeStatus().movedTo == AuthorityFile.name.string {
      // A move that was stopped between its two commits. Only where it began it is not finished yet: from anywhere else a
      // second home would come of it.
      let source = server(place)
      source.allowMoved()
      return try write(
        try source.read { reader in
          try check(reader)
          let last = try reader.lastEntry()
          guard let last, last.origin?.host == origin.host, last.subject == origin.folder else {
            throw CAError.store(
              .moved(place: reader.storeName, to: last.map(Self.file(of:)) ?? AuthorityFile.name.string))
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
        { try $0.append(.moved, origin.folder, "to \(AuthorityFile.name)", at: now) },
        finally: { writer in
          written = try writer.reader.content()
          try writer.closeStore(movedTo: AuthorityFile.name.string)
        })
      guard let written else { throw .database(detail: "nothing was read") }
      return try write(written, from: place)
    }
  }

  private func write(_ content: StoreContent, from place: StoreAddress) throws(CAError) -> MovedStore {
    let image = try AuthorityFile.image(of: content, in: folder)
    try wrapping(CAError.files, FileSystem.create(.secret(image.content), at: AuthorityFile.path(in: folder)))
    try wrapping(CAError.files, FileSystem.remove(home.storePath))
    return MovedStore(
      from: place.words, to: AuthorityFile.name.string, entries: content.highestLogEntry, left: nil)
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
    try reader.lastEntry().flatMap { Self.departure(of: $0) }
  }

  private static func departure(of entry: LogEntry) -> String? {
    guard entry.action == LogEntry.Action.moved.rawValue,
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
    try reader.lastEntry().flatMap { lostTarget($0, in: reader.storeName) }
  }

  /// The same of an entry while it was the last one.
  static func lostTarget(_ entry: LogEntry, in store: String) -> AcceptedLoss? {
    guard let target = departure(of: entry), target != store else { return nil }
    return target == AuthorityFile.name.string ? .file(file(of: entry)) : .place(target)
  }

  /// Refuses to take a home for lost whose authority.db this machine has.
  func refuseLiving(_ target: AcceptedLoss?) throws(CAError) {
    guard case .file(let words)? = target else { return }
    let (name, last) = try read { reader in (reader.storeName, try reader.lastEntry()) }
    guard let last, AuthorityFile.exists(in: FilePath(last.subject)) else { return }
    throw .store(.moved(place: name, to: "\(words), and is there"))
  }

  /// The authority.db into which a home went, by the entry that says so: whoever wrote it was there.
  private static func file(of entry: LogEntry) -> String {
    let name = AuthorityFile.name.string
    return entry.origin.map { "\(name) in \(entry.subject) on \($0.host)" } ?? "\(name) in \(entry.subject)"
  }

  /// Refuses to write where the last entry says that the home went elsewhere.
  func requirePresent(_ reader: any StoreReading) throws {
    guard let target = try Self.target(reader) else { return }
    throw CAError.store(.moved(place: reader.storeName, to: target))
  }
}
