import Cryptography
import Diagnostics
import Documents
import SPIFFE
import Testing
import X509

@Suite struct BundleJWKSTests {
  private let domain: TrustDomain

  init() throws { domain = try TrustDomain("red-mesh.local") }

  /// The JSON object of a bundle with one root, changed as the test wants.
  private func element(
    _ certificate: Certificate, edit: (inout Mapping) throws -> Void = { _ in }
  ) throws -> Node {
    let written = try BundleJWKS.write(TrustBundle(trustDomain: domain, certificates: [certificate]))
    var mapping = try #require(written["keys"]?.sequence?.first?.mapping)
    try edit(&mapping)
    return .mapping(mapping)
  }

  private func read(_ elements: [Node]) throws -> (bundle: TrustBundle, warnings: [Diagnostic]) {
    try BundleJWKS.read(
      .mapping([
        ("keys", .sequence(elements)), ("spiffe_sequence", .int(1)), ("spiffe_refresh_hint", .int(60)),
      ]), trustDomain: domain)
  }

  private func read(_ json: String) throws -> (bundle: TrustBundle, warnings: [Diagnostic]) {
    let documents = try DocumentReader.all(bytes: Array(json.utf8), source: "bundle.json", format: .json)
    return try BundleJWKS.read(documents[0].root, trustDomain: domain)
  }

  @Test(arguments: KeyAlgorithm.allCases.filter { $0 != .rsa4096 && $0 != .rsa3072 })
  func comesBackAsItWasWritten(algorithm: KeyAlgorithm) throws {
    let root = try Certificates.root(algorithm: algorithm)
    let bundle = TrustBundle(trustDomain: domain, certificates: [root], sequence: 42, refreshHint: 300)
    let text = JSONWriter.write(try BundleJWKS.write(bundle))
    let (again, warnings) = try read(text)
    #expect(again == bundle)
    #expect(warnings.isEmpty)
  }

  @Test func oneUnreadableCertificateIsNamedAndTheOthersCount() throws {
    let root = try Certificates.root()
    let broken = try element(root) { $0.set("x5c", to: .sequence([.string("MAA=")])) }
    let (bundle, warnings) = try read([broken, element(root)])
    #expect(bundle.certificates == [root])
    #expect(bundle.unreadableKeys == [1] && bundle.unshared.unreadableKeys == [1])
    #expect(warnings.count == 1 && warnings[0].severity == .warning && warnings[0].what.description.contains("1"))
    #expect(throws: SPIFFEError.self) { try read([broken]) }
  }

  /// Whoever takes the roots of a bundle does not take a part of what Istio and go-spiffe refuse.
  @Test func whatOtherReadersRefuseIsNotFit() throws {
    let (root, other) = (try Certificates.root(), try Certificates.root())
    let changes: [(inout Mapping) -> Void] = [
      { $0.set("x5c", to: .sequence([.string("MAA=")])) }, { $0.set("x5c", to: .sequence([.int(1)])) },
      { $0.set("kty", to: .null) }, { $0.set("x5c", to: .sequence([])) },
    ]
    for change in changes {
      let set = Node.mapping([("keys", .sequence([try element(root), try element(other, edit: change)]))])
      let bundle = try BundleJWKS.read(set, trustDomain: domain).bundle
      #expect(bundle.certificates == [root])
      let error = #expect(throws: SPIFFEError.self) { try BundleJWKS.requireFit(set, bundle) }
      #expect(error?.diagnostic.code == "MT-B-05" && error?.diagnostic.what.description.hasPrefix("key 2 ") == true)
    }
    let set = Node.mapping([("keys", .sequence([try element(root)]))])
    let bundle = try BundleJWKS.read(set, trustDomain: domain).bundle
    #expect(throws: Never.self) { try BundleJWKS.requireFit(set, bundle) }
  }

  @Test func writesWhatTheStandardAsksFor() throws {
    let rsa = try element(Certificates.root(algorithm: .rsa2048))
    #expect(rsa.mapping?.keys.sorted() == ["e", "kty", "n", "use", "x5c"])
    #expect(rsa["kty"]?.string == "RSA")
    #expect(rsa["e"]?.string == "AQAB")
    #expect(rsa["n"]?.string?.utf8.count == 342)
    #expect(rsa["use"]?.string == "x509-svid")
    #expect(rsa["x5c"]?.sequence?.count == 1)
    let ec = try element(Certificates.root(algorithm: .p521))
    #expect(ec.mapping?.keys.sorted() == ["crv", "kty", "use", "x", "x5c", "y"])
    #expect(ec["crv"]?.string == "P-521")
    #expect(ec["x"]?.string?.utf8.count == 88)
    let okp = try element(Certificates.root(algorithm: .ed25519))
    #expect(okp["kty"]?.string == "OKP")
    #expect(okp["x"]?.string?.utf8.count == 43)
  }

  @Test func coordinatesKeepTheirLeadingZeros() throws {
    var key = try PrivateKey.generate(.p256)
    while true {
      guard case .ec(_, let point) = key.publicKey.components else { break }
      if point[1] == 0 { break }
      key = try .generate(.p256)
    }
    let element = try element(Certificates.root(key: key))
    #expect(element["x"]?.string?.utf8.count == 43)
    #expect(element["x"]?.string?.hasPrefix("A") == true)
    #expect(try read([element]).bundle.certificates.count == 1)
  }

  @Test(arguments: [UInt64.min, 1, UInt64(Int64.max), UInt64(Int64.max) + 1, .max])
  func sequencesHave64Bits(sequence: UInt64) throws {
    let bundle = TrustBundle(trustDomain: domain, certificates: [], sequence: sequence, refreshHint: 1)
    let text = JSONWriter.write(try BundleJWKS.write(bundle))
    #expect(text == #"{"keys":[],"spiffe_sequence":\#(sequence),"spiffe_refresh_hint":1}"#)
    #expect(try read(text).bundle.sequence == sequence)
  }

  @Test("B-01: no keys at all", arguments: ["{}", #"{"keys":null}"#, #"{"keys":{}}"#, #"{"keys":""}"#, "[]", "1"])
  func keysMissing(json: String) {
    #expect(throws: SPIFFEError.bundle(.keysMissing)) { try read(json) }
  }

  @Test("B-01: an empty array means that nobody is trusted")
  func empty() throws {
    let (bundle, warnings) = try read([])
    #expect(bundle.certificates.isEmpty)
    #expect(bundle.trustDomain == domain)
    #expect(warnings.map(\.code) == ["MT-B-01"])
    #expect(bundle.findings(at: now).map(\.severity) == [.error])
  }

  @Test(
    "B-02 and B-03: numbers that are none",
    arguments: [#""5""#, "-1", "1.5", "1e3", "null", "[]", "18446744073709551616"])
  func brokenNumbers(number: String) throws {
    let (bundle, warnings) = try read(#"{"keys":[],"spiffe_sequence":\#(number),"spiffe_refresh_hint":\#(number)}"#)
    #expect(bundle.sequence == nil)
    #expect(bundle.refreshHint == nil)
    #expect(warnings.map(\.code) == ["MT-B-01", "MT-B-02", "MT-B-03"])
    #expect(warnings.map(\.severity) == [.warning, .warning, .warning])
  }

  @Test func missingNumbers() throws {
    let (_, warnings) = try read(#"{"keys":[]}"#)
    #expect(warnings.map(\.code) == ["MT-B-01", "MT-B-02", "MT-B-03"])
    #expect(warnings.map(\.severity) == [.warning, .warning, .note])
  }

  @Test("B-04: other elements are ignored", arguments: ["X509-SVID", "sig", "x509-svid ", ""])
  func otherUses(use: String) throws {
    let root = try Certificates.root()
    let (bundle, warnings) = try read([element(root) { $0.set("use", to: .string(use)) }, element(root)])
    #expect(bundle.certificates == [root])
    #expect(warnings.map(\.code) == ["MT-B-04"])
    #expect(warnings.first?.what.description.contains("key 1") == true)
  }

  @Test func missingMembersOfAnElement() throws {
    let root = try Certificates.root()
    for member in ["kty", "use"] {
      let (bundle, warnings) = try read([element(root) { $0.remove(member) }])
      #expect(bundle.certificates.isEmpty)
      #expect(warnings.map(\.code) == ["MT-B-04"])
    }
    let (_, warnings) = try read([.string("no mapping"), .null])
    #expect(warnings.map(\.code) == ["MT-B-04", "MT-B-04"])
  }

  @Test func keysForTokensAreNoted() throws {
    let (bundle, warnings) = try read([.mapping([("kty", .string("EC")), ("use", .string("jwt-svid"))])])
    #expect(bundle.certificates.isEmpty)
    #expect(warnings.map(\.severity) == [.note])
  }

  @Test("B-05: x5c and kid")
  func chains() throws {
    let (root, other) = (try Certificates.root(), try Certificates.root("green"))
    for content in [Node.null, .sequence([]), .string("x"), .sequence([.int(1)])] {
      let (bundle, warnings) = try read([element(root) { $0.set("x5c", to: content) }])
      #expect(bundle.certificates.isEmpty)
      #expect(warnings.map(\.code) == ["MT-B-05"])
    }
    let both = try read([
      element(root) { $0.set("x5c", to: .sequence([root, other].map { .string(Base64.encode($0.der)) })) }
    ])
    #expect(both.bundle.certificates == [root])
    #expect(both.warnings.map(\.code) == ["MT-B-05"])
    let named = try read([element(root) { $0.set("kid", to: .string("1")) }])
    #expect(named.bundle.certificates == [root])
    #expect(named.warnings.map(\.code) == ["MT-B-05"])
  }

  @Test("B-06: the key is the certificate's", arguments: ["kty", "crv", "x", "y"])
  func contradictions(member: String) throws {
    let (root, other) = (try Certificates.root(), try element(Certificates.root(algorithm: .p384)))
    let foreign = member == "kty" ? Node.string("RSA") : try #require(other[member])
    let changed = try element(root) { $0.set(member, to: foreign) }
    #expect(
      throws: SPIFFEError.bundle(.keyDiffersFromCertificate(key: 1, member: member, certificate: "red-mesh"))
    ) { try read([changed]) }
    guard member != "kty" else { return }
    let without = try element(root) { $0.remove(member) }
    #expect(throws: SPIFFEError.bundle(.keyIncomplete(key: 1, member: member))) { try read([without]) }
  }

  @Test func textsThatAreNoCertificate() throws {
    let root = try Certificates.root()
    let url = Base64.encode(root.der).map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }
    for text in [String(url), "AAAA", "", "!", Base64.encode(root.der + [0]), " " + Base64.encode(root.der)] {
      let broken = try element(root) { $0.set("x5c", to: .sequence([.string(text)])) }
      let error = #expect(throws: SPIFFEError.self) { try read([broken]) }
      #expect(error?.diagnostic.code == "MT-B-06")
      #expect(error?.exitStatus == .malformed)
    }
  }

  @Test("B-09: unknown members are ignored")
  func unknownMembers() throws {
    let root = try Certificates.root()
    let element = try element(root) { $0.set("example.org/note", to: .bool(true)) }
    let set = Node.mapping([
      ("keys", .sequence([element])), ("spiffe_sequence", .int(1)), ("spiffe_refresh_hint", .int(1)),
      ("x-more", .sequence([])),
    ])
    let (bundle, warnings) = try BundleJWKS.read(set, trustDomain: domain)
    #expect(bundle.certificates == [root])
    #expect(warnings.isEmpty)
  }

  @Test("B-10: a private key is no part of a bundle", arguments: ["d", "p", "k"])
  func privateKey(member: String) throws {
    let leaked = try element(Certificates.root()) { $0.set(member, to: .string("AQ")) }
    #expect(throws: SPIFFEError.bundle(.privateKeyPublished(key: 1, member: member))) { try read([leaked]) }
  }
}
