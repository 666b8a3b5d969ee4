import Testing

@testable import X509

/// RFC 9525 section 6.3: which names a certificate is for.
@Suite struct HostNameTests {
  /// A label has at most 63 octets (RFC 1035 section 2.3.4).
  private static let longest = String(repeating: "a", count: 63)

  static let cases: [(names: [String], host: String, isMatch: Bool)] = [
    (["istiod.mesh.svc"], "istiod.mesh.svc", true), (["ISTIOD.Mesh.svc"], "istiod.mesh.SVC", true),
    (["istiod.mesh.svc"], "istiod.mesh.svc.", true), (["istiod.mesh.svc."], "istiod.mesh.svc", false),
    (["other.svc", "istiod.mesh.svc"], "istiod.mesh.svc", true), (["mesh.svc"], "istiod.mesh.svc", false),
    (["istiod.mesh.svc"], "mesh.svc", false), ([], "istiod.mesh.svc", false),
    (["*.mesh.svc.local"], "istiod.mesh.svc.local", true), (["*.MESH.svc.local"], "istiod.mesh.svc.local.", true),
    (["*.mesh.svc.local"], "a.b.mesh.svc.local", false), (["*.mesh.svc.local"], "mesh.svc.local", false),
    (["*.mesh.svc.local"], "*.mesh.svc.local", false), (["*.mesh.svc.local"], ".mesh.svc.local", false),
    (["*.mesh.svc"], "istiod.mesh.svc", true), (["*.svc"], "mesh.svc", false), (["*"], "svc", false),
    (["i*.mesh.svc"], "istiod.mesh.svc", false), (["istiod.*.svc"], "istiod.mesh.svc", false),
    (["LOCALHOST"], "localhost", true), (["\(longest).svc"], "\(longest).svc", true),
    (["\(longest)a.svc"], "\(longest)a.svc", false), (["192.0.2.1"], "192.0.2.1", false),
    (["istiod mesh"], "istiod mesh", false), (["istiod.mesh.svc"], "", false),
  ]

  @Test(arguments: cases.indices)
  func `a name is that of a host`(index: Int) throws {
    let (names, host, isMatch) = Self.cases[index]
    let root = try TestPKI.root()
    let leaf = try TestPKI.leaf(by: root) {
      $0.set(.names([RawName.uri("spiffe://mesh.local/a")] + names.map { RawName.dns($0) }))
    }
    #expect(leaf.isFor(host: host) == isMatch, "\(names) \(host)")
  }

  /// Proxies do not look at the form of names.
  @Test func `a mailbox without a local part is compared with nothing`() {
    #expect(HostName.mailbox("@red.local", isWithin: "red.local") == nil)
    #expect(HostName.mailbox("a@red.local", isWithin: "red.local") == true)
  }
}
