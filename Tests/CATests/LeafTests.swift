import CA
import Cryptography
import Diagnostics
import Federation
import SPIFFE
import SystemPackage
import Testing
import X509

@Suite struct LeafTests {
  @Test func aGatewaysCertificate() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let issued = try test.home().issueLeaf("red-mesh", for: .gateway("egress-green-mesh"))
      #expect(
        issued.identity.clientID == "red-mesh.local/ns/red-mesh-system/sa/egress-green-mesh-service-account")
      let leaf = issued.chain[0]
      #expect(leaf.subject.isEmpty && leaf.extensions.subjectAlternativeNamesAreCritical)
      #expect(leaf.extensions.subjectAlternativeNames == [.uri(Array(issued.identity.spiffeID.uri.utf8))])
      #expect(leaf.extensions.basicConstraints == BasicConstraints(isAuthority: false))
      #expect(leaf.extensions.keyUsage == .digitalSignature && leaf.extensions.keyUsageIsCritical)
      #expect(leaf.extensions.extendedKeyUsage == ExtendedKeyUsage([.serverAuth, .clientAuth]))
      #expect(leaf.extensions.nameConstraints == nil && leaf.extensions.subjectKeyIdentifier != nil)
      #expect(leaf.extensions.authorityKeyIdentifier?.keyIdentifier == issued.chain[1].extensions.subjectKeyIdentifier)
      #expect(
        leaf.validity.notBefore == TestHome.start - 300 && leaf.validity.notAfter == TestHome.start.after(days: 1))
      #expect(leaf.serialNumber.isProper && leaf.serialNumber.bytes.count == 20)
      #expect(issued.chain.dropFirst() == (try test.certificates("out/red-mesh/pem/ca-cert.pem")[...]))
      #expect(issued.roots == (try test.certificates("out/red-mesh/pem/root-cert.pem")))
      #expect(issued.key?.publicKey.components == (try leaf.publicKeyInfo.components()))
      let last = try test.home().verifyLog().last
      #expect(last?.action == "issued-leaf" && last?.details.contains(leaf.fingerprint) ?? false)
    }
  }

  @Test(arguments: ["per-mesh", "shared"]) func theChainHoldsBelowItsOwnRootOnly(roots: String) throws {
    let now = RealTime.now
    try TestHome.with(Colours(roots: roots)) { test in
      _ = try test.home(at: now).apply()
      let issued = try test.home(at: now).issueLeaf(
        "red-mesh", for: .gateway("ingress-green-mesh"), dnsNames: ["ingress.red-mesh-system.svc"])
      let policy = PathPolicy(time: now, purposes: [.serverAuth, .clientAuth])
      func verdict(_ root: Certificate) -> PathVerdict {
        PathBuilder(anchors: TrustAnchors([root]), policy: policy)
          .verdict(leaf: issued.chain[0], intermediates: Array(issued.chain.dropFirst()))
      }
      guard case .valid(let path) = verdict(issued.roots[0]) else {
        Issue.record("\(verdict(issued.roots[0]))")
        return
      }
      #expect(path.certificates == issued.chain + issued.roots)
      try test.write(PEM.write([issued.chain[0]]), to: "leaf.pem")
      try test.write(PEM.write(issued.chain), to: "chain.pem")
      let openssl = ["verify", "-x509_strict", "-purpose", "sslserver", "-untrusted", "chain.pem", "-CAfile"]
      try OpenSSLCommand.succeeding(openssl + ["out/red-mesh/pem/root-cert.pem", "leaf.pem"], in: test.folder)
      guard roots == "per-mesh" else { return }
      let foreign = try test.home().authorities().named("green-mesh/root").certificate
      guard case .invalid = verdict(foreign) else {
        Issue.record("a foreign root was accepted")
        return
      }
      let other = openssl + ["out/green-mesh/pem/root-cert.pem", "leaf.pem"]
      #expect(try OpenSSLCommand(other, in: test.folder).status != 0)
    }
  }

  @Test func aServiceAccountsCertificate() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let issued = try test.home().issueLeaf(
        "green-mesh", for: .serviceAccount(namespace: "bookinfo", name: "reviews"), lifetime: Lifetime(seconds: 3600),
        algorithm: .rsa2048)
      #expect(issued.identity.spiffeID.uri == "spiffe://green-mesh.local/ns/bookinfo/sa/reviews")
      #expect(issued.chain[0].extensions.keyUsage == [.digitalSignature, .keyEncipherment])
      #expect(issued.chain[0].validity.notAfter == TestHome.start + 3600)
    }
  }

  @Test func anUnknownGatewayIsNamedWithItsNearest() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let before = try test.files()
      let error = failure { try test.home().issueLeaf("red-mesh", for: .gateway("egress-gren-mesh")) }
      guard case .unknownGateway(_, let mesh, let known, let nearest) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(mesh == "red-mesh" && nearest == "egress-green-mesh" && known.count == 4)
      #expect(error?.exitStatus == .usage)
      #expect(
        failure { try test.home().issueLeaf("rde-mesh", for: .gateway("x")) }
          == .unknownMesh("rde-mesh", nearest: "red-mesh"))
      #expect(try test.files() == before)
    }
  }

  @Test(arguments: [("Bookinfo", "a"), ("a/b", "c"), ("", "a"), ("a", ""), ("a", "b/c"), ("a", "..")])
  func whatIsNoServiceAccountIsRefused(namespace: String, name: String) throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      let before = try test.files()
      let error = failure {
        try test.home().issueLeaf("red-mesh", for: .serviceAccount(namespace: namespace, name: name))
      }
      guard case .spiffe = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(try test.files() == before)
    }
  }

  @Test(arguments: [
    ("istiod-red-mesh.red-mesh-system.svc", true), ("a.red-mesh-system.svc.cluster.local", true),
    ("istiod-green-mesh.green-mesh-system.svc", false), ("red.example.com", true), ("www.red.example.com", true),
    ("example.com", false), ("notred.example.com", false), ("red-mesh-system.svc.evil.com", false),
  ]) func dnsNamesKeepToTheConstraints(name: String, isFine: Bool) throws {
    try TestHome.with(
      Colours(roots: "shared", profile: ["dnsNames: [red.example.com]"], meshes: Colours.redOnly.meshes)
    ) {
      test in
      _ = try test.home().apply()
      let error = failure {
        try test.home().issueLeaf("red-mesh", for: .serviceAccount(namespace: "a", name: "b"), dnsNames: [name])
      }
      guard !isFine else {
        #expect(error == nil)
        return
      }
      #expect(error?.exitStatus == .refused && error?.diagnostic.next.description.contains("dnsNames") ?? false)
      #expect(try test.count("SELECT count(*) FROM certificate WHERE kind = 'leaf'") == 0)
    }
  }

  @Test(arguments: ["https://a.example", "a.example.", "a b", "", "a_b.example", "a..example", "10.0.0.1:80"])
  func whatIsNoDNSNameIsRefused(name: String) throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      let error = failure {
        try test.home().issueLeaf("red-mesh", for: .serviceAccount(namespace: "a", name: "b"), dnsNames: [name])
      }
      #expect(error?.exitStatus == .refused)
      #expect(try test.count("SELECT count(*) FROM certificate WHERE kind = 'leaf'") == 0)
    }
  }

  @Test func aLeafThatLivesLongerThanTheMeshAllowsIsRefused() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      let subject = LeafSubject.serviceAccount(namespace: "a", name: "b")
      let day = Lifetime(seconds: 86_400)
      let asked = Lifetime(seconds: 86_401)
      #expect(throws: CAError.refused(.issuing(.longLeaf(mesh: "red-mesh", asked: asked, allowed: day)))) {
        try test.home().issueLeaf("red-mesh", for: subject, lifetime: asked)
      }
      let leaf = try test.home().issueLeaf("red-mesh", for: subject, lifetime: day).chain[0]
      let print = String(leaf.fingerprint.prefix(16))
      #expect(try test.home().issuedLeaves(of: "red-mesh").map(\.certificate) == [leaf])
      // Revoked, it stays known until it expires; forgotten, it is gone.
      #expect(try test.home().revokeLeaf(print, .superseded).revocation?.reason == .superseded)
      #expect(throws: CAError.refused(.issuing(.revokedLeaf(leaf)))) { try test.home().forgetLeaf(print) }
      let other = try test.home().issueLeaf("red-mesh", for: subject, lifetime: day).chain[0]
      #expect(try test.home().hasIssued(leaf))
      #expect(try test.home().hasIssued(other))
      _ = try test.home().forgetLeaf(other.fingerprint)
      #expect(try test.home().hasIssued(other))
      let corporate = try CorporateRoot("Corporate").certificate
      #expect(try !test.home().hasIssued(corporate))
      #expect(try test.home().issuedLeaves(of: nil).map(\.certificate) == [leaf])
      #expect(throws: CAError.unknownLeaf("1234567", several: 0)) { try test.home().forgetLeaf("1234567") }
    }
  }

  @Test func aLeafNeverOutlivesItsIssuer() throws {
    try TestHome.with(Colours.redOnly) { test in
      let intermediate = try test.home().apply().issued[1].certificate
      let end = intermediate.validity.notAfter
      let subject = LeafSubject.serviceAccount(namespace: "a", name: "b")
      let long = try test.home().issueLeaf("red-mesh", for: subject, lifetime: .longest, forcing: true)
      #expect(long.chain[0].validity.notAfter == end)
      let late = try test.home(at: end - 60).issueLeaf("red-mesh", for: subject)
      #expect(late.chain[0].validity.notAfter == end)
      for moment in [end, end + 1, end.after(days: 1)] {
        let error = failure { try test.home(at: moment).issueLeaf("red-mesh", for: subject) }
        #expect(error?.exitStatus == .refused && error?.diagnostic.what.description.contains("expired on") ?? false)
      }
    }
  }

  @Test(arguments: [KeyAlgorithm.p521, .ed25519]) func whatSidecarsCannotUseIsOnlyIssuedByForce(key: KeyAlgorithm)
    throws
  {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      let subject = LeafSubject.serviceAccount(namespace: "a", name: "b")
      #expect(failure { try test.home().issueLeaf("red-mesh", for: subject, algorithm: key) }?.exitStatus == .refused)
      #expect(try test.count("SELECT count(*) FROM certificate WHERE kind = 'leaf'") == 0)
      let forced = try test.home().issueLeaf("red-mesh", for: subject, algorithm: key, forcing: true)
      #expect(forced.key?.algorithm == key)
    }
  }

  @Test func aMeshWithoutIntermediateIssuesNothing() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      var colours = Colours()
      colours.meshes.append(.init(name: "grey-mesh", peers: ["red-mesh"]))
      try test.describe(colours)
      #expect(
        failure { try test.home().issueLeaf("grey-mesh", for: .gateway("egress-red-mesh")) }
          == .noIntermediate(mesh: "grey-mesh"))
    }
  }
}
