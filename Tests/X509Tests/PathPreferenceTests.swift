import Testing

@testable import X509

/// A caller may pass over valid paths; the search goes on within its limits and starts no second time.
@Suite struct PathPreferenceTests {
  private let root: Party
  private let twins: [Certificate]
  private let leaf: Certificate

  init() throws {
    root = try TestPKI.root()
    let (root, key) = (root, TestKeys.p256[3])
    let parties = try (0..<4).map { number in
      try TestPKI.intermediate(key: key, by: root) { $0.serialNumber = [2, 2, 0x20, UInt8(number)] }
    }
    twins = parties.map(\.certificate)
    leaf = try TestPKI.leaf(by: parties[0])
  }

  private func search(
    _ limits: PathLimits = PathLimits(), preferring isPreferred: @escaping (ValidPath) -> Bool
  ) -> PathSearch {
    PathSearch(
      TrustAnchors([root.certificate]), PathPolicy(time: TestPKI.time, limits: limits), leaf: leaf,
      intermediates: twins, preferring: isPreferred)
  }

  @Test func `the first preferred path is the answer, whatever was passed over`() throws {
    var seen: [ValidPath] = []
    for wanted in twins {
      var search = search { $0.certificates.contains(wanted) }
      #expect(search.verdict().path?.certificates == [leaf, wanted, root.certificate])
    }
    var all = search { path in
      seen.append(path)
      return false
    }
    #expect(all.verdict().path == seen.first)
    #expect(seen.count == 4 && Set(seen.map { $0.certificates[1] }) == Set(twins))
    // The leaf below each, each below the root, and the root below itself: no signature is checked twice.
    #expect(all.budget.signatureChecks == PathLimits().signatureChecks - 9)
    // Four intermediates and the root above each.
    #expect(all.budget.steps == PathLimits().steps - 8)
  }

  @Test func `where the limits end the search, a path that was passed over is still the answer`() throws {
    for steps in 2..<8 {
      var search = search(PathLimits(steps: steps)) { _ in false }
      #expect(search.verdict().path != nil)
    }
    var tooFew = search(PathLimits(steps: 1)) { _ in true }
    #expect(tooFew.verdict() == .tooComplex(.steps(1), failures: []))
  }
}
