import Documents
import Files
import PostgreSQL
public import SystemPackage

/// Where a home keeps what it knows.
enum StorePlace: Hashable, Sendable {
  /// In authority.db, in the home's folder.
  case file
  case server(StoreAddress)
}

/// The address of a database of PostgreSQL.
struct StoreAddress: Hashable, Sendable {
  let parameters: ConnectionParameters
  /// Whether somebody said that a server over TCP need not prove itself.
  let isInsecure: Bool

  /// For people; names neither a user nor a secret.
  var words: String { parameters.place }

  /// The store behind the address, which is not asked anything yet.
  func store(
    in folder: FilePath, clock: HomeClock, origin: @escaping @Sendable () -> LogOrigin
  ) -> any ServerStore {
    PostgresStore(self, in: folder, clock: clock, origin: origin)
  }

  /// What a file in git, or a variable that other programs may show, may say: which server and which database. Whom the
  /// machine believes and what it sends are its own affair.
  private static let allowed: Set<String> = [
    "host", "hostaddr", "port", "dbname", "user", "service", "sslmode", "connect_timeout",
  ]

  /// The only mode in which a server proves its name; `verify-ca` takes any certificate of the CA (PostgreSQL 15,
  /// section 34.19.1).
  private static let strongMode = "verify-full"

  /// - Parameter source: What says it, for people.
  /// - Throws: ``StoreFault/address(source:detail:)``, ``StoreFault/parameter(_:source:)``, ``StoreFault/weakMode(_:)``
  init(_ text: String, isInsecure: Bool, source: String) throws(CAError) {
    let parameters: ConnectionParameters
    do throws(PostgreSQLError) {
      parameters = try ConnectionParameters(text: text)
    } catch .unreadable(let detail) {
      throw .store(.address(source: source, detail: detail))
    } catch {
      throw .store(StoreFault(error, at: source))
    }
    try self.init(parameters, isInsecure: isInsecure, source: source)
  }

  init(_ parameters: ConnectionParameters, isInsecure: Bool, source: String) throws(CAError) {
    if let name = parameters.names.first(where: { !Self.allowed.contains($0) }) {
      throw .store(.parameter(name, source: source))
    }
    if let mode = parameters["sslmode"], mode != Self.strongMode, !isInsecure {
      throw .store(.weakMode(mode))
    }
    self.parameters = parameters
    self.isInsecure = isInsecure
  }
}

extension Home {
  /// Begins to load what a home in PostgreSQL needs, if the home in this folder seems to be in one. Whoever names another
  /// folder later has lost nothing.
  public static func prepare(in folder: FilePath, database: String?) {
    guard database != nil || FileSystem.exists(folder.pushing(StoreFile.fileName)) else { return }
    ConnectionParameters.prepare()
  }

  /// Where the database is.
  ///
  /// - Throws: ``StoreFault/twoPlaces(place:)`` if authority.db is there as well.
  func storePlace() throws(CAError) -> StorePlace {
    let named: StoreAddress?
    if let database {
      named = try StoreAddress(database, isInsecure: false, source: "MESHTRUST_DATABASE")
    } else {
      named = try StoreFile(in: folder)?.place
    }
    guard let named else { return .file }
    return AuthorityFile.exists(in: folder) ? try placeAfterMove(named) : .server(named)
  }

  /// Where the home is if a move was stopped before the old place was put away: the last entry of authority.db names the
  /// new one, and of two databases of which neither was left, none goes on. An authority.db that was left says the same for
  /// ever: it is the home only as long as the server has nothing that it lacks. The server says where the home went since.
  private func placeAfterMove(_ named: StoreAddress) throws(CAError) -> StorePlace {
    let file = try AuthorityFile.open(in: folder, creating: false, clock: clock, origin: origin)
    let server = named.store(in: folder, clock: clock, origin: origin)
    server.allowMoved()
    let home = open()
    let (departure, content) = try file.read { reader in
      try home.check(reader)
      return (try OpenHome.departure(reader), try reader.content())
    }
    let own = AuthorityFile.name.string
    if departure == own, try server.status().movedTo == own {
      // It has arrived, unless the home went back from here and into another authority.db.
      return try server.entries(of: content) == nil ? .server(named) : .file
    }
    guard let departure, departure == (try server.name()) else { throw .store(.twoPlaces(place: named.words)) }
    // The server has its last entry at least, unless the home is on its way and not there yet.
    guard let more = try server.entries(of: content), more > 0 else { return .server(named) }
    return .file
  }
}

/// The file store.yaml beside federation.yaml: where the home's database is, if that is not authority.db. It belongs into
/// git, and contains no secret.
struct StoreFile: Hashable, Sendable {
  static let fileName: FilePath = "store.yaml"
  private static let apiVersion = "meshtrust/v1"
  private static let kind = "Store"
  private static let limit = 16 * 1024

  let place: StoreAddress

  /// Nil if there is no file.
  init?(in folder: FilePath) throws(CAError) {
    let path = folder.pushing(Self.fileName)
    guard FileSystem.exists(path) else { return nil }
    let bytes = try wrapping(CAError.files, FileSystem.read(path, limit: Self.limit, onlyRegular: true))
    place = try Self.place(try wrapping(CAError.documents, Self.fields(bytes, path.string)), source: path.string)
  }

  private enum Address {
    case service(String)
    case uri(String)
  }

  private static func fields(_ bytes: [UInt8], _ source: String) throws(DocumentsError) -> (Address, Bool) {
    let documents = try DocumentReader.all(bytes: bytes, source: source)
    let document = documents.first ?? Document(root: .null, source: source)
    var reader = try MappingReader(document.root, at: "", source: source)
    for (key, expected) in [("apiVersion", apiVersion), ("kind", kind)] {
      guard try reader.requiredString(key) != expected else { continue }
      throw reader.fault(reader.node(key) ?? document.root, key, expected: "`\(expected)`")
    }
    guard let node = reader.node("postgresql") else { throw reader.missing("postgresql") }
    try reader.finish()
    var fields = try MappingReader(node, at: "postgresql", source: source)
    let (service, uri) = (try fields.string("service"), try fields.string("uri"))
    let isInsecure = try fields.bool("insecure") ?? false
    try fields.finish()
    switch (service, uri) {
    case (let service?, nil): return (.service(service), isInsecure)
    case (nil, let uri?): return (.uri(uri), isInsecure)
    default: throw fields.fault(node, "uri", expected: "either `service` or `uri`")
    }
  }

  private static func place(_ fields: (address: Address, isInsecure: Bool), source: String) throws(CAError)
    -> StoreAddress
  {
    switch fields.address {
    case .service(let name):
      try StoreAddress(
        ConnectionParameters(["service": name]), isInsecure: fields.isInsecure, source: source)
    case .uri(let text): try StoreAddress(text, isInsecure: fields.isInsecure, source: source)
    }
  }

  /// The text of the file for an address: a service, or a URI.
  static func text(_ address: String, isInsecure: Bool) -> String {
    let words = address.split(separator: "=", maxSplits: 1).map(String.init)
    let isService = words.count == 2 && words[0] == "service" && !words[1].contains(" ")
    let field = isService ? ("service", Node.string(words[1])) : ("uri", Node.string(address))
    let node = Node.mapping([
      ("apiVersion", .string(apiVersion)), ("kind", .string(kind)),
      ("postgresql", .mapping([field] + (isInsecure ? [("insecure", .bool(true))] : []))),
    ])
    return YAMLWriter.string(
      [node],
      comments: [["Where this home's database is. Passwords and certificates are libpq's affair, on each machine."]])
  }
}
