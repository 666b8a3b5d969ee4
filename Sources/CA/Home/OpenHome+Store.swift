import Cryptography
import Files
import SystemPackage
import X509

extension OpenHome {
  /// Where the database is, and how it is.
  public func storeStatus() throws(CAError) -> StoreStatus {
    guard case .server(let place) = try place() else {
      guard try isBegun else { throw .noAuthorities(home: folder) }
      let entries = try read { try $0.lastLogEntry() }
      return StoreStatus(
        place: AuthorityFile.path(in: folder).string, server: nil, entries: entries, missing: [], movedTo: nil)
    }
    return try server(place).status()
  }

  /// Prepares a database for a home: its roles and its tables. store.yaml names it from then on, unless others prepared it.
  ///
  /// - Parameter address: A URI or parameters; nil for what store.yaml or the machine says.
  public func initialiseStore(_ address: String?, isInsecure: Bool) throws(CAError) -> PreparedStore {
    let place = try target(address, isInsecure)
    let id = try wrapping(CAError.cryptography, RandomBytes.bytes(16)).hexadecimal
    let named = address.map { NamedDatabase(address: $0, isInsecure: isInsecure) }
    let earlier = try naming(named) { () throws(CAError) in
      try server(place).initialise(id: id, tool: home.origin().tool)
    }
    guard let address, earlier?.isOwn != false, home.database == nil, !FileSystem.exists(home.storePath),
      !AuthorityFile.exists(in: folder), FileSystem.isFolder(folder)
    else { return PreparedStore(place: place.words, isNamed: false, earlier: earlier) }
    try writeStoreFile(address, isInsecure: isInsecure)
    return PreparedStore(place: place.words, isNamed: true, earlier: earlier)
  }

  /// Brings the tables of the database up to date. authority.db is brought so by any command.
  ///
  /// - Parameter address: A URI or parameters of a database in which the home is not, such as one that it has left; nil for
  ///   its own.
  public func migrateStore(_ address: String? = nil, isInsecure: Bool = false) throws(CAError) -> [String] {
    let place: StoreAddress
    if let address {
      place = try target(address, isInsecure)
    } else {
      guard case .server(let own) = try self.place() else { return [] }
      place = own
    }
    return try naming(address.map { NamedDatabase(address: $0, isInsecure: isInsecure) }) { () throws(CAError) in
      try server(place).migrate(tool: home.origin().tool)
    }
  }

  /// Does something with a database in which the home may not be, so that its refusals say where commands help.
  ///
  /// - Parameter database: As the user named it; nil for the home's own.
  func naming<Value>(_ database: NamedDatabase?, _ body: () throws(CAError) -> Value) throws(CAError) -> Value {
    do throws(CAError) {
      return try body()
    } catch .store(let fault) {
      throw .store(database.map { fault.naming($0) } ?? fault)
    }
  }

  private func target(_ address: String?, _ isInsecure: Bool) throws(CAError) -> StoreAddress {
    if let address { return try StoreAddress(address, isInsecure: isInsecure, source: "the address") }
    guard case .server(let place) = try place() else {
      throw .store(.address(source: nil, detail: "there is neither store.yaml nor MESHTRUST_DATABASE"))
    }
    return place
  }

  /// The store of a server, whether or not the home is there.
  func server(_ address: StoreAddress) -> any ServerStore {
    address.store(in: folder, clock: home.clock, origin: home.origin)
  }

  func writeStoreFile(_ address: String, isInsecure: Bool) throws(CAError) {
    let text = StoreFile.text(address, isInsecure: isInsecure)
    try wrapping(
      CAError.files, FileSystem.write(Array(text.utf8), to: home.storePath, permissions: .shared))
  }
}
