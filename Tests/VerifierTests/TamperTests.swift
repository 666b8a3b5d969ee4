import SPIFFE
import Testing
import Verifier
import X509

/// No changed bit is ever accepted.
@Suite struct TamperTests {
  private func accepts(_ mesh: Mesh, _ chain: [[UInt8]]) -> Bool {
    let certificates = chain.compactMap { try? Certificate(der: $0) }
    return certificates.count == chain.count && mesh.verify(certificates).isAccepted
  }

  @Test(arguments: [0, 1])
  func everyByteOfTheChainCounts(position: Int) throws {
    let mesh = try Mesh("red-mesh")
    let chain = try mesh.chain().map(\.der)
    #expect(accepts(mesh, chain))
    for index in chain[position].indices {
      var tampered = chain
      tampered[position][index] ^= 1 << UInt8(index % 8)
      #expect(!accepts(mesh, tampered), "byte \(index) of certificate \(position)")
    }
  }

  @Test func everyByteOfTheRootCounts() throws {
    let mesh = try Mesh("red-mesh")
    let chain = try mesh.chain()
    for index in mesh.root.certificate.der.indices {
      var der = mesh.root.certificate.der
      der[index] ^= 0x80
      guard let root = try? Certificate(der: der) else { continue }
      let bundle = TrustBundle(trustDomain: mesh.domain, certificates: [root])
      let answer = ChainVerifier(bundles: BundleSet([bundle]))
        .verify(chain, expecting: Expectation(trustDomain: mesh.domain), at: now)
      #expect(!answer.isAccepted, "byte \(index)")
    }
  }

  @Test func aTamperedCertificateIsToldApartFromAForeignOne() throws {
    let mesh = try Mesh("red-mesh")
    let chain = try mesh.chain()
    var der = chain[0].der
    der[der.count - 1] ^= 1
    let answer = mesh.verify([try Certificate(der: der), chain[1]])
    #expect(answer.isRefused("MT-PV-02"))
    #expect(answer.failedPaths.first?.certificate?.der == der)
  }

  @Test func signaturesOfOthersDoNotCount() throws {
    let (mesh, other) = (try Mesh("red-mesh"), try Mesh("red-mesh"))
    let leaf = try Forge(mesh.leaf()).signed(by: other.intermediate.key)
    #expect(mesh.verify([leaf, mesh.intermediate.certificate]).isRefused("MT-PV-02"))
  }
}
