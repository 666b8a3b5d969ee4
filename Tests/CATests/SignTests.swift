import Cryptography
import Diagnostics
import Federation
import SystemPackage
import Testing
import X509

@testable import CA

/// Other people's requests.
@Suite struct SignTests {
  private static let workload = LeafSubject.serviceAccount(namespace: "bookinfo", name: "reviews")

  /// A request that asks for far more than it will get.
  private static func greedy(_ key: PrivateKey) throws -> CertificateRequest {
    try CertificateRequest(
      subject: DistinguishedName(organization: "Evil", commonName: "admin"), key: key,
      subjectAlternativeNames: [
        .uri(Array("spiffe://green-mesh.local/ns/a/sa/b".utf8)), .dns("kubernetes.default.svc"),
      ],
      basicConstraints: BasicConstraints(isAuthority: true), keyUsage: [.keyCertSign],
      nameConstraints: NameConstraints(permitted: [.uri(Array("green-mesh.local".utf8))]))
  }

  @Test func onlyTheKeyIsTakenFromAWorkloadsRequest() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let key = try PrivateKey.generate(.p384)
      let issued = try test.home().signLeaf("red-mesh", request: Self.greedy(key), for: Self.workload)
      let leaf = issued.chain[0]
      #expect(issued.key == nil && !leaf.isAuthority && leaf.subject.isEmpty)
      #expect(
        leaf.extensions.subjectAlternativeNames == [.uri(Array("spiffe://red-mesh.local/ns/bookinfo/sa/reviews".utf8))])
      #expect(try leaf.publicKeyInfo.components() == key.publicKey.components)
      #expect(leaf.extensions.nameConstraints == nil && leaf.extensions.keyUsage == .digitalSignature)
      #expect(try test.home().log().last?.action == "signed-request")
    }
  }

  @Test func onlyTheKeyIsTakenFromAnIntermediatesRequest() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let key = try PrivateKey.generate(.p256)
      let chain = try test.home().signIntermediate("red-mesh", request: Self.greedy(key))
      let signed = chain[0]
      #expect(
        signed.subject == (try DistinguishedName(organization: "red-mesh", commonName: "red-mesh intermediate CA g2")))
      #expect(signed.uris == ["spiffe://red-mesh.local"])
      #expect(signed.extensions.nameConstraints?.permitted == [.uri(Array("red-mesh.local".utf8))])
      #expect(signed.extensions.basicConstraints == BasicConstraints(isAuthority: true, pathLength: 0))
      #expect(chain[1] == (try test.home().authorities().named("red-mesh/root").certificate))
      // What others sign with is none of this home's authorities.
      #expect(try test.home().authorities().named("red-mesh").certificate != signed)
      #expect(try !test.home().plan().isPending)
    }
  }

  /// A second certificate for the key of an authority would give its holder what the authority may do.
  @Test(arguments: ["red-mesh/root", "red-mesh/intermediate", "green-mesh/root", "green-mesh/intermediate"])
  func theKeyOfAnAuthorityOfTheHomeIsRefused(name: String) throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let key = try test.home().key(of: test.home().authorities().named(name))
      let before = try test.files()
      for error in [
        failure { try test.home().signLeaf("red-mesh", request: Self.greedy(key), for: Self.workload) },
        failure { try test.home().signIntermediate("red-mesh", request: Self.greedy(key)) },
      ] {
        #expect(error == .refused(.issuing(.keyOfAuthority(name))) && error?.diagnostic.code == "MT-HOME-59")
      }
      #expect(try test.files() == before)
    }
  }

  @Test func theKeyOfARetiredAuthorityIsRefused() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let key = try test.home().key(of: test.home().authorities().named("blue-mesh/root"))
      _ = try test.home().remove("blue-mesh") { _ in }
      #expect(
        failure { try test.home().signIntermediate("red-mesh", request: Self.greedy(key)) }
          == .refused(.issuing(.keyOfAuthority("blue-mesh/root"))))
    }
  }

  @Test func aTamperedRequestProvesNothing() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let before = try test.files()
      var bytes = try Self.greedy(PrivateKey.generate(.p256)).der
      bytes[bytes.count - 1] ^= 1
      let request = try CertificateRequest(der: bytes)
      let refusal = CAError.x509(.possessionNotProven)
      #expect(failure { try test.home().signLeaf("red-mesh", request: request, for: Self.workload) } == refusal)
      #expect(failure { try test.home().signIntermediate("red-mesh", request: request) } == refusal)
      #expect(try test.files() == before)
    }
  }

  @Test func anotherKeyInTheRequestProvesNothing() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let (first, second) = (try PrivateKey.generate(.p256), try PrivateKey.generate(.p256))
      var bytes = try Self.greedy(first).der
      let (old, new) = try (
        Array(SubjectPublicKeyInfo(first.publicKey.components).der),
        Array(SubjectPublicKeyInfo(second.publicKey.components).der)
      )
      let start = try #require(bytes.indices.first { bytes[$0...].starts(with: old) })
      bytes.replaceSubrange(start..<(start + old.count), with: new)
      let request = try CertificateRequest(der: bytes)
      #expect(
        failure { try test.home().signLeaf("red-mesh", request: request, for: Self.workload) }
          == .x509(.possessionNotProven))
    }
  }

  /// With the neutral point as its key, the signature of R = the neutral point and s = 0 fits every message: anybody has
  /// the private key.
  @Test func aKeyOfSmallOrderIsRefused() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let key = try PrivateKey.generate(.ed25519)
      var bytes = try Self.greedy(key).der
      guard case .ed25519(let octets) = key.publicKey.components else { return }
      let start = try #require(bytes.indices.first { bytes[$0...].starts(with: octets) })
      let neutral: [UInt8] = [1] + Array(repeating: 0, count: 31)
      bytes.replaceSubrange(start..<(start + 32), with: neutral)
      bytes.replaceSubrange((bytes.count - 64)..., with: neutral + Array(repeating: 0, count: 32))
      let request = try CertificateRequest(der: bytes)
      for error in [
        failure { try test.home().signLeaf("red-mesh", request: request, for: Self.workload, forcing: true) },
        failure { try test.home().signIntermediate("red-mesh", request: request) },
      ] {
        #expect(error != nil)
      }
      #expect(try test.count("SELECT count(*) FROM certificate") == 6)
    }
  }

  @Test func aWeakKeyIsRefused() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      try OpenSSLCommand.succeeding(
        [
          "req", "-new", "-newkey", "rsa:1024", "-nodes", "-keyout", "weak.key", "-subj", "/CN=weak", "-outform", "DER",
          "-out", "weak.csr",
        ],
        in: test.folder)
      let request = try CertificateRequest(der: test.bytes("weak.csr"))
      for error in [
        failure { try test.home().signLeaf("red-mesh", request: request, for: Self.workload) },
        failure { try test.home().signIntermediate("red-mesh", request: request) },
      ] {
        #expect(error?.exitStatus == .refused && error?.diagnostic.why.description.contains("2048") ?? false)
      }
      #expect(try test.count("SELECT count(*) FROM certificate") == 6)
    }
  }

  @Test(arguments: [KeyAlgorithm.p521, .ed25519]) func whatSidecarsCannotUseIsOnlySignedByForce(algorithm: KeyAlgorithm)
    throws
  {
    try TestHome.with { test in
      _ = try test.home().apply()
      let request = try Self.greedy(PrivateKey.generate(algorithm))
      #expect(
        failure { try test.home().signLeaf("red-mesh", request: request, for: Self.workload) }?.exitStatus == .refused)
      let forced = try test.home().signLeaf("red-mesh", request: request, for: Self.workload, forcing: true)
      #expect(forced.chain.count == 2)
      // As an authority's key it is welcome.
      #expect(try test.home().signIntermediate("red-mesh", request: request).count == 2)
    }
  }

  @Test func withoutTheRootsKeyNothingIsSigned() throws {
    try TestHome.with(Colours.redOnly) { test in
      let request = try test.home().requestIntermediate("red-mesh")
      #expect(failure { try test.home().signIntermediate("red-mesh", request: request) }?.exitStatus == .usage)
      _ = try test.home().install("red-mesh", chain: CorporateRoot().chain(request))
      let key = try PrivateKey.generate(.p256)
      #expect(
        failure { try test.home().signIntermediate("red-mesh", request: Self.greedy(key)) }
          == .noKey(authority: "red-mesh/root"))
      #expect(
        failure { try test.home().signIntermediate("rde-mesh", request: Self.greedy(key)) }
          == .unknownMesh("rde-mesh", nearest: "red-mesh"))
    }
  }
}
