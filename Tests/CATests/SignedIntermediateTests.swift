import CA
import Cryptography
import Diagnostics
import Testing
import X509

/// Every wrong answer to a request is refused, and the request goes on waiting.
@Suite struct SignedIntermediateTests {
  private static func refused(
    _ colours: Colours = .redOnly, at time: Timestamp = TestHome.start, saying words: String,
    _ chain: (CertificateRequest) throws -> [Certificate]
  ) throws {
    try TestHome.with(colours) { test in
      let request = try test.home().requestIntermediate("red-mesh")
      let wrong = try chain(request)
      let before = try test.files()
      let error = failure { try test.home(at: time).install("red-mesh", chain: wrong) }
      guard case .wrongAnswer = error, let told = error?.diagnostic else {
        Issue.record("\(String(describing: error))")
        return
      }
      let text = (told.what + ": " + told.why).description
      #expect(text.contains(words), "\(text)")
      #expect(error?.exitStatus == .refused)
      #expect(try test.files() == before)
      #expect(try test.home().requestIntermediate("red-mesh") == request)
    }
  }

  @Test func anEmptyChain() throws {
    try Self.refused(saying: "no certificate of the chain has the requested key") { _ in [] }
  }

  @Test func anotherKey() throws {
    let request = try CertificateRequest(
      subject: DistinguishedName(organization: "a", commonName: "b"), key: PrivateKey.generate(.p256),
      subjectAlternativeNames: [], basicConstraints: BasicConstraints(isAuthority: true), keyUsage: [.keyCertSign],
      nameConstraints: NameConstraints(permitted: [.dns("a")]))
    try Self.refused(saying: "no certificate of the chain has the requested key") { _ in
      try CorporateRoot().chain(request)
    }
  }

  @Test func anotherTrustDomain() throws {
    try Self.refused(saying: "spiffe://green-mesh.local instead of spiffe://red-mesh.local") {
      try CorporateRoot().chain($0, .init(uri: "spiffe://green-mesh.local", permitted: []))
    }
  }

  @Test func constraintsOfAnotherTrustDomain() throws {
    try Self.refused(saying: "name constraints do not permit identities of red-mesh.local") {
      try CorporateRoot().chain($0, .init(uri: nil, permitted: [.uri(Array("green-mesh.local".utf8))]))
    }
  }

  @Test func noAuthority() throws {
    try Self.refused(saying: "lacks cA:TRUE or keyCertSign") {
      try CorporateRoot().chain($0, .init(isAuthority: false, usage: [.digitalSignature]))
    }
  }

  @Test func noRoot() throws {
    try Self.refused(saying: "does not end in its root") { Array(try CorporateRoot().chain($0).prefix(1)) }
  }

  @Test func anotherRootThanTheSigner() throws {
    try Self.refused(saying: "does not lead from the intermediate to the root") {
      let chain = try CorporateRoot("Corporate").chain($0)
      return [chain[0], try CorporateRoot("Another").certificate]
    }
  }

  @Test func anotherRootOfTheSameName() throws {
    try Self.refused(saying: "does not lead from the intermediate to the root") {
      let chain = try CorporateRoot("Corporate").chain($0)
      return [chain[0], try CorporateRoot("Corporate").certificate]
    }
  }

  @Test func somethingMissingInBetween() throws {
    try Self.refused(saying: "does not lead from the intermediate to the root") {
      let chain = try CorporateRoot(hasIssuing: true).chain($0)
      return [chain[0], chain[2]]
    }
  }

  @Test func aRootWithoutRoomBelow() throws {
    try Self.refused(saying: "does not allow the intermediate") { try CorporateRoot(pathLength: 0).chain($0) }
  }

  @Test func aRootWithoutRoomForTwo() throws {
    try Self.refused(saying: "path") { try CorporateRoot(pathLength: 1, hasIssuing: true).chain($0).reversed() }
  }

  @Test(arguments: [[ExtendedKeyUsage.Purpose.serverAuth], [.clientAuth]])
  func halfOfThePurposes(purposes: [ExtendedKeyUsage.Purpose]) throws {
    try Self.refused(saying: "extendedKeyUsage lacks serverAuth or clientAuth") {
      try CorporateRoot().chain($0, .init(purposes: ExtendedKeyUsage(purposes)))
    }
  }

  @Test func anEndedOne() throws {
    try Self.refused(at: TestHome.start.after(days: 366), saying: "is not valid: ") {
      try CorporateRoot().chain($0)
    }
  }

  @Test func oneThatBeginsLater() throws {
    try Self.refused(saying: "is not valid: ") {
      try CorporateRoot().chain($0, .init(start: TestHome.start.after(days: 2)))
    }
  }

  @Test func aTamperedOne() throws {
    try Self.refused(saying: "does not lead from the intermediate to the root") {
      let chain = try CorporateRoot().chain($0)
      var bytes = chain[0].der
      // The last octet belongs to the signature.
      bytes[bytes.count - 1] ^= 1
      return [try Certificate(der: bytes), chain[1]]
    }
  }

  @Test func anotherRootThanTheHomeHolds() throws {
    try TestHome.with(Colours.redOnly) { test in
      let first = try test.home().requestIntermediate("red-mesh")
      _ = try test.home().install("red-mesh", chain: CorporateRoot().chain(first))
      let second = try test.home().requestIntermediate("red-mesh")
      #expect(second != first && second.subject.commonName == "red-mesh intermediate CA g2")
      let other = try CorporateRoot("Another").chain(second)
      let error = failure { try test.home().install("red-mesh", chain: other) }
      guard case .wrongAnswer(.otherRoot) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      // Without its root the answer would be judged by the root that is known, and does not lead there.
      #expect(failure { try test.home().install("red-mesh", chain: [other[0]]) }?.exitStatus == .refused)
      // An answer to the request before is none to this one.
      #expect(
        failure { try test.home().install("red-mesh", chain: CorporateRoot().chain(first)) }?.exitStatus == .refused)
      #expect(try test.home().authorities().named("red-mesh").generation == 1)
    }
  }

  @Test(
    arguments: [
      ([], "the identities of `green-mesh`"),
      (
        [.uri(Array("red-mesh.local".utf8)), .uri(Array("green-mesh.local".utf8)), .dns("a.svc")],
        "the identities of `green-mesh`"
      ),
      ([.uri(Array("red-mesh.local".utf8))], "istiod"),
      ([.dns("red-mesh-system.svc")], "the identities of `green-mesh`"),
      // A constraint that permits every name confines nothing.
      ([.uri(Array("red-mesh.local".utf8)), .dns("")], "istiod"),
      ([.uri(Array("red-mesh.local".utf8)), .dns("svc"), .dns("local")], "istiod"),
      (
        [.uri(Array("red-mesh.local".utf8)), .dns("red-mesh-system.svc"), .dns("green-mesh-system.svc")],
        "the DNS names of the istiod of `green-mesh`"
      ),
      (
        [.uri(Array("red-mesh.local".utf8)), .dns("red-mesh-system.svc"), .dns("a.green-mesh-system.svc")],
        "the DNS names of the istiod of `green-mesh`"
      ),
    ] as [([GeneralName], String)])
  func belowASharedRootItMustBeBound(permitted: [GeneralName], words: String) throws {
    try Self.refused(.shared, saying: words) { try CorporateRoot().chain($0, .init(permitted: permitted)) }
  }

  @Test func theConstraintsOfTheRequestConfine() throws {
    try TestHome.with(Colours.shared) { test in
      let request = try test.home().requestIntermediate("red-mesh")
      let permitted = try #require(request.requestedExtensions.nameConstraints?.permitted)
      let chain = try CorporateRoot().chain(request, .init(permitted: permitted))
      _ = try test.home().install("red-mesh", chain: chain)
    }
  }

  @Test func constraintsWithoutTheNamesOfIstiod() throws {
    try Self.refused(saying: "istiod of `red-mesh`") {
      try CorporateRoot().chain($0, .init(permitted: [.uri(Array("red-mesh.local".utf8)), .dns("corporate.example")]))
    }
  }

  @Test(arguments: [[GeneralName.uri(Array("corporate.example".utf8))], [.dns("corporate.example")]])
  func aRootThatExcludesTheMesh(permitted: [GeneralName]) throws {
    try Self.refused(saying: "nobody would accept the certificate of ") {
      try CorporateRoot(permitted: permitted).chain($0, .init(uri: nil))
    }
  }
}
