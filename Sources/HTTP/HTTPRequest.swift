public import Cryptography

/// One request of HTTP/1.1 (RFC 9112).
public struct HTTPRequest: Sendable {
  /// The body of a request that has one.
  public enum Body: Sendable {
    case none
    case plain([UInt8])
    /// Is lent to the library, and copied only into what it sends.
    case secret(SecretBytes)
  }

  public let method: String
  /// Path and query, percent-encoded: `/api/v1/pods?limit=500`.
  public let target: String
  public let headers: [(name: String, value: String)]
  public let body: Body
  /// For everything from the connection to the last byte of the answer.
  public let timeout: Duration

  public init(
    _ method: String, _ target: String, headers: [(name: String, value: String)] = [], body: Body = .none,
    timeout: Duration = .seconds(30)
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
    self.timeout = timeout
  }
}

/// The status line and the header fields of an answer.
public struct HTTPHead: Hashable, Sendable {
  public struct Field: Hashable, Sendable {
    /// In small letters.
    public let name: String
    public let value: String
  }

  public let status: Int
  /// In the order of the answer.
  public internal(set) var fields: [Field]

  /// The first field of a name, which is given in small letters.
  public subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

  /// Reads `HTTP/1.1 200 OK`; nil for any other line.
  init?(statusLine line: Substring) {
    let words = line.split(separator: " ", maxSplits: 2)
    guard words.count > 1, words[0].hasPrefix("HTTP/"), let status = Int(words[1]) else { return nil }
    self.status = status
    fields = []
  }

  /// Adds `Name: value`.
  mutating func add(_ line: Substring) {
    guard let colon = line.firstIndex(of: ":") else { return }
    let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
    fields.append(Field(name: line[..<colon].lowercased(), value: String(value)))
  }
}
