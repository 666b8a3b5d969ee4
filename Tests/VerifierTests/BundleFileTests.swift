import Diagnostics
import SPIFFE
import Testing
import Verifier
import X509

/// Vectors C25 to C27: bundles as people really write them into ConfigMaps.
@Suite struct BundleFileTests {
  private func verify(_ text: String) throws -> (answer: Verification, warnings: [Code]) {
    let (certificates, warnings) = try PEM.certificates(Array(text.utf8))
    let bundle = TrustBundle(trustDomain: mesh.domain, certificates: certificates)
    let answer = ChainVerifier(bundles: BundleSet([bundle]))
      .verify(try mesh.chain(), expecting: Expectation(trustDomain: mesh.domain), at: now)
    return (answer, warnings.map(\.code))
  }

  private let mesh: Mesh
  private let other: Mesh

  init() throws {
    mesh = try Mesh("red-mesh")
    other = try Mesh("red-mesh", generation: 2)
  }

  @Test("C25: blocks glued together")
  func glued() throws {
    let text = PEM.write([other.root.certificate]).dropLast() + PEM.write([mesh.root.certificate])
    let (answer, warnings) = try verify(String(text))
    #expect(answer.isAccepted)
    #expect(warnings == ["MT-PEM-15"])
  }

  @Test("C26: comments, CR LF, a root twice")
  func untidy() throws {
    let root = PEM.write([mesh.root.certificate])
    let text = "# red\n" + root + root
    let (answer, warnings) = try verify(text.split(separator: "\n").joined(separator: "\r\n") + "\r\n")
    #expect(answer.isAccepted)
    #expect(Set(warnings) == ["MT-PEM-11"])
  }

  @Test("C27: nothing in it", arguments: ["", "\n", "# nothing\n"])
  func empty(text: String) {
    let error = #expect(throws: X509Error.self) { try verify(text) }
    #expect(error?.exitStatus == .malformed)
  }
}
