import Cryptography
import Diagnostics
import Testing

@testable import X509

/// Lists that somebody else than the certificate's issuer signs, or that the issuer signs with another key
/// (RFC 5280 sections 5.2.5, 5.3.3 and 6.3.3 (b)(1) and (f)).
@Suite struct IndirectRevocationTests {
  private let root: Party
  private let middle: Party
  private let lister: Party
  private let leaf: Certificate
  private let ofRoot: RevocationList

  init() throws {
    root = try TestPKI.root()
    middle = try TestPKI.intermediate(by: root) { $0.serialNumber = [2, 2, 0x11, 1] }
    lister = try TestPKI.intermediate("lister", key: TestKeys.p256[5], by: root) {
      $0.set(.keyUsage(0x02))
      $0.set(.basicConstraints(authority: false))
      $0.serialNumber = [2, 2, 0x11, 2]
    }
    leaf = try TestPKI.leaf(by: middle) {
      $0.serialNumber = [2, 2, 0x12, 1]
      $0.set(.distributionPoint(place("http://a/1"), der(0xA2, RawName.directory(name("lister")))))
    }
    ofRoot = try RawRevocationList.list(by: root)
  }

  private func question(_ lists: [RevocationList], _ more: [Certificate]) -> PathQuestion {
    var question = PathQuestion(
      leaf: leaf, intermediates: [middle.certificate] + more, anchors: [root.certificate])
    question.revocation = lists
    return question
  }

  private func code(_ lists: [RevocationList], with more: [Certificate]? = nil) -> Code? {
    let question = question(lists, more ?? [lister.certificate])
    return question.path != nil ? nil : question.failure?.failure.code ?? "MT-PV-14"
  }

  private func indirect(
    _ entries: [RawRevocationList.Entry] = [], signer: PrivateKey? = nil, scope: RawExtension? = nil
  ) throws -> RevocationList {
    try RawRevocationList.list(by: lister, revoking: entries, signer: signer) {
      $0.set(scope ?? .scope(place("http://a/1"), [0x84, 1, 0xFF]))
    }
  }

  @Test func `the issuer named by the certificate may list it`() throws {
    #expect(code([ofRoot, try indirect()]) == nil)
    let entry = RawRevocationList.Entry(leaf, reason: 1, issuer: name("intermediate"))
    #expect(code([ofRoot, try indirect([entry])]) == "MT-PV-18")
    // The same number of another issuer, and no issuer told, which means the list's own.
    #expect(code([ofRoot, try indirect([.init(leaf, issuer: name("somebody"))])]) == nil)
    #expect(code([ofRoot, try indirect([.init(leaf)])]) == nil)
    // The issuer holds for the entries that follow too.
    let follow = [RawRevocationList.Entry(root.certificate, issuer: name("intermediate")), .init(leaf)]
    #expect(code([ofRoot, try indirect(follow)]) == "MT-PV-18")
  }

  @Test func `a list that is not indirect names no other issuer`() {
    #expect(throws: X509Error.self) {
      try indirect([.init(leaf, issuer: name("somebody"))], scope: .scope(place("http://a/1")))
    }
  }

  @Test func `it must say that it is indirect, be of that place, and lead to the same root`() throws {
    #expect(code([ofRoot, try indirect(scope: .scope(place("http://a/1")))]) == "MT-PV-19")
    #expect(code([ofRoot, try indirect(scope: .scope(place("http://a/2"), [0x84, 1, 0xFF]))]) == "MT-PV-19")
    #expect(code([ofRoot, try indirect(signer: TestKeys.p256[6])]) == "MT-PV-21")
    #expect(code([ofRoot, try indirect()], with: []) == "MT-PV-21")
    let stranger = try TestPKI.root("stranger", key: TestKeys.p256[4])
    let foreign = try TestPKI.intermediate("lister", key: TestKeys.p256[5], by: stranger)
    #expect(code([ofRoot, try indirect()], with: [foreign.certificate, stranger.certificate]) == "MT-PV-21")
    let leafWithoutPoint = try TestPKI.leaf(by: middle)
    var question = question([ofRoot, try indirect()], [lister.certificate])
    question.leaf = leafWithoutPoint
    #expect(question.failure?.failure.code == "MT-PV-19")
  }

  @Test func `its signer must not be revoked, and must be covered`() throws {
    let revoking = try RawRevocationList.list(by: root, revoking: [.init(lister.certificate)])
    #expect(code([revoking, try indirect()]) == "MT-PV-21")
    let users = try RawRevocationList.list(by: root) { $0.set(.scope([0x82, 1, 0xFF])) }
    #expect(code([users, try indirect()]) == "MT-PV-21")
  }

  @Test func `an authority may sign its lists with another key of the same name`() throws {
    let listKey = try TestPKI.intermediate(key: TestKeys.p256[5], by: root) {
      $0.set(.keyUsage(0x02))
      $0.serialNumber = [2, 2, 0x11, 3]
    }
    let signOnly = try TestPKI.intermediate(by: root) { $0.set(.keyUsage(0x04)) }
    let list = try RawRevocationList.list(by: listKey)
    var question = PathQuestion(
      leaf: try TestPKI.leaf(by: signOnly), intermediates: [signOnly.certificate, listKey.certificate],
      anchors: [root.certificate])
    question.revocation = [ofRoot, list]
    #expect(question.path != nil)
    question.revocation = [try RawRevocationList.list(by: root, revoking: [.init(listKey.certificate)]), list]
    #expect(question.path == nil)
    question.revocation = [ofRoot, list]
    question.intermediates = [signOnly.certificate]
    #expect(question.failure?.failure.code == "MT-PV-21")
  }

  @Test func `a list may cover its own signer`() throws {
    let selfIssued = try TestPKI.intermediate("root", key: TestKeys.p256[5], by: root) {
      $0.set(.keyUsage(0x02))
      $0.serialNumber = [2, 2, 0x11, 3]
    }
    let list = try RawRevocationList.list(by: selfIssued)
    var question = question([list, try RawRevocationList.list(by: middle)], [selfIssued.certificate])
    question.leaf = try TestPKI.leaf(by: middle)
    #expect(question.path != nil)
    question.revocation = [
      try RawRevocationList.list(by: selfIssued, revoking: [.init(selfIssued.certificate)]),
      try RawRevocationList.list(by: middle),
    ]
    #expect(question.path == nil)
  }

  @Test func `a heap of false lists is refused as too complex`() throws {
    let heap = try (0..<200).map { number in
      try RawRevocationList.list(by: middle, number: UInt8(number / 2), signer: TestKeys.p256[6])
    }
    var question = question([ofRoot] + heap, [])
    question.leaf = try TestPKI.leaf(by: middle)
    #expect(question.isTooComplex)
    let points = (0..<400).map { _ in der(0x30, place("http://a/1")) }.reduce([], +)
    question.leaf = try TestPKI.leaf(by: middle) {
      $0.set(RawExtension(identifier: "2.5.29.31", value: der(0x30, points)))
    }
    #expect(question.isTooComplex)
  }
}
