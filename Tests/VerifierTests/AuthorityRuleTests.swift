import Cryptography
import Diagnostics
import SPIFFE
import Testing
import Verifier
import X509

/// Rules CA-01 to CA-12 for the authorities of a path.
@Suite struct AuthorityRuleTests {
  /// A chain over an intermediate that was changed and signed again by the root.
  private func verify(_ edit: (inout Forge) -> Void) throws -> Verification {
    let mesh = try Mesh("red-mesh")
    let intermediate = try mesh.intermediate.forged(by: mesh.root, edit)
    return mesh.verify([try mesh.leaf(), intermediate.certificate])
  }

  /// A chain over an intermediate that is issued otherwise than usual.
  private func verify(
    uri: String? = "spiffe://red-mesh.local", _ edit: (inout CertificateTemplate) -> Void = { _ in }
  ) throws -> Verification {
    let mesh = try Mesh("red-mesh", constrained: false)
    let issuer = try mesh.root.authority("red-mesh", "red-mesh intermediate CA g2", uri: uri, edit: edit)
    return mesh.verify([try issuer.leaf(mesh.egress.uri), issuer.certificate])
  }

  @Test("C6: an intermediate that may not sign certificates")
  func noKeyCertSign() throws {
    let answer = try verify { $0.set(Forge.keyUsage, critical: true, [0x03, 0x02, 0x01, 0x02]) }
    #expect(answer.isRefused("MT-CA-01"))
    #expect(answer.path == nil)
    #expect(answer.failedPaths.first?.failure.code == "MT-PV-06")
  }

  @Test func issuerThatIsNoAuthority() throws {
    let mesh = try Mesh("red-mesh", constrained: false)
    let key = try PrivateKey.generate(.p256)
    let workload = try mesh.intermediate.leaf("spiffe://red-mesh.local/ns/a/sa/b", key: key) {
      $0.subject = (try? DistinguishedName(organization: "red-mesh", commonName: "workload")) ?? .empty
    }
    // The template refuses such an issuer, so a twin of it that is an authority signs.
    let twin = try mesh.intermediate.authority("red-mesh", "workload", uri: nil, key: key)
    let forged = try twin.leaf("spiffe://red-mesh.local/ns/victim/sa/victim")
    let answer = mesh.verify([forged, workload, mesh.intermediate.certificate])
    #expect(answer.isRefused("MT-CA-01"))
    #expect(answer.failedPaths.first?.failure.code == "MT-PV-05")
  }

  @Test func keyUsageOfAnAuthority() throws {
    let missing = try verify { $0.remove(Forge.keyUsage) }
    #expect(missing.isAccepted)
    #expect(missing.warnings == ["MT-CA-02"])
    let loose = try verify { $0.setCritical(Forge.keyUsage, false) }
    #expect(loose.isAccepted)
    #expect(loose.warnings == ["MT-CA-02"])
  }

  @Test func authorityThatAlsoSignsData() throws {
    let answer = try verify { $0.keyUsage = [.keyCertSign, .cRLSign, .digitalSignature] }
    #expect(answer.isAccepted)
    #expect(answer.warnings == ["MT-CA-03"])
  }

  @Test func authorityWithoutAnID() throws {
    let answer = try verify(uri: nil)
    #expect(answer.isAccepted)
    #expect(answer.warnings == ["MT-CA-04"])
    #expect(try verify(uri: "https://example.org/ca").warnings == ["MT-CA-04"])
  }

  @Test(arguments: [
    "spiffe://red-mesh.local/ca", "spiffe://red-mesh.local/ca/", "spiffe://Red-Mesh.local", "SPIFFE://red-mesh.local",
    "spiffe://red-mesh.local//", "spiffe://red-mesh.local:1", "spiffe:red-mesh.local",
  ])
  func authorityWithABrokenID(uri: String) throws {
    let answer = try verify(uri: uri)
    #expect(answer.isRefused("MT-CA-05"))
    #expect(answer.path != nil)
  }

  @Test("RFC 5280 4.2.1.6: a URI with an authority has a host", arguments: ["spiffe://", "spiffe:///"])
  func authorityWithoutAHost(uri: String) throws {
    let answer = try verify(uri: uri)
    #expect(answer.isRefused("MT-PV-13"))
    #expect(answer.path == nil)
  }

  @Test func authorityWithTwoIDs() throws {
    let answer = try verify { $0.subjectAlternativeNames.append(.uri(Array("spiffe://green-mesh.local".utf8))) }
    #expect(answer.isRefused("MT-CA-05"))
  }

  @Test("CA-05: the standard's own example ends in a slash")
  func authorityWithASlash() throws {
    let answer = try verify(uri: "spiffe://red-mesh.local/")
    #expect(answer.isAccepted)
    #expect(answer.warnings == ["MT-CA-05"])
  }

  @Test func authorityOfAnotherDomain() throws {
    let answer = try verify(uri: "spiffe://green-mesh.local")
    #expect(answer.isAccepted)
    #expect(!answer.isAcceptedStrictly)
    #expect(answer.warnings == ["MT-CA-06"])
  }

  @Test("CA-07: an authority authenticates")
  func authorityAlone() throws {
    let mesh = try Mesh("red-mesh")
    for chain in [[mesh.intermediate.certificate], [mesh.root.certificate]] {
      let answer = mesh.verify(chain)
      #expect(answer.isRefused("MT-CA-07"))
    }
  }

  @Test(
    "C5: an intermediate with one purpose",
    arguments: [[.serverAuth], [.clientAuth], [.other("1.3.6.1.5.5.7.3.3")]] as [[ExtendedKeyUsage.Purpose]])
  func authorityWithOnePurpose(purposes: [ExtendedKeyUsage.Purpose]) throws {
    #expect(try verify { $0.extendedKeyUsage = ExtendedKeyUsage(purposes) }.isRefused("MT-CA-09"))
  }

  @Test(arguments: [[.serverAuth, .clientAuth], [.any]] as [[ExtendedKeyUsage.Purpose]])
  func authorityWithBothPurposes(purposes: [ExtendedKeyUsage.Purpose]) throws {
    #expect(try verify { $0.extendedKeyUsage = ExtendedKeyUsage(purposes) }.isAcceptedStrictly)
  }

  @Test func keyIdentifiers() throws {
    #expect(try verify { $0.remove(Forge.subjectKeyIdentifier) }.warnings == ["MT-CA-10"])
    #expect(try verify { $0.remove(Forge.authorityKeyIdentifier) }.warnings == ["MT-CA-10"])
  }

  @Test("C19: the issuer's serial number, and the root issued again with the same key")
  func issuerBySerialNumber() throws {
    let mesh = try Mesh("red-mesh", constrained: false)
    // [1] { [4] { name } }, [2] serial 1
    let names = Array(mesh.root.certificate.subject.der)
    let directory: [UInt8] = [0xA4, UInt8(names.count)] + names
    let value: [UInt8] = [0xA1, UInt8(directory.count)] + directory + [0x82, 0x01, 0x01]
    let intermediate = try mesh.intermediate.forged(by: mesh.root) {
      $0.set(Forge.authorityKeyIdentifier, critical: false, [0x30, UInt8(value.count)] + value)
    }
    let answer = mesh.verify([try mesh.leaf(), intermediate.certificate])
    #expect(answer.isAccepted)
    #expect(answer.warnings == ["MT-CA-10"])
  }

  @Test("C7: an authority below a path length of 0")
  func pathLength() throws {
    let mesh = try Mesh("red-mesh", constrained: false)
    let below = try mesh.intermediate.authority("red-mesh", "sub CA", uri: "spiffe://red-mesh.local")
    let answer = mesh.verify(
      [try below.leaf(mesh.egress.uri), below.certificate, mesh.intermediate.certificate])
    #expect(answer.isRefused("MT-PV-07"))
    let roomy = try mesh.root.authority("red-mesh", "roomy CA", uri: "spiffe://red-mesh.local", pathLength: 1)
    let second = try roomy.authority("red-mesh", "sub CA", uri: "spiffe://red-mesh.local")
    #expect(
      mesh.verify([try second.leaf(mesh.egress.uri), second.certificate, roomy.certificate]).isAcceptedStrictly)
  }

  @Test func looseConstraints() throws {
    let loose = try verify { $0.setCritical(Forge.nameConstraints, false) }
    #expect(loose.isAccepted)
    #expect(loose.warnings == ["MT-CA-08"])
    let wide = try verify { $0.nameConstraints = NameConstraints(permitted: [.uri(Array(".local".utf8))]) }
    #expect(wide.warnings.contains("MT-CA-08"))
    let none = try verify()
    #expect(none.isAcceptedStrictly)
    #expect(none.finding("MT-CA-08")?.severity == .note)
  }

  @Test func anotherRootIsTakenWhenARuleBreaks() throws {
    let mesh = try Mesh("red-mesh", constrained: false)
    let broken = try Authority.root(
      "red-mesh", "red-mesh root CA g1", uri: "spiffe://red-mesh.local/ca", key: mesh.root.key)
    for roots in [[broken, mesh.root], [mesh.root, broken]] {
      let bundle = TrustBundle(trustDomain: mesh.domain, certificates: roots.map(\.certificate))
      let answer = ChainVerifier(bundles: BundleSet([bundle]))
        .verify(try mesh.chain(), expecting: Expectation(trustDomain: mesh.domain), at: now)
      #expect(answer.isAccepted)
      #expect(answer.path?.anchor == mesh.root.certificate)
    }
  }

  @Test func anotherPathIsTakenWhenARuleBreaks() throws {
    let mesh = try Mesh("red-mesh", constrained: false)
    let broken = try mesh.intermediate.forged(by: mesh.root) {
      $0.set(Forge.extendedKeyUsage, critical: false, [0x30, 0x0A, 0x06, 0x08, 0x2B, 6, 1, 5, 5, 7, 3, 1])
    }
    let twoIDs = try mesh.root.authority(
      "red-mesh", "red-mesh intermediate CA g1", uri: "spiffe://red-mesh.local/ca", key: mesh.intermediate.key)
    let leaf = try mesh.leaf()
    for bad in [broken, twoIDs] {
      for chain in [
        [leaf, bad.certificate, mesh.intermediate.certificate], [leaf, mesh.intermediate.certificate, bad.certificate],
      ] {
        #expect(mesh.verify(chain).isAccepted)
      }
      #expect(!mesh.verify([leaf, bad.certificate]).isAccepted)
    }
  }
}
