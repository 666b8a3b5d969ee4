import Cryptography
import Diagnostics
import SPIFFE
import Testing
import Verifier
import X509

/// Name constraints as the wall between meshes: CA-08, CA-12 and the vectors around them.
@Suite struct ConstraintTests {
  /// A leaf below an intermediate with these constraints, judged by the domain that the URI names.
  private func verify(_ uri: String, constraint: String, caURI: String? = nil) throws -> Verification {
    let root = try Mesh.sharedRoot()
    let issuer = try root.authority("x", "x CA", uri: caURI, constraints: [.uri(Array(constraint.utf8))])
    let domain = try (try? SPIFFEID(uri).trustDomain) ?? TrustDomain("td.local")
    let bundle = TrustBundle(trustDomain: domain, certificates: [root.certificate])
    return ChainVerifier(bundles: BundleSet([bundle]))
      .verify([try issuer.leaf(uri), issuer.certificate], expecting: Expectation(trustDomain: domain), at: now)
  }

  @Test func theExactDomainPasses() throws {
    #expect(try verify("spiffe://td.local/ns/a/sa/b", constraint: "td.local").isAccepted)
    #expect(try verify("spiffe://td.local/ns/a/sa/b", constraint: "TD.Local").isAccepted)
  }

  @Test("C8: a sub-domain of the constraint")
  func subdomain() throws {
    let answer = try verify("spiffe://sub.td.local/ns/a/sa/b", constraint: "td.local")
    #expect(answer.isRefused("MT-CA-08"))
    #expect(answer.finding("MT-CA-08")?.why.description.contains("below td.local") == true)
  }

  @Test("C9: a constraint with a dot in front, and the domain itself")
  func dottedConstraint() throws {
    let answer = try verify("spiffe://td.local/ns/a/sa/b", constraint: ".td.local")
    #expect(answer.isRefused("MT-CA-08"))
    #expect(answer.finding("MT-CA-08")?.why.description.contains("not td.local itself") == true)
    #expect(try verify("spiffe://sub.td.local/ns/a/sa/b", constraint: ".td.local").isAccepted)
  }

  @Test("C10: a colon in the path", arguments: ["spiffe://evil.local/x.td.local:1"])
  func colonInPath(uri: String) throws {
    #expect(try verify(uri, constraint: ".td.local").isRefused("MT-ID-15"))
  }

  @Test(
    "C11 and C13: other ways around a constraint",
    arguments: [
      ("spiffe://td.local/a:b", "MT-ID-15"), ("spiffe://a@td.local/b", "MT-ID-04"),
      ("https://td.local/ns/a/sa/b", "MT-ID-01"), ("spiffe://evil.local@td.local/b", "MT-ID-04"),
    ])
  func waysAround(uri: String, code: String) throws {
    #expect(try verify(uri, constraint: "td.local").isRefused(code))
  }

  @Test("C11: an excluded domain with a dot at its end")
  func excluded() throws {
    let root = try Mesh.sharedRoot()
    let plain = try root.authority("x", "x CA", uri: nil)
    let base: [UInt8] = Array("td.local".utf8)
    let tree: [UInt8] = [0x86, UInt8(base.count)] + base
    let issuer = try plain.forged(by: root) {
      let subtree: [UInt8] = [0x30, UInt8(tree.count)] + tree
      $0.set(
        Forge.nameConstraints, critical: true, [0x30, UInt8(subtree.count + 2), 0xA1, UInt8(subtree.count)] + subtree)
    }
    for (name, isAllowed) in [("td.local", false), ("td.local.", false), ("green.local", true)] {
      let domain = try TrustDomain(name)
      let bundle = TrustBundle(trustDomain: domain, certificates: [root.certificate])
      let answer = ChainVerifier(bundles: BundleSet([bundle])).verify(
        [try issuer.leaf("spiffe://\(name)/ns/a/sa/b"), issuer.certificate],
        expecting: Expectation(trustDomain: domain), at: now)
      #expect(answer.isAccepted == isAllowed)
      #expect(isAllowed || answer.isRefused("MT-CA-08"))
    }
  }

  @Test("C14: constraints that are no host", arguments: ["spiffe://td.local", "td.local/ns", ".", "td.local:443"])
  func brokenConstraint(text: String) throws {
    let answer = try verify("spiffe://td.local/ns/a/sa/b", constraint: text)
    #expect(answer.isRefused("MT-PV-13"))
    #expect(answer.finding("MT-PV-13")?.what.description.contains("its name constraint `URI:\(text)`") == true)
  }

  @Test("C15: an authority whose own ID its parent does not permit")
  func authorityOutside() throws {
    let mesh = try Mesh("red-mesh")
    let stray = try mesh.root.authority("red-mesh", "stray CA", uri: "spiffe://green-mesh.local")
    let answer = mesh.verify([try stray.leaf(mesh.egress.uri), stray.certificate])
    #expect(answer.isRefused("MT-CA-12"))
  }

  @Test("C16: NUL inside the URI")
  func nul() throws {
    #expect(try verify("spiffe://td.local\u{0}.evil/x", constraint: "td.local").isRefused("MT-ID-05"))
    #expect(try verify("spiffe://td.local/x\u{0}y", constraint: "td.local").isRefused("MT-ID-15"))
  }

  @Test func anotherMeshForgesUnderASharedRoot() throws {
    let shared = try Mesh.sharedRoot()
    let (red, green) = (try Mesh("red-mesh", root: shared), try Mesh("green-mesh", root: shared))
    let forged = [try green.intermediate.leaf(red.egress.uri), green.intermediate.certificate]
    let answer = red.verify(forged, others: [green.bundle], identity: try red.egress)
    #expect(answer.isRefused("MT-CA-08"))
    #expect(answer.finding("MT-CA-08")?.why.description.contains("forged") == true)
    #expect(answer.path == nil)
  }

  @Test func withoutConstraintsOnlyWarningsTellAForgery() throws {
    let shared = try Mesh.sharedRoot()
    let red = try Mesh("red-mesh", root: shared, constrained: false)
    let green = try Mesh("green-mesh", root: shared, constrained: false)
    let forged = [try green.intermediate.leaf(red.egress.uri), green.intermediate.certificate]
    let answer = red.verify(forged, others: [green.bundle], identity: try red.egress)
    #expect(answer.isAccepted)
    #expect(!answer.isAcceptedStrictly)
    #expect(Set(answer.warnings) == ["MT-CA-06", "MT-B-11"])
    #expect(answer.finding("MT-B-11")?.what.description.contains("green-mesh.local") == true)
  }

  @Test func aSubdomainCannotBeForgedByTheDomainAboveIt() throws {
    let shared = try Mesh.sharedRoot()
    let upper = try Mesh("mesh", root: shared)
    let answer = try ChainVerifier(
      bundles: BundleSet([
        TrustBundle(trustDomain: TrustDomain("sub.mesh.local"), certificates: [shared.certificate])
      ])
    ).verify(
      [upper.intermediate.leaf("spiffe://sub.mesh.local/ns/a/sa/b"), upper.intermediate.certificate],
      expecting: Expectation(trustDomain: TrustDomain("sub.mesh.local")), at: now)
    #expect(answer.isRefused("MT-CA-08"))
  }
}
