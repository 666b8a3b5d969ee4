import CA
import Cryptography
import Diagnostics
import Foundation
import SystemPackage
import Testing
import X509

@Suite struct RequestTests {
  @Test func aRequestSaysWhatTheAnswerShouldBe() throws {
    try TestHome.with(Colours.shared) { test in
      let request = try test.home().requestIntermediate("red-mesh")
      #expect(request.subject.commonName == "red-mesh intermediate CA g1")
      let wishes = request.requestedExtensions
      #expect(wishes.subjectAlternativeNames == [.uri(Array("spiffe://red-mesh.local".utf8))])
      #expect(wishes.basicConstraints == BasicConstraints(isAuthority: true, pathLength: 0))
      #expect(wishes.keyUsage == [.keyCertSign, .cRLSign])
      #expect(wishes.nameConstraints?.permitted.contains(.dns("red-mesh-system.svc")) ?? false)
      _ = try request.provenKey()
      #expect(!test.has("out"))
      // Asked again it is the same request, not a second key.
      #expect(try test.home(at: TestHome.start.after(days: 1)).requestIntermediate("red-mesh") == request)
      #expect(try test.count("SELECT count(*) FROM key") == 1)
    }
  }

  @Test func roundTripWithOpenSSL() throws {
    let now = RealTime.now
    try TestHome.with { test in
      let home = test.home(at: now)
      let request = try home.requestIntermediate("red-mesh")
      try test.write(PEM.write("CERTIFICATE REQUEST", request.der), to: "red.csr")
      let seen = try OpenSSLCommand.succeeding(
        ["req", "-in", "red.csr", "-noout", "-text", "-verify"], in: test.folder)
      #expect(seen.contains("self-signature verify OK") && seen.contains("URI:spiffe://red-mesh.local"))
      try OpenSSLCommand.succeeding(
        ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "corporate.key"], in: test.folder)
      try OpenSSLCommand.succeeding(
        [
          "req", "-x509", "-new", "-key", "corporate.key", "-subj", "/O=Corporate/CN=Corporate Root", "-days", "3650",
          "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign", "-out",
          "corporate.pem",
        ], in: test.folder)
      try OpenSSLCommand.succeeding(
        [
          "x509", "-req", "-in", "red.csr", "-CA", "corporate.pem", "-CAkey", "corporate.key", "-days", "365",
          "-copy_extensions", "copy", "-set_serial", "4711", "-out", "answer.pem",
        ], in: test.folder)
      // The clock may have moved on to the second in which openssl signed.
      let later = test.home(at: now + 60)
      let chain = try test.certificates("answer.pem") + test.certificates("corporate.pem")
      let installed = try later.install("red-mesh", chain: chain).authority
      #expect(installed.hasKey && installed.chain.isEmpty && installed.certificate == chain[0])
      #expect(try later.authorities().named("red-mesh/root").hasKey == false)

      let applied = try later.apply()
      #expect(
        applied.issued.map(\.name).sorted()
          == ["blue-mesh", "green-mesh"].flatMap { ["\($0)/intermediate", "\($0)/root"] })
      #expect(try test.certificates("out/red-mesh/pem/root-cert.pem") == [chain[1]])
      #expect(try !later.plan().isPending)
      let issued = try later.issueLeaf("red-mesh", for: .gateway("egress-green-mesh"))
      try test.write(PEM.write(issued.chain), to: "chain.pem")
      let verified = try OpenSSLCommand.succeeding(
        ["verify", "-CAfile", "corporate.pem", "-untrusted", "chain.pem", "chain.pem"], in: test.folder)
      #expect(verified.contains("OK"))
    }
  }

  @Test func roundTripWithAnotherHomeAsTheSigner() throws {
    try TestHome.with(Colours.shared) { headquarters in
      try TestHome.with(Colours(roots: "shared", meshes: Colours.redOnly.meshes)) { branch in
        _ = try headquarters.home().apply()
        let request = try branch.home().requestIntermediate("red-mesh")
        let chain = try headquarters.home().signIntermediate("red-mesh", request: request)
        #expect(chain.count == 2 && chain[0].subject.commonName == "red-mesh intermediate CA g2")
        #expect(try headquarters.home().log().last?.action == "signed-request")
        let installed = try branch.home().install("red-mesh", chain: chain).authority
        #expect(installed.certificate == chain[0])
        // Whoever was cut off after it was stored gives it again.
        let (files, log) = (try branch.files(), try branch.home().log().count)
        let again = try branch.home().install("red-mesh", chain: chain)
        #expect(!again.isNew && !again.isWaiting && again.authority.certificate == chain[0])
        #expect(try branch.files() == files && branch.home().log().count == log)
        // With anything else it is another answer, and so it is with another root's fingerprint.
        let other = branch.home()
        let stranger = try headquarters.home().authorities().named("green-mesh").certificate
        #expect(throws: CAError.self) { try other.install("red-mesh", chain: chain + [stranger]) }
        var options = InstallOptions()
        options.fingerprint = chain[0].fingerprint
        #expect(throws: CAError.self) { try other.install("red-mesh", chain: chain, options) }
        _ = try branch.home().apply()
        #expect(try branch.certificates("out/red-mesh/pem/cert-chain.pem") == [chain[0]])
        #expect(try branch.home().status().entries.map(\.name) == ["red-mesh/intermediate", "shared/root"])

        // The next year: the root is known, so that the answer needs no root; and no subject is used twice.
        let later = TestHome.start.after(days: 300)
        #expect(try branch.home(at: later).plan().notes.contains { $0.code == "MT-HOME-42" })
        let second = try branch.home(at: later).requestIntermediate("red-mesh")
        #expect(second != request)
        // Whoever gives the former answer to it is told.
        let waiting = branch.home(at: later)
        #expect(throws: CAError.self) { try waiting.install("red-mesh", chain: chain) }
        #expect(try branch.home(at: later).plan().notes.map(\.code) == ["MT-HOME-41"])
        #expect(try branch.home(at: later).plan().keeps.count == 2)
        let answer = try headquarters.home(at: later).signIntermediate("red-mesh", request: second)
        #expect(answer[0].subject.commonName == "red-mesh intermediate CA g3")
        _ = try branch.home(at: later).install("red-mesh", chain: [answer[0]])
        let renewed = try branch.home(at: later).apply()
        #expect(renewed.written == ["red-mesh"])
        #expect(try branch.home(at: later).authorities().named("red-mesh").generation == 2)
        // The signer's own renewal goes on counting.
        let own = try headquarters.home(at: later).apply().issued.filter { $0.name == "red-mesh/intermediate" }
        #expect(own.map(\.generation) == [4])
      }
    }
  }

  @Test func anAuthorityInBetweenIsPresentedToo() throws {
    try TestHome.with(Colours.redOnly) { test in
      let corporate = try CorporateRoot(hasIssuing: true)
      let chain = try corporate.chain(test.home().requestIntermediate("red-mesh"))
      // The order in the file does not matter.
      let installed = try test.home().install("red-mesh", chain: [chain[2], chain[0], chain[1]]).authority
      #expect(installed.chain == [chain[1]])
      _ = try test.home().apply()
      #expect(try test.certificates("out/red-mesh/pem/cert-chain.pem") == [chain[0], chain[1]])
      #expect(try test.certificates("out/red-mesh/pem/root-cert.pem") == [chain[2]])
      let issued = try test.home().issueLeaf("red-mesh", for: .serviceAccount(namespace: "a", name: "b"))
      #expect(issued.chain.count == 3 && issued.roots == [chain[2]])
      #expect(try test.home().status().entries.map(\.kind) == [.leaf, .intermediate, .chain, .root])
    }
  }

  @Test func aMeshBelowARootOfThisHomeAsksNobody() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let before = try test.files()
      #expect(failure { try test.home().requestIntermediate("red-mesh") }?.exitStatus == .refused)
      #expect(
        failure { try test.home().requestIntermediate("rde-mesh") } == .unknownMesh("rde-mesh", nearest: "red-mesh"))
      #expect(failure { try test.home().install("red-mesh", chain: []) }?.exitStatus == .refused)
      #expect(try test.files() == before)
    }
  }

  @Test func whoeverWaitsHoldsUpOnlyItsPeers() throws {
    var colours = Colours(meshes: [
      .init(name: "red-mesh", peers: ["green-mesh"]), .init(name: "green-mesh", peers: []),
      .init(name: "blue-mesh", peers: []),
    ])
    try TestHome.with(colours) { test in
      let request = try test.home().requestIntermediate("green-mesh")
      let plan = try test.home().plan()
      #expect(plan.issues.map(\.owner.description) == ["red-mesh", "red-mesh", "blue-mesh", "blue-mesh"])
      #expect(plan.writes.map(\.mesh) == ["blue-mesh"])
      #expect(plan.notes.map(\.code) == ["MT-HOME-41", "MT-HOME-46"])
      #expect(try test.home().apply().written == ["blue-mesh"])
      #expect(try !test.home().plan().isPending)
      #expect(try test.home().status().next.command == .meshtrust("install", "green-mesh", "--chain", "FILE"))
      var answer = CorporateRoot.Answer(uri: "spiffe://green-mesh.local", permitted: [])
      answer.days = 100
      _ = try test.home().install("green-mesh", chain: CorporateRoot().chain(request, answer))
      #expect(try test.home().apply().written == ["red-mesh", "green-mesh"])
      #expect(try !test.home().plan().isPending)
      // A mesh that comes later, below a shared root that is elsewhere, is told to ask as well.
      colours.meshes.append(.init(name: "grey-mesh", peers: []))
      try test.describe(colours)
      #expect(try test.home().apply().written == ["grey-mesh"])
    }
  }

  @Test func belowASharedRootElsewhereEveryMeshAsks() throws {
    try TestHome.with(Colours.shared) { test in
      let request = try test.home().requestIntermediate("red-mesh")
      #expect(try !test.home().plan().isPending)
      let permitted: [GeneralName] = [.uri(Array("red-mesh.local".utf8)), .dns("red-mesh-system.svc")]
      let chain = try CorporateRoot().chain(request, .init(permitted: permitted))
      _ = try test.home().install("red-mesh", chain: chain)
      let plan = try test.home().apply().plan
      #expect(plan.issues.isEmpty && plan.notes.filter { $0.code == "MT-HOME-42" }.count == 2)
      #expect(try test.home().authorities().named("shared/root").certificate == chain[1])
    }
  }

  @Test func aRequestThatNoLongerFitsIsMadeAgain() throws {
    try TestHome.with(Colours.redOnly) { test in
      let first = try test.home().requestIntermediate("red-mesh")
      var colours = Colours.redOnly
      colours.meshes[0].more = ["trustDomain: crimson.example"]
      try test.describe(colours)
      let second = try test.home().requestIntermediate("red-mesh")
      #expect(first.publicKeyInfo != second.publicKeyInfo)
      let late = try CorporateRoot().chain(first)
      #expect(failure { try test.home().install("red-mesh", chain: late) }?.exitStatus == .refused)
      let answer = CorporateRoot.Answer(uri: "spiffe://crimson.example", permitted: [])
      _ = try test.home().install("red-mesh", chain: CorporateRoot().chain(second, answer))
    }
  }
}
