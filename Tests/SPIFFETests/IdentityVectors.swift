import Diagnostics
import Testing

/// SPIFFE IDs with the verdict that the standard's text asks for, and the mesh profile's.
enum IdentityVectors {
  enum MeshVerdict: Sendable {
    case accepted
    case warned(Code)
    case refused(Code)
  }

  struct Valid: Sendable, CustomTestStringConvertible {
    let uri: String
    let trustDomain: String
    let path: String
    let mesh: MeshVerdict
    var testDescription: String { String(uri.prefix(60)) }

    init(_ uri: String, _ trustDomain: String, _ path: String, _ mesh: MeshVerdict = .accepted) {
      self.uri = uri
      self.trustDomain = trustDomain
      self.path = path
      self.mesh = mesh
    }
  }

  struct Invalid: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let code: Code
    var testDescription: String { String(String(decoding: bytes, as: UTF8.self).prefix(60)) }

    init(_ uri: String, _ code: Code) {
      bytes = Array(uri.utf8)
      self.code = code
    }
  }

  static let valid: [Valid] = [
    Valid("spiffe://example.org", "example.org", ""),
    Valid("spiffe://example.org/ns/default/sa/web", "example.org", "/ns/default/sa/web"),
    Valid(
      "spiffe://cluster.local/ns/istio-system/sa/mesh2-egress-service-account", "cluster.local",
      "/ns/istio-system/sa/mesh2-egress-service-account", .warned("MT-ID-17")),
    Valid("spiffe://a", "a", "", .warned("MT-ID-17")),
    Valid("spiffe://1", "1", "", .warned("MT-ID-17")),
    Valid("spiffe://10.0.0.1/w", "10.0.0.1", "/w", .refused("MT-ID-07")),
    Valid("spiffe://my_td-1.example.org/w", "my_td-1.example.org", "/w", .refused("MT-ID-18")),
    Valid("spiffe://_/w", "_", "/w", .refused("MT-ID-18")),
    Valid("spiffe://-/w", "-", "/w", .refused("MT-ID-18")),
    Valid("spiffe://./w", ".", "/w", .refused("MT-ID-18")),
    Valid("spiffe://../w", "..", "/w", .refused("MT-ID-18")),
    Valid("spiffe://.example.org/w", ".example.org", "/w", .refused("MT-ID-18")),
    Valid("spiffe://example.org./w", "example.org.", "/w", .refused("MT-ID-18")),
    Valid("spiffe://example..org/w", "example..org", "/w", .refused("MT-ID-18")),
    Valid("spiffe://xn--exmple-cua.org/w", "xn--exmple-cua.org", "/w"),
    Valid("spiffe://example.org/A/b/C", "example.org", "/A/b/C"),
    Valid("spiffe://example.org/.path", "example.org", "/.path"),
    Valid("spiffe://example.org/..path", "example.org", "/..path"),
    Valid("spiffe://example.org/...", "example.org", "/..."),
    Valid("spiffe://example.org/path.", "example.org", "/path."),
    Valid("spiffe://example.org/a.b_c-d", "example.org", "/a.b_c-d"),
    Valid("spiffe://example.org/-", "example.org", "/-"),
    Valid("spiffe://example.org/_", "example.org", "/_"),
    Valid(
      "spiffe://example.org/9eebccd2-12bf-40a6-b262-65fe0487d453", "example.org",
      "/9eebccd2-12bf-40a6-b262-65fe0487d453"),
    Valid(
      "spiffe://example.org/ns/default/sa/web/extra", "example.org", "/ns/default/sa/web/extra", .warned("MT-ID-19")),
    Valid("spiffe://example.org/sa/web/ns/default", "example.org", "/sa/web/ns/default", .warned("MT-ID-19")),
    Valid("spiffe://\(longest)/w", longest, "/w", .refused("MT-ID-18")),
    Valid("spiffe://example.org/\(longestPath)", "example.org", "/\(longestPath)"),
  ]

  static let invalid: [Invalid] = scheme + authority + path + tooLong

  private static let longest = String(repeating: "a", count: 255)
  private static let longestPath = String(repeating: "p", count: 2048 - "spiffe://example.org/".utf8.count)

  private static let scheme: [Invalid] = [
    "", "spiffe", "spiffe:", "spiffe:/", "spiffe:example.org/w", "Spiffe://example.org/w", "SPIFFE://example.org/w",
    "https://example.org/w", "sparfe://example.org/w", "example.org/ns/default/sa/web", " spiffe://example.org/w",
  ].map { Invalid($0, "MT-ID-01") }

  private static let authority: [Invalid] =
    [
      ("spiffe://", "03"), ("spiffe:///", "03"), ("spiffe:///path", "03"), ("spiffe://Example.org/w", "05"),
      ("spiffe://EXAMPLE.ORG/w", "05"), ("spiffe://user@example.org/w", "04"), ("spiffe://user:pw@example.org/w", "04"),
      ("spiffe://cluster.local@evil.org/ns/a/sa/b", "04"), ("spiffe://example.org:8443/w", "04"),
      ("spiffe://example.org:/w", "04"), ("spiffe://[::1]/w", "05"), ("spiffe://%65xample.org/w", "06"),
      ("spiffe://%F0%9F%A4%AF/w", "06"), ("spiffe://ex\u{E4}mple.org/w", "05"), ("spiffe://ex ample.org/w", "05"),
      ("spiffe://ex*mple.org/w", "05"), ("spiffe://trust$domain/w", "05"), ("spiffe://trust~domain/w", "05"),
      ("spiffe://example.org\\w", "05"), ("spiffe://example.org\0.evil/w", "05"),
    ].map { Invalid($0, Code(rawValue: "MT-ID-" + $1)) }

  private static let path: [Invalid] =
    [
      ("/w ", "15"), ("/w\n", "15"), ("/", "14"), ("//", "12"), ("//w", "12"), ("/w//x", "12"), ("/w/", "14"),
      ("/ns//sa/web", "12"), ("/ns/default/sa/", "14"), ("/.", "13"), ("/..", "13"), ("/./w", "13"), ("/../w", "13"),
      ("/w/.", "13"), ("/w/..", "13"), ("/w/./x", "13"), ("/w/../x", "13"), ("/%2e%2e/w", "11"), ("/%62%61%64", "11"),
      ("/w%2Fx", "11"), ("/w?x=1", "02"), ("/w?", "02"), ("?x=1", "02"), ("/w#frag", "02"), ("/w#", "02"),
      ("#frag", "02"), ("/w:x", "15"), ("/x.mesh-a.local:1", "15"), ("/w@x", "15"), ("/w~x", "15"), ("/w+x", "15"),
      ("/w*", "15"), ("/w x", "15"), ("/w;x", "15"), ("/w\\x", "15"), ("/\u{FC}", "15"), ("/w\0", "15"),
    ].map { Invalid("spiffe://example.org" + $0, Code(rawValue: "MT-ID-" + $1)) }

  private static let tooLong: [Invalid] = [
    Invalid("spiffe://\(longest)a/w", "MT-ID-09"),
    Invalid("spiffe://example.org/\(longestPath)p", "MT-ID-10"),
  ]
}
