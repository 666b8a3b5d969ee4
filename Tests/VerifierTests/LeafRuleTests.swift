import Cryptography
import Diagnostics
import SPIFFE
import Testing
import Verifier
import X509

/// Rules LF-01 to LF-13, each on a whole chain that is good otherwise.
@Suite struct LeafRuleTests {
  private func verify(_ edit: (inout CertificateTemplate) -> Void) throws -> Verification {
    let mesh = try Mesh("red-mesh")
    return mesh.verify([try mesh.leaf(edit: edit), mesh.intermediate.certificate])
  }

  private func verify(forging edit: (inout Forge) throws -> Void) throws -> Verification {
    let mesh = try Mesh("red-mesh")
    return mesh.verify(try mesh.chain(forging: edit))
  }

  @Test("C1: two URIs", arguments: ["spiffe://red-mesh.local/ns/a/sa/b", "https://red-mesh.local/x", "urn:x"])
  func twoURIs(second: String) throws {
    let answer = try verify { $0.subjectAlternativeNames.append(.uri(Array(second.utf8))) }
    #expect(answer.isRefused("MT-LF-01"))
    #expect(answer.identity == nil)
  }

  @Test("C12: a DNS name alone")
  func noURI() throws {
    #expect(try verify { $0.subjectAlternativeNames = [.dns("red-mesh.local")] }.isRefused("MT-LF-01"))
  }

  @Test func noNamesAtAll() throws {
    let answer = try verify {
      $0.subject = (try? DistinguishedName(organization: "red", commonName: "red")) ?? .empty
      $0.subjectAlternativeNames = []
    }
    #expect(answer.isRefused("MT-LF-01"))
  }

  @Test("LF-02: names that constraints leave open")
  func otherNames() throws {
    let answer = try verify { $0.subjectAlternativeNames.append(.dns("istiod.red-mesh-system.svc")) }
    #expect(answer.isAccepted)
    #expect(answer.warnings == ["MT-LF-02"])
    let mesh = try Mesh("red-mesh")
    let confined = try mesh.root.authority(
      "red-mesh", "red-mesh intermediate CA g2", uri: "spiffe://red-mesh.local",
      constraints: [.uri(Array("red-mesh.local".utf8)), .dns("system.svc")])
    let leaf = try confined.leaf(mesh.egress.uri) { $0.subjectAlternativeNames.append(.dns("egress.system.svc")) }
    let named = mesh.verify([leaf, confined.certificate])
    #expect(named.isAcceptedStrictly)
    #expect(named.finding("MT-LF-02")?.severity == .note)
    let forged = try confined.leaf(mesh.egress.uri) { $0.subjectAlternativeNames.append(.dns("istiod.green.svc")) }
    #expect(mesh.verify([forged, confined.certificate]).isRefused("MT-CA-08"))
  }

  @Test func otherNamesWithoutAnyConstraint() throws {
    let mesh = try Mesh("red-mesh", constrained: false)
    let leaf = try mesh.leaf { $0.subjectAlternativeNames.append(.dns("egress.system.svc")) }
    #expect(mesh.verify([leaf, mesh.intermediate.certificate]).isAcceptedStrictly)
  }

  @Test("C2: an ID without a path")
  func noPath() throws {
    let mesh = try Mesh("red-mesh")
    let leaf = try mesh.intermediate.leaf("spiffe://red-mesh.local")
    let answer = mesh.verify([leaf, mesh.intermediate.certificate])
    #expect(answer.isRefused("MT-LF-03"))
    #expect(answer.path != nil)
  }

  @Test func emptySubjectWithoutCriticalNames() throws {
    #expect(try verify(forging: { $0.setCritical(Forge.subjectAltName, false) }).isRefused("MT-LF-04"))
  }

  @Test("C3: a leaf that is an authority")
  func leafIsAuthority() throws {
    let mesh = try Mesh("red-mesh", constrained: false)
    let answer = mesh.verify(
      try mesh.chain { $0.set(Forge.basicConstraints, critical: true, [0x30, 0x03, 0x01, 0x01, 0xFF]) })
    #expect(answer.isRefused("MT-LF-05"))
    #expect(answer.errors.contains("MT-CA-07"))
  }

  @Test func leafWithoutBasicConstraints() throws {
    let answer = try verify(forging: { $0.remove(Forge.basicConstraints) })
    #expect(answer.isAccepted)
    #expect(answer.warnings == ["MT-LF-05"])
  }

  @Test("C4: no key usage, or one that is not critical")
  func keyUsage() throws {
    #expect(try verify(forging: { $0.remove(Forge.keyUsage) }).isRefused("MT-LF-06"))
    #expect(try verify(forging: { $0.setCritical(Forge.keyUsage, false) }).isRefused("MT-LF-06"))
  }

  @Test func noDigitalSignature() throws {
    #expect(try verify { $0.keyUsage = [.keyEncipherment] }.isRefused("MT-LF-07"))
  }

  @Test(arguments: [[0x03, 0x02, 0x02, 0x84], [0x03, 0x02, 0x01, 0x82], [0x03, 0x02, 0x01, 0x86]] as [[UInt8]])
  func signingBits(usage: [UInt8]) throws {
    let answer = try verify(forging: { $0.set(Forge.keyUsage, critical: true, usage) })
    #expect(answer.isRefused("MT-LF-08"))
    #expect(!answer.errors.contains("MT-LF-07"))
  }

  @Test func encryptionBitsAreWorthANote() throws {
    let answer = try verify { $0.keyUsage = [.digitalSignature, .keyEncipherment] }
    #expect(answer.isAcceptedStrictly)
    #expect(answer.finding("MT-LF-09")?.severity == .note)
    let rsa = try PrivateKey.generate(.rsa2048)
    #expect(
      try verify {
        $0.publicKey = rsa.publicKey.components
        $0.keyUsage = [.digitalSignature, .keyEncipherment]
      }.finding("MT-LF-09") == nil)
  }

  @Test(
    arguments: [
      [.serverAuth], [.clientAuth], [.any], [.other("1.3.6.1.5.5.7.3.3")], [.serverAuth, .any],
    ] as [[ExtendedKeyUsage.Purpose]])
  func purposes(listed: [ExtendedKeyUsage.Purpose]) throws {
    let answer = try verify { $0.extendedKeyUsage = ExtendedKeyUsage(listed) }
    #expect(answer.isRefused("MT-LF-11"))
    #expect(answer.errors == ["MT-LF-11"])
  }

  @Test func noPurposes() throws {
    let answer = try verify { $0.extendedKeyUsage = nil }
    #expect(answer.isAccepted)
    #expect(answer.warnings == ["MT-LF-10"])
  }

  @Test("LF-12: it outlives its issuer")
  func outlives() throws {
    let mesh = try Mesh("red-mesh")
    let leaf = try mesh.intermediate.leaf(mesh.egress.uri) {
      $0.validity = Validity(notBefore: now - 300, notAfter: now + 364 * Authority.day)
    }
    // The same name and key, ending earlier.
    let short = try mesh.root.authority(
      "red-mesh", "red-mesh intermediate CA g1", uri: "spiffe://red-mesh.local", key: mesh.intermediate.key
    ) { $0.validity = Validity(notBefore: now - 300, notAfter: now + 3600) }
    let answer = mesh.verify([leaf, short.certificate])
    #expect(answer.isAccepted)
    #expect(answer.warnings.contains("MT-LF-12"))
    #expect(answer.finding("MT-LF-12")?.what.description.contains("2026-03-01T13:00:00Z") == true)
    #expect(answer.firstToExpire == short.certificate)
  }

  @Test("LF-13: weak keys and digests")
  func weakness() throws {
    let mesh = try Mesh("red-mesh")
    let leaf = try mesh.leaf()
    var der = leaf.der
    let sha256: [UInt8] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02]
    for start in der.indices.dropLast(8) where Array(der[start..<(start + 8)]) == sha256 { der[start + 7] = 0x09 }
    let unknown = try Certificate(der: der)
    #expect(mesh.verify([unknown, mesh.intermediate.certificate]).isRefused("MT-LF-13"))
    #expect(mesh.verify([leaf, mesh.intermediate.certificate]).isAccepted)
  }

  @Test("LF-13: RSA keys by their size", arguments: [(128, false), (255, false), (256, true)])
  func sizes(octets: Int, isEnough: Bool) throws {
    // An odd number of that size without small factors, so that only its size can be wrong.
    let modulus = try #require(
      stride(from: UInt8(1), to: 255, by: 2).lazy.map { [0xC5] + [UInt8](repeating: 0x5A, count: octets - 2) + [$0] }
        .first { (try? PublicKey(.rsa(modulus: $0, exponent: [1, 0, 1]))) != nil })
    let answer = try verify { $0.publicKey = .rsa(modulus: modulus, exponent: [1, 0, 1]) }
    #expect(answer.isAccepted == isEnough)
    #expect(isEnough || answer.isRefused("MT-LF-13"))
    #expect(answer.errors.count == (isEnough ? 0 : 1))
  }

  @Test("LF-13: a point that is not on its curve")
  func pointOffCurve() throws {
    let answer = try verify(forging: { $0.fields[6][$0.fields[6].count - 1] ^= 1 })
    #expect(answer.isRefused("MT-LF-13"))
  }

  @Test func criticalExtensionThatNobodyKnows() throws {
    let answer = try verify(forging: { $0.set(Forge.unknown, critical: true, [5, 0]) })
    #expect(answer.isRefused("MT-PV-09"))
    #expect(try verify(forging: { $0.set(Forge.unknown, critical: false, [5, 0]) }).isAcceptedStrictly)
  }

  @Test func noAuthorityKeyIdentifier() throws {
    let answer = try verify(forging: { $0.remove(Forge.authorityKeyIdentifier) })
    #expect(answer.isAccepted)
    #expect(answer.warnings == ["MT-CA-10"])
  }
}
