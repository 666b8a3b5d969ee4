import Cryptography
import Diagnostics
import Testing

@testable import X509

/// Revocation of RFC 5280 section 6.3: every certificate below the anchor is covered by a list that can be relied on, or
/// the path is refused. OpenSSL is asked the same, and each difference is named where it is made.
@Suite struct RevocationCheckTests {
  private let root: Party
  private let middle: Party
  private let leaf: Certificate
  private let ofRoot: RevocationList

  init() throws {
    root = try TestPKI.root()
    middle = try TestPKI.intermediate(by: root) { $0.serialNumber = [2, 2, 0x11, 1] }
    leaf = try TestPKI.leaf(by: middle) { $0.serialNumber = [2, 2, 0x12, 1] }
    ofRoot = try RawRevocationList.list(by: root)
  }

  private func question(_ lists: [RevocationList], leaf other: Certificate? = nil, _ more: [Certificate] = [])
    -> PathQuestion
  {
    var question = PathQuestion(
      leaf: other ?? leaf, intermediates: [middle.certificate] + more, anchors: [root.certificate])
    question.revocation = lists
    return question
  }

  /// Our answer as a code, nil for a path that holds; OpenSSL must agree unless a difference is named.
  private func code(_ question: PathQuestion, openSSLDiffers: Bool = false, at place: SourceLocation = #_sourceLocation)
    -> Code?
  {
    #expect((question.path != nil) == (OpenSSLVerifier.accepts(question) != openSSLDiffers), sourceLocation: place)
    if question.path != nil { return nil }
    return question.failure?.failure.code ?? "MT-PV-14"
  }

  @Test func `every certificate must be covered`() throws {
    let ofMiddle = try RawRevocationList.list(by: middle)
    #expect(code(question([ofRoot, ofMiddle])) == nil)
    #expect(code(question([ofMiddle, ofRoot])) == nil)
    #expect(code(question([ofRoot])) == "MT-PV-19")
    #expect(code(question([ofMiddle])) == "MT-PV-19")
    #expect(code(question([])) == "MT-PV-19")
    var unasked = question([])
    unasked.revocation = nil
    #expect(unasked.path != nil)
    #expect(question([ofRoot]).failure?.certificate == leaf)
    #expect(question([ofMiddle]).failure?.certificate == middle.certificate)
  }

  @Test func `what is revoked is refused, with its reason and date`() throws {
    let list = try RawRevocationList.list(by: middle, revoking: [.init(middle.certificate), .init(leaf, reason: 4)])
    #expect(code(question([ofRoot, list])) == "MT-PV-18")
    guard case .revoked(let reason, let date, let name)? = question([ofRoot, list]).failure?.failure else {
      return #expect(Bool(false))
    }
    #expect(reason == .superseded && name == "CRL 01 of `CN=intermediate`")
    #expect(try date == Timestamp("2026-03-01"))
    let others = try RawRevocationList.list(by: middle, revoking: [.init(middle.certificate), .init(root.certificate)])
    #expect(code(question([ofRoot, others])) == nil)
    let ofAuthority = try RawRevocationList.list(by: root, revoking: [.init(middle.certificate, reason: 2)])
    #expect(code(question([ofAuthority, try RawRevocationList.list(by: middle)])) == "MT-PV-18")
    #expect(question([ofAuthority]).failure?.certificate == middle.certificate)
  }

  @Test func `a list counts from its date to the next one, both included`() throws {
    for (first, next, wanted) in [
      ("260601000000Z", "260701000000Z", nil), ("260501000000Z", "260601000000Z", nil),
      ("260601000001Z", "260701000000Z", "MT-PV-20"), ("260501000000Z", "260531235959Z", "MT-PV-20"),
    ] as [(String, String, Code?)] {
      let list = try RawRevocationList.list(by: middle) { ($0.thisUpdate, $0.nextUpdate) = (time(first), time(next)) }
      // OpenSSL takes a list in its very last second for expired.
      #expect(code(question([ofRoot, list]), openSSLDiffers: next == "260601000000Z") == wanted)
      let failure = question([ofRoot, list]).failure?.failure
      #expect(wanted == nil || failure?.description.contains(first == "260601000001Z" ? "after" : "before") == true)
    }
    let endless = try RawRevocationList.list(by: middle) { $0.nextUpdate = [] }
    // RFC 5280 5.1.2.5 asks for nextUpdate; OpenSSL takes a list without for current forever.
    #expect(code(question([ofRoot, endless]), openSSLDiffers: true) == "MT-PV-21")
  }

  @Test func `the newest list counts`() throws {
    let old = try RawRevocationList.list(by: middle) { $0.thisUpdate = time("260401000000Z") }
    let new = try RawRevocationList.list(by: middle, number: 2, revoking: [.init(leaf)])
    for lists in [[ofRoot, old, new], [new, old, ofRoot]] { #expect(code(question(lists)) == "MT-PV-18") }
    let stale = try RawRevocationList.list(by: middle) { $0.nextUpdate = time("260502000000Z") }
    #expect(code(question([ofRoot, stale, old])) == nil)
  }

  @Test func `only the authority's own signature counts`() throws {
    let forged = try RawRevocationList.list(by: middle, signer: TestKeys.p256[6])
    #expect(code(question([ofRoot, forged])) == "MT-PV-21")
    let silent = try TestPKI.intermediate(by: root) {
      $0.set(.keyUsage(0x04))
      $0.serialNumber = [2, 2, 0x11, 1]
    }
    var mute = question([ofRoot, try RawRevocationList.list(by: middle)])
    mute.intermediates = [silent.certificate]
    #expect(code(mute) == "MT-PV-21")
    let sha1 = der(0x30, oid("1.2.840.10045.4.1"))
    let weak = try RawRevocationList.list(by: middle) { ($0.innerAlgorithm, $0.outerAlgorithm) = (sha1, sha1) }
    #expect(code(question([ofRoot, weak])) == "MT-PV-21")
  }

  @Test func `a list or entry with a critical extension that is not known is not used`() throws {
    let unknown = RawExtension(identifier: "1.2.3.4", isCritical: true, value: [5, 0])
    let list = try RawRevocationList.list(by: middle) { $0.set(unknown) }
    #expect(code(question([ofRoot, list])) == "MT-PV-21")
    var entry = RawRevocationList.Entry(middle.certificate)
    entry.extensions = [unknown]
    #expect(code(question([ofRoot, try RawRevocationList.list(by: middle, revoking: [entry])])) == "MT-PV-21")
    let passable = try RawRevocationList.list(by: middle) {
      $0.set(RawExtension(identifier: "1.2.3.4", value: [5, 0]))
    }
    #expect(code(question([ofRoot, passable])) == nil)
  }

  @Test func `a list may be limited to users or to authorities`() throws {
    let users = RawExtension.scope([0x81, 1, 0xFF])
    let authorities = RawExtension.scope([0x82, 1, 0xFF])
    for (scope, wanted) in [(users, nil), (authorities, "MT-PV-19"), (.scope([0x85, 1, 0xFF]), "MT-PV-19")]
      as [(RawExtension, Code?)]
    {
      let list = try RawRevocationList.list(by: middle) { $0.set(scope) }
      #expect(code(question([ofRoot, list])) == wanted)
    }
    let ofMiddle = try RawRevocationList.list(by: middle)
    #expect(code(question([try RawRevocationList.list(by: root) { $0.set(users) }, ofMiddle])) == "MT-PV-19")
    #expect(code(question([try RawRevocationList.list(by: root) { $0.set(authorities) }, ofMiddle])) == nil)
  }

  @Test func `the list's place must be one of the certificate's`() throws {
    let pointed = try TestPKI.leaf(by: middle) { $0.set(.distributionPoint(place("http://a/1"))) }
    for (scope, wanted) in [
      (RawExtension.scope(place("http://a/1")), nil), (.scope(place("http://a/2")), "MT-PV-19"),
    ] as [(RawExtension, Code?)] {
      let list = try RawRevocationList.list(by: middle) { $0.set(scope) }
      #expect(code(question([ofRoot, list], leaf: pointed)) == wanted)
    }
    #expect(code(question([ofRoot, try RawRevocationList.list(by: middle)], leaf: pointed)) == nil)
    // Below the issuer's name, in either form.
    let relative = der(0xA0, der(0xA1, der(0x30, oid("2.5.4.3"), [12, 1, 65])))
    let full = der(0xA0, der(0xA0, RawName.directory(name("intermediate", "A"))))
    let named = try TestPKI.leaf(by: middle) { $0.set(.distributionPoint(relative)) }
    for form in [relative, full] {
      let list = try RawRevocationList.list(by: middle) { $0.set(.scope(form)) }
      #expect(code(question([ofRoot, list], leaf: named)) == nil)
    }
    let critical = try TestPKI.leaf(by: middle) {
      var point = RawExtension.distributionPoint(place("http://a/1"))
      point.isCritical = true
      $0.set(point)
    }
    #expect(question([ofRoot, try RawRevocationList.list(by: middle)], leaf: critical).path != nil)
  }

  @Test func `all reasons must be covered`() throws {
    func list(_ reasons: [UInt8], _ number: UInt8, _ entries: [RawRevocationList.Entry] = []) throws -> RevocationList {
      try RawRevocationList.list(by: middle, number: number, revoking: entries) {
        $0.set(.scope(der(0x83, reasons)))
      }
    }
    let some = try list([1, 0x60], 1)
    let others = try list([7, 0x1F, 0x80], 2)
    #expect(code(question([ofRoot, some])) == "MT-PV-19")
    #expect(code(question([ofRoot, some, others])) == nil)
    #expect(code(question([ofRoot, some, try list([7, 0x1F, 0x80], 2, [.init(leaf, reason: 3)])])) == "MT-PV-18")
  }

  /// OpenSSL looks for delta lists only where this extension tells of them.
  private static let freshest = RawExtension(
    identifier: "2.5.29.46", value: der(0x30, der(0x30, place("http://a/delta"))))

  @Test func `a delta list changes what a complete one says`() throws {
    let complete = try RawRevocationList.list(by: middle, number: 5, revoking: [.init(leaf, reason: 6)]) {
      $0.set(Self.freshest)
    }
    let clean = try RawRevocationList.list(by: middle, number: 5) { $0.set(Self.freshest) }
    func delta(_ base: UInt8, _ number: UInt8, reason: UInt8?, next: String = "260701000000Z") throws -> RevocationList
    {
      try RawRevocationList.list(by: middle, number: number, revoking: reason.map { [.init(leaf, reason: $0)] } ?? []) {
        $0.set(.delta(from: base))
        ($0.thisUpdate, $0.nextUpdate) = (time("260515000000Z"), time(next))
      }
    }
    #expect(code(question([ofRoot, clean, try delta(5, 6, reason: 1)])) == "MT-PV-18")
    #expect(code(question([ofRoot, complete, try delta(5, 6, reason: 8)])) == nil)
    #expect(code(question([ofRoot, complete, try delta(3, 6, reason: 8)])) == nil)
    #expect(code(question([ofRoot, complete, try delta(6, 7, reason: 8)])) == "MT-PV-18")
    #expect(code(question([ofRoot, complete, try delta(3, 5, reason: 8)])) == "MT-PV-18")
    #expect(code(question([ofRoot, try delta(5, 6, reason: nil)])) == "MT-PV-19")
    let old = try delta(5, 6, reason: 1, next: "260520000000Z")
    #expect(code(question([ofRoot, clean, old])) == "MT-PV-18")
    // An old delta may revoke but not reinstate; OpenSSL lets it do both.
    let silent = try delta(5, 6, reason: nil, next: "260520000000Z")
    #expect(code(question([ofRoot, clean, silent])) == nil)
    let reinstating = try delta(5, 6, reason: 8, next: "260520000000Z")
    #expect(code(question([ofRoot, complete, reinstating]), openSSLDiffers: true) == "MT-PV-18")
    let forged = try RawRevocationList.list(by: middle, number: 6, revoking: [.init(leaf)], signer: TestKeys.p256[6]) {
      $0.set(.delta(from: 5))
    }
    // 6.3.3 (h): the signature does not hold, so that it says nothing; OpenSSL refuses the path.
    #expect(code(question([ofRoot, clean, forged]), openSSLDiffers: true) == nil)
  }

  @Test func `a fresh delta makes an old complete list current`() throws {
    let complete = try RawRevocationList.list(by: middle, number: 5) {
      $0.nextUpdate = time("260510000000Z")
      $0.set(Self.freshest)
    }
    let delta = try RawRevocationList.list(by: middle, number: 6) { $0.set(.delta(from: 5)) }
    #expect(code(question([ofRoot, complete, delta])) == nil)
    #expect(code(question([ofRoot, complete])) == "MT-PV-20")
  }
}
