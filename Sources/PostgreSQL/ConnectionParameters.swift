import CPostgres

/// How a server is reached: parameters of a connection by name (PostgreSQL 15, section 34.1.2).
///
/// What is not said comes from where libpq looks: a service, the environment, and its own defaults. Passwords come from
/// there only.
public struct ConnectionParameters: Hashable, Sendable {
  private static let at = UInt8(ascii: "@")

  private(set) var values: [String: String]

  public init(_ values: [String: String]) {
    self.values = values
  }

  /// Begins to load what reads parameters and connects, for somebody who will soon need it.
  public static func prepare() { PostgreSQLLibrary.prepare() }

  /// Reads a URI, or `name=value` pairs. No message repeats what may be a password, or a part of one.
  ///
  /// - Throws: ``PostgreSQLError/noLibrary(_:)``, ``PostgreSQLError/unreadable(_:)``
  public init(text: String) throws(PostgreSQLError) {
    let functions = try PostgreSQLLibrary.shared().functions
    guard !Self.hasStrayAt(text) else {
      throw .unreadable("a URI has one `@`, in front of the server's name; elsewhere it is written %40, and `/` %2F")
    }
    var complaint: UnsafeMutablePointer<CChar>?
    guard let options = unsafe functions.PQconninfoParse(text, &complaint) else {
      let words = unsafe PostgreSQLLibrary.line(complaint)
      if let complaint = unsafe complaint { unsafe functions.PQfreemem(complaint) }
      let isTold = !text.utf8.contains(Self.at) && !text.lowercased().contains("password")
      throw .unreadable(isTold ? words : "libpq's words are left out, because they may repeat a password")
    }
    defer { unsafe functions.PQconninfoFree(options) }
    values = unsafe Self.values(of: options)
  }

  /// Whether libpq would take a part of what stands before an `@` of a URI for a server, a port or a database: it ends
  /// the user and the password at the first `@`, and looks for none behind a `/` (PostgreSQL 15, section 34.1.1.2).
  private static func hasStrayAt(_ text: String) -> Bool {
    let octets = Array(text.utf8)
    guard let scheme = ["postgresql://", "postgres://"].first(where: { octets.starts(with: $0.utf8) }) else {
      return false
    }
    let rest = octets.dropFirst(scheme.utf8.count)
    guard let first = rest.firstIndex(of: Self.at), let last = rest.lastIndex(of: Self.at) else { return false }
    return first != last || rest[..<first].contains(UInt8(ascii: "/"))
  }

  /// What libpq's list of options contains, which ends with one without a name.
  static func values(of options: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
    var (values, option) = unsafe ([String: String](), options)
    while let name = unsafe option.pointee.keyword {
      if let value = unsafe option.pointee.val { values[unsafe String(cString: name)] = unsafe String(cString: value) }
      unsafe option += 1
    }
    return values
  }

  public subscript(name: String) -> String? {
    get { values[name] }
    set { values[name] = newValue }
  }

  public var names: [String] { values.keys.sorted() }

  /// Whether the parameters themselves name only sockets of this machine.
  public var isLocal: Bool {
    guard let host = self["host"], self["hostaddr"] == nil else { return false }
    return host.split(separator: ",").allSatisfy { $0.hasPrefix("/") || $0.hasPrefix("@") }
  }

  /// Where the server is, for people: without a user, and without anything that could be secret.
  public var place: String {
    if let service = self["service"] { return "service \(service)" }
    let name = self["dbname"] ?? "the default database"
    let host = self["host"] ?? self["hostaddr"] ?? "the default server"
    return "\(name) at \(host)" + (self["port"].map { ", port \($0)" } ?? "")
  }
}
