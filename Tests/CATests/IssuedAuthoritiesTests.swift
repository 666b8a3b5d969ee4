import CA
import Cryptography
import SystemPackage
import Testing
import X509

/// What the README's table of certificates says, looked up in what was issued.
@Suite struct IssuedAuthoritiesTests {
  private static let tenYears: Int64 = 10 * 365 * 86_400
  private static let oneYear: Int64 = 365 * 86_400

  private static func uri(_ text: String) -> GeneralName { .uri(Array(text.utf8)) }

  @Test(arguments: Colours.names) func rootOfAMesh(mesh: String) throws {
    try TestHome.with { test in
      let applied = try test.home().apply()
      let root = try #require(applied.issued.first { $0.name == "\(mesh)/root" })
      let certificate = root.certificate
      #expect(certificate.subject == (try DistinguishedName(organization: mesh, commonName: "\(mesh) root CA g1")))
      #expect(certificate.isSelfSigned && root.generation == 1 && root.hasKey && root.chain.isEmpty)
      let extensions = certificate.extensions
      #expect(extensions.subjectAlternativeNames == [Self.uri("spiffe://\(mesh).local")])
      #expect(extensions.basicConstraints == BasicConstraints(isAuthority: true, pathLength: 2))
      #expect(extensions.keyUsage == [.keyCertSign, .cRLSign])
      #expect(extensions.nameConstraints == NameConstraints(permitted: [Self.uri("\(mesh).local")]))
      #expect(extensions.extendedKeyUsage == nil)
      #expect(extensions.subjectKeyIdentifier == certificate.publicKeyInfo.derivedKeyIdentifier)
      #expect(certificate.validity.notBefore == TestHome.start - 300)
      #expect(certificate.validity.notAfter == TestHome.start + Self.tenYears)
      Self.checkForm(certificate)
    }
  }

  @Test(arguments: Colours.names) func intermediateBelowItsOwnRoot(mesh: String) throws {
    try TestHome.with { test in
      let applied = try test.home().apply()
      let root = try #require(applied.issued.first { $0.name == "\(mesh)/root" }).certificate
      let certificate = try #require(applied.issued.first { $0.name == "\(mesh)/intermediate" }).certificate
      #expect(
        certificate.subject == (try DistinguishedName(organization: mesh, commonName: "\(mesh) intermediate CA g1")))
      #expect(certificate.issuer == root.subject)
      #expect(certificate.isSigned(by: try root.publicKeyInfo.publicKey()))
      let extensions = certificate.extensions
      #expect(extensions.subjectAlternativeNames == [Self.uri("spiffe://\(mesh).local")])
      #expect(extensions.basicConstraints == BasicConstraints(isAuthority: true, pathLength: 0))
      #expect(extensions.keyUsage == [.keyCertSign, .cRLSign])
      #expect(extensions.nameConstraints == NameConstraints(permitted: [Self.uri("\(mesh).local")]))
      #expect(extensions.authorityKeyIdentifier?.keyIdentifier == root.extensions.subjectKeyIdentifier)
      #expect(certificate.validity.notBefore == TestHome.start - 300)
      #expect(certificate.validity.notAfter == TestHome.start + Self.oneYear)
      Self.checkForm(certificate)
    }
  }

  @Test func sharedRootBindsNobodyAndItsIntermediatesAreBoundTwice() throws {
    var colours = Colours.shared
    colours.profile = ["dnsNames: [red.example.com]"]
    colours.meshes[1].more = ["clusterDomain: green.cluster"]
    try TestHome.with(colours) { test in
      let applied = try test.home().apply()
      #expect(
        applied.issued.map(\.name)
          == ["shared/root", "red-mesh/intermediate", "green-mesh/intermediate", "blue-mesh/intermediate"])
      let root = applied.issued[0].certificate
      #expect(root.subject == (try DistinguishedName(organization: "colours", commonName: "colours root CA g1")))
      #expect(root.extensions.subjectAlternativeNames == nil && root.extensions.nameConstraints == nil)
      #expect(root.extensions.basicConstraints == BasicConstraints(isAuthority: true, pathLength: 2))
      let red = applied.issued[1].certificate.extensions.nameConstraints
      #expect(
        red?.permitted == [
          Self.uri("red-mesh.local"), .dns("red-mesh-system.svc"), .dns("red-mesh-system.svc.cluster.local"),
          .dns("red.example.com"),
        ])
      let green = applied.issued[2].certificate.extensions.nameConstraints
      #expect(green?.permitted.contains(.dns("green-mesh-system.svc.green.cluster")) ?? false)
      for mesh in Colours.names {
        #expect(try test.certificates("out/\(mesh)/pem/root-cert.pem") == [root])
      }
    }
  }

  @Test func profileSetsLifetimesKeysAndOrganization() throws {
    let profile = [
      "rootLifetime: 5y", "intermediateLifetime: 90d", "rootKey: ecdsa-p384", "intermediateKey: rsa-2048",
      "organization: Example Corp",
    ]
    try TestHome.with(Colours(profile: profile, meshes: Colours.redOnly.meshes)) { test in
      let issued = try test.home().apply().issued.map(\.certificate)
      #expect(issued[0].validity.notAfter == TestHome.start.after(days: 5 * 365))
      #expect(issued[1].validity.notAfter == TestHome.start.after(days: 90))
      #expect(try issued.map { try $0.publicKeyInfo.publicKey().label } == ["ECDSA P-384", "RSA 2048"])
      #expect(issued.allSatisfy { $0.subject.organization == "Example Corp" })
    }
  }

  @Test(arguments: ["ecdsa-p521", "ed25519", "rsa-3072"]) func everyKeyCanBeAnAuthoritys(key: String) throws {
    let profile = ["rootKey: \(key)", "intermediateKey: \(key)"]
    try TestHome.with(Colours(profile: profile, meshes: Colours.redOnly.meshes)) { test in
      let issued = try test.home().apply().issued.map(\.certificate)
      #expect(issued[1].isSigned(by: try issued[0].publicKeyInfo.publicKey()))
      #expect(try test.home().issueLeaf("red-mesh", for: .serviceAccount(namespace: "a", name: "b")).chain.count == 2)
    }
  }

  @Test func noTwoSerialNumbersKeysOrSubjectsAreAlike() throws {
    try TestHome.with { test in
      let certificates = try test.home().apply().issued.map(\.certificate)
      #expect(Set(certificates.map(\.serialNumber)).count == 6)
      #expect(Set(certificates.map(\.publicKeyInfo)).count == 6)
      #expect(Set(certificates.map(\.subject)).count == 6)
    }
  }

  @Test(arguments: ["per-mesh", "shared"]) func opensslAcceptsTheChain(roots: String) throws {
    let now = RealTime.now
    try TestHome.with(Colours(roots: roots)) { test in
      _ = try test.home(at: now).apply()
      for mesh in Colours.names {
        let pem = "out/\(mesh)/pem"
        let arguments = ["verify", "-x509_strict", "-CAfile", "\(pem)/root-cert.pem", "\(pem)/ca-cert.pem"]
        #expect(try OpenSSLCommand.succeeding(arguments, in: test.folder).contains(": OK"))
        // The key in the folder is the one that the certificate speaks of.
        let key = try OpenSSLCommand.succeeding(["pkey", "-in", "\(pem)/ca-key.pem", "-pubout"], in: test.folder)
        let certified = try OpenSSLCommand.succeeding(
          ["x509", "-in", "\(pem)/ca-cert.pem", "-pubkey", "-noout"], in: test.folder)
        #expect(key == certified)
      }
      guard roots == "per-mesh" else { return }
      let foreign = ["verify", "-CAfile", "out/green-mesh/pem/root-cert.pem", "out/red-mesh/pem/ca-cert.pem"]
      #expect(try OpenSSLCommand(foreign, in: test.folder).status != 0)
    }
  }

  private static func checkForm(_ certificate: Certificate) {
    #expect(certificate.version == 3)
    #expect(certificate.serialNumber.isProper && certificate.serialNumber.bytes.count == 20)
    #expect(certificate.extensions.basicConstraintsAreCritical && certificate.extensions.keyUsageIsCritical)
    #expect(certificate.extensions.nameConstraintsAreCritical)
    #expect(!certificate.extensions.subjectAlternativeNamesAreCritical)
  }
}
