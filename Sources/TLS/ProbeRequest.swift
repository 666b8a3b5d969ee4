/// A request that is sent behind the handshake. Some servers, a mesh's gateways among them, send nothing of their own
/// accord, and only their answer shows what they made of our certificate.
public struct ProbeRequest: Hashable, Sendable {
  /// As in the request line, such as `/v1/services/`.
  public var path: String
  /// The value of the header Host.
  public var host: String

  public init(path: String, host: String) {
    self.path = path
    self.host = host
  }

  /// The discovery port of a federation ingress serves this path and `/v1/watch`, and answers 404 to every other (Maistra
  /// 2.x).
  public static let discoveryPath = "/v1/services/"

  /// What to send in an application protocol; nil for one that has no such request. An answer in HTTP/2 has no status
  /// that could be read without its compressed headers, but is an answer (RFC 9113 section 3.4).
  func octets(in applicationProtocol: String?) -> [UInt8]? {
    switch applicationProtocol {
    case nil, "http/1.1":
      Array("GET \(path) HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: meshtrust\r\nConnection: close\r\n\r\n".utf8)
    case "h2": Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0]
    default: nil
    }
  }

  /// Whether the answer begins with a status that can be read.
  func isAnsweredInText(in applicationProtocol: String?) -> Bool { applicationProtocol != "h2" }
}
