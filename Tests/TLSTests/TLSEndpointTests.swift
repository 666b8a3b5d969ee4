import TLS
import Testing

@Suite struct TLSEndpointTests {
  @Test(
    arguments: [
      ("ingress.example.com:15443", "ingress.example.com", 15443), ("[::1]:443", "::1", 443),
      ("[fe80::1%lo]:1", "fe80::1%lo", 1), ("127.0.0.1:65535", "127.0.0.1", 65535),
      ("red_mesh-1.local.:8188", "red_mesh-1.local.", 8188),
    ] as [(String, String, UInt16)])
  func goodTextIsTakenApart(text: String, host: String, port: UInt16) throws {
    let endpoint = try TLSEndpoint(text)
    #expect(endpoint.host == host && endpoint.port == port)
    #expect(endpoint.description == text)
    #expect(try TLSEndpoint(host: host, port: port) == endpoint)
  }

  @Test(
    arguments: [
      ("", .noPort), ("host", .noPort), ("[::1]", .noPort), ("host:", .port), (":443", .host), ("host:0", .port),
      ("host:65536", .port), ("host:-1", .port), ("host:+1", .port), ("host:4 43", .port), ("::1:443", .brackets),
      ("2001:db8::1:443", .brackets), ("https://host:443", .url), ("ho st:443", .host), ("-host:443", .host),
      ("host..local:443", .host), ("[host]:443", .host), ("[::g]:443", .host), ("h\u{F6}st:443", .host),
      ("host\n:443", .host), ("user@host:443", .host), ("host:\u{0661}", .port), ("[]:443", .host),
      (String(repeating: "a", count: 64) + ":443", .host),
    ] as [(String, TLSEndpoint.Fault)])
  func badTextIsRefusedWithItsFault(text: String, fault: TLSEndpoint.Fault) {
    #expect(throws: TLSError.invalidEndpoint(text, fault)) { try TLSEndpoint(text) }
  }

  @Test(
    arguments: [
      ("a.example:443", "a.example"), ("a.example.:443", "a.example"), ("127.0.0.1:443", nil), ("[::1]:443", nil),
    ] as [(String, String?)])
  func onlyNamesAreServerNames(text: String, name: String?) throws {
    #expect(try TLSEndpoint(text).serverName == name)
  }
}
