import Cryptography
import Diagnostics
import Testing

@testable import X509

/// Which path is found in a heap of certificates: every one there is, whatever their order, and none that is not.
@Suite struct PathBuilderTests {
  private let root: Party
  private let middle: Party
  private let leaf: Certificate

  init() throws {
    root = try TestPKI.root()
    middle = try TestPKI.intermediate(by: root)
    leaf = try TestPKI.leaf(by: middle)
  }

  @Test func `a leaf directly below the root`() throws {
    let leaf = try TestPKI.leaf(by: root)
    #expect(PathQuestion(leaf: leaf, anchors: [root.certificate]).path == [leaf, root.certificate])
  }

  @Test func `order, duplicates and strangers make no difference`() throws {
    let lower = try TestPKI.intermediate("lower", key: TestKeys.p256[3], by: middle)
    let leaf = try TestPKI.leaf(by: lower)
    let stranger = try TestPKI.root("stranger", key: TestKeys.p256[4]).certificate
    let wanted = [leaf, lower.certificate, middle.certificate, root.certificate]
    let presented = [lower.certificate, middle.certificate, stranger, root.certificate, leaf, middle.certificate]
    for shift in presented.indices {
      let order = Array(presented[shift...] + presented[..<shift])
      for intermediates in [order, order.reversed()] {
        let question = PathQuestion(leaf: leaf, intermediates: intermediates, anchors: [stranger, root.certificate])
        #expect(question.path == wanted)
      }
    }
  }

  @Test func `a root that is only presented is not trusted`() throws {
    let other = try TestPKI.root("other", key: TestKeys.p256[4])
    for anchors in [[], [other.certificate]] {
      let question = PathQuestion(
        leaf: leaf, intermediates: [middle.certificate, root.certificate], anchors: anchors)
      #expect(question.path == nil)
    }
  }

  @Test func `without the intermediate its name is missed`() {
    let failure = PathQuestion(leaf: leaf, anchors: [root.certificate]).failure
    #expect(failure?.failure == .issuerNotFound(issuer: middle.certificate.subject))
    #expect(failure?.certificate == leaf)
  }

  @Test func `roots of one name are all tried, in either order`() throws {
    let twin = try TestPKI.root(key: TestKeys.p256[5])
    for anchors in [[root.certificate, twin.certificate], [twin.certificate, root.certificate]] {
      #expect(
        PathQuestion(leaf: leaf, intermediates: [middle.certificate], anchors: anchors).path?.last == root.certificate)
    }
    let failure = PathQuestion(leaf: leaf, intermediates: [middle.certificate], anchors: [twin.certificate]).failure
    #expect(failure?.failure == .signatureInvalid(issuer: "root"))
    #expect(failure?.certificate == middle.certificate)
  }

  @Test func `an expired twin stands in nobody's way`() throws {
    let past = der(0x30, time("200101000000Z"), time("210101000000Z"))
    let oldRoot = try TestPKI.root { $0.validity = past }
    let oldMiddle = try TestPKI.intermediate(by: root) { $0.validity = past }
    for intermediates in [[oldMiddle, middle], [middle, oldMiddle]] {
      for anchors in [[oldRoot, root], [root, oldRoot]] {
        let question = PathQuestion(
          leaf: leaf, intermediates: intermediates.map(\.certificate), anchors: anchors.map(\.certificate))
        #expect(question.path == [leaf, middle.certificate, root.certificate])
      }
    }
    let question = PathQuestion(leaf: leaf, intermediates: [oldMiddle.certificate], anchors: [oldRoot.certificate])
    #expect(question.failure?.failure.code == "MT-PV-03")
  }

  @Test func `roots that certify each other verify in both directions`() throws {
    let new = try TestPKI.root("new root", key: TestKeys.p256[4])
    let newByOld = try TestPKI.intermediate("new root", key: TestKeys.p256[4], by: root)
    let oldByNew = try TestPKI.intermediate("root", key: TestKeys.p256[0], by: new)
    let newLeaf = try TestPKI.leaf(by: new)
    let cross = [newByOld.certificate, oldByNew.certificate]
    #expect(
      PathQuestion(leaf: newLeaf, intermediates: cross, anchors: [root.certificate]).path
        == [newLeaf, newByOld.certificate, root.certificate])
    #expect(
      PathQuestion(leaf: leaf, intermediates: cross + [middle.certificate], anchors: [new.certificate]).path
        == [leaf, middle.certificate, oldByNew.certificate, new.certificate])
    #expect(
      PathQuestion(leaf: leaf, intermediates: cross + [middle.certificate], anchors: [root.certificate]).path?.count
        == 3)
    #expect(PathQuestion(leaf: leaf, intermediates: cross + [middle.certificate], anchors: []).path == nil)
  }

  @Test func `a root's new key, certified by its old one, may stand in the bundle`() throws {
    let newByOld = try TestPKI.root(key: TestKeys.p256[4], signer: root.key)
    let leaf = try TestPKI.leaf(by: newByOld)
    let both = [newByOld.certificate, root.certificate]
    #expect(PathQuestion(leaf: leaf, anchors: both).path == [leaf] + both)
    #expect(PathQuestion(leaf: leaf, intermediates: both, anchors: [root.certificate]).path == [leaf] + both)
    #expect(PathQuestion(leaf: leaf, anchors: [newByOld.certificate]).failure?.failure == .anchorNotSelfSigned)
  }

  @Test func `an expired twin does not hide what is wrong with the sound path`() throws {
    let narrow: (inout RawCertificate) -> Void = { $0.set(.constraints(permitted: [RawName.uri("green-mesh.local")])) }
    let good = try TestPKI.intermediate("narrow", key: TestKeys.p256[3], by: root, narrow)
    let twins = try (1...20).map { number in
      try TestPKI.intermediate("narrow", key: TestKeys.p256[3], by: root) { raw in
        narrow(&raw)
        raw.serialNumber = der(0x02, [UInt8(number)])
        raw.validity = der(0x30, time("200101000000Z"), time("210101000000Z"))
      }.certificate
    }
    let question = PathQuestion(
      leaf: try TestPKI.leaf(by: good), intermediates: twins + [good.certificate], anchors: [root.certificate])
    #expect(question.failure?.failure.code == "MT-PV-08")
  }

  @Test func `a root that has expired is not called missing`() throws {
    let old = try TestPKI.root("old", key: TestKeys.p256[3]) {
      $0.validity = der(0x30, time("200101000000Z"), time("210101000000Z"))
    }
    let question = PathQuestion(leaf: try TestPKI.leaf(by: old), anchors: [old.certificate])
    #expect(question.failure?.failure.code == "MT-PV-03")
  }

  @Test func `loops end`() throws {
    let a = try TestPKI.root("a", key: TestKeys.p256[3])
    let b = try TestPKI.intermediate("b", key: TestKeys.p256[4], by: a)
    let aByB = try TestPKI.intermediate("a", key: TestKeys.p256[3], by: b)
    let leaf = try TestPKI.leaf(by: b)
    let question = PathQuestion(
      leaf: leaf, intermediates: [b.certificate, aByB.certificate, a.certificate], anchors: [root.certificate])
    #expect(question.failure?.failure.code == "MT-PV-01")
  }

  @Test func `no leaf is its own anchor`() throws {
    let single = try TestPKI.root("single", key: TestKeys.p256[3]).certificate
    for rule in [TrustAnchors.Rule.selfSigned, .anyAuthority] {
      #expect(PathQuestion(leaf: single, intermediates: [single], anchors: [single], rule: rule).path == nil)
      #expect(PathQuestion(leaf: single, anchors: [single], rule: rule).failure?.failure == .leafIsAnchor)
      #expect(PathQuestion(leaf: leaf, anchors: [leaf], rule: rule).path == nil)
    }
    let plain = try TestPKI.root("plain", key: TestKeys.p256[3]) { $0.set(.basicConstraints(authority: false)) }
    #expect(
      PathQuestion(leaf: try TestPKI.leaf(by: plain), anchors: [plain.certificate]).failure?.failure == .notAnAuthority)
  }

  @Test func `a bundle with only an intermediate ends no path, unless it is asked to`() {
    let question = PathQuestion(leaf: leaf, anchors: [middle.certificate])
    #expect(question.failure?.failure == .anchorNotSelfSigned)
    #expect(question.failure?.certificate == middle.certificate)
    var partial = question
    partial.rule = .anyAuthority
    #expect(partial.path == [leaf, middle.certificate])
    var presented = question
    presented.intermediates = [middle.certificate, root.certificate]
    #expect(presented.path == nil)
    var both = question
    both.anchors = [middle.certificate, root.certificate]
    #expect(both.path == [leaf, middle.certificate, root.certificate])
  }

  @Test func `an anchor by another rule is held to every other rule`() throws {
    let past = der(0x30, time("200101000000Z"), time("210101000000Z"))
    let faults: [TestPKI.Edit] = [
      { $0.validity = past }, { $0.set(.keyUsage(0x80)) }, { $0.set(.basicConstraints(authority: false)) },
      { $0.set(.constraints(permitted: [RawName.uri("green-mesh.local")])) },
      { $0.set(RawExtension(identifier: "1.2.3.4", isCritical: true, value: [5, 0])) },
    ]
    for fault in faults {
      let middle = try TestPKI.intermediate(by: root, fault)
      let question = PathQuestion(leaf: leaf, anchors: [middle.certificate], rule: .anyAuthority)
      #expect(question.path == nil)
    }
  }

  @Test func `key identifiers order the candidates and exclude none`() throws {
    let leaf = try TestPKI.leaf(by: middle) { $0.set(.authorityKey([1, 2, 3])) }
    let wrong = try TestPKI.intermediate(key: TestKeys.p256[5], by: root) { $0.set(.subjectKey([1, 2, 3])) }
    let question = PathQuestion(
      leaf: leaf, intermediates: [wrong.certificate, middle.certificate], anchors: [root.certificate])
    #expect(question.path?[1] == middle.certificate)
  }

  @Test func `a name matches its issuer by the standard's rules`() throws {
    let leaf = try TestPKI.leaf(by: middle) {
      $0.issuer = der(0x30, attribute("2.5.4.3", Array(" InterMediate ".utf8)))
    }
    #expect(PathQuestion(leaf: leaf, intermediates: [middle.certificate], anchors: [root.certificate]).path != nil)
  }

  @Test func `the first to expire is named`() throws {
    let short = try TestPKI.intermediate(by: root) {
      $0.validity = der(0x30, time("260101000000Z"), time("260701000000Z"))
    }
    guard
      case .valid(let path) = PathQuestion(
        leaf: leaf, intermediates: [short.certificate], anchors: [root.certificate]
      ).verdict
    else { return #expect(Bool(false)) }
    #expect(path.firstToExpire == short.certificate && path.anchor == root.certificate)
  }

  @Test func `the most telling failure comes first`() throws {
    let past = der(0x30, time("200101000000Z"), time("210101000000Z"))
    let twin = try TestPKI.root(key: TestKeys.p256[5])
    let old = try TestPKI.root { $0.validity = past }
    let question = PathQuestion(
      leaf: leaf, intermediates: [middle.certificate], anchors: [twin.certificate, old.certificate])
    guard case .invalid(let failures) = question.verdict else { return #expect(Bool(false)) }
    #expect(failures.map(\.failure.code) == ["MT-PV-03", "MT-PV-02"])
  }

  @Test func `a known path answers only for its own leaf, and within the limits`() throws {
    let other = try TestPKI.leaf(key: TestKeys.p256[5], by: middle)
    let question = PathQuestion(leaf: leaf, intermediates: [middle.certificate], anchors: [root.certificate])
    guard case .valid(let known) = question.verdict else { return #expect(Bool(false)) }
    func path(of leaf: Certificate, intermediates: Int) -> ValidPath? {
      let policy = PathPolicy(time: TestPKI.time, limits: PathLimits(intermediates: intermediates))
      return PathBuilder(anchors: TrustAnchors([root.certificate]), policy: policy)
        .verdict(leaf: leaf, intermediates: [middle.certificate], knowing: known).path
    }
    #expect(path(of: other, intermediates: 1)?.certificates == [other, middle.certificate, root.certificate])
    #expect(path(of: leaf, intermediates: 1) == known)
    #expect(path(of: leaf, intermediates: 0) == nil)
    for (limit, isAdmitted) in [(0, false), (1, true)] {
      let policy = PathPolicy(time: TestPKI.time, limits: PathLimits(intermediates: limit))
      #expect(PathBuilder(anchors: TrustAnchors([root.certificate]), policy: policy).admits(known) == isAdmitted)
    }
  }

  /// The root that has expired is told, not the certificate of the same key that ends no path.
  @Test func `an anchor that is none does not hide an expired root`() throws {
    let stranger = try TestPKI.root("stranger", key: TestKeys.p256[5])
    let past = der(0x30, time("200101000000Z"), time("210101000000Z"))
    let old = try TestPKI.root { $0.validity = past }
    let crossed = try TestPKI.intermediate("root", key: TestKeys.p256[0], by: stranger)
    let leaf = try TestPKI.leaf(by: old)
    let question = PathQuestion(leaf: leaf, anchors: [crossed.certificate, old.certificate])
    #expect(question.failure?.failure.code == "MT-PV-03", "\(question.verdict)")
  }
}
