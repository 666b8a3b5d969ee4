import CPostgres

/// How a server is reached: parameters of a connection by name (PostgreSQL 15, section 34.1.2).
///
/// What is not said comes from where libpq looks: a service, the environment, and its own defaults. Passwords come from
/// there only.
public struct ConnectionParameters: Hashable, Sendable {
  private(set) var values: [String: String]

  public init(_ values: [String: String]) {
    self.values = values
  }

  /// Begins to load what reads parameters and connects, for somebody who will soon need it.
  public static func prepare() { PostgreSQLLibrary.prepare() }

  /// Reads a URI, or `name=value` pairs.
  ///
  /// - Throws: ``PostgreSQLError/noLibrary(_:)``, ``PostgreSQLError/unreadable(_:)``
  public init(text: String) throws(PostgreSQLError) {
    let functions = try PostgreSQLLibrary.shared().functions
    var complaint: UnsafeMutablePointer<CChar>?
    guard let options = unsafe functions.PQconninfoParse(text, &complaint) else {
      let words = unsafe PostgreSQLLibrary.line(complaint)
      if let complaint = unsafe complaint { unsafe functions.PQfreemem(complaint) }
      throw .unreadable(words)
    }
    defer { unsafe functions.PQconninfoFree(options) }
    values = unsafe Self.values(of: options)
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
    let name = self["dbname"] ?? self["user"] ?? "the default database"
    let host = self["host"] ?? self["hostaddr"] ?? "the default server"
    return "\(name) at \(host)" + (self["port"].map { ", port \($0)" } ?? "")
  }
}
