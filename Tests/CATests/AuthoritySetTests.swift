import CA
import Diagnostics
import Testing
import X509

@Suite struct AuthoritySetTests {
  @Test func namesAndFingerprints() throws {
    try TestHome.with(Colours.shared) { test in
      _ = try test.home().apply()
      let set = try test.home().authorities()
      #expect(
        set.all.map(\.name) == [
          "shared/root", "blue-mesh/intermediate", "green-mesh/intermediate", "red-mesh/intermediate",
        ])
      let red = try set.named("red-mesh/intermediate")
      #expect(try set.named("red-mesh") == red && red.owner == .mesh("red-mesh"))
      #expect(try set.named("shared/root").owner == .shared)
      let print = red.certificate.fingerprint
      let colons = stride(from: 0, to: print.count, by: 2).map { String(Array(print)[$0..<($0 + 2)]) }.joined(
        separator: ":")
      for text in [
        print, print.uppercased(), colons, colons.uppercased(), "SHA256:" + print, "sha256:" + colons,
        String(print.prefix(8)), String(colons.prefix(11)),
      ] {
        #expect(try set.named(text) == red, "\(text)")
      }
    }
  }

  @Test func whatNamesNothing() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let set = try test.home().authorities()
      let print = try set.named("red-mesh").certificate.fingerprint
      let wrong = String(print.dropLast()) + (print.hasSuffix("0") ? "1" : "0")
      for text in [
        "", "/", "shared/root", "red-mesh/", "red-mesh/leaf", "RED-MESH", String(print.prefix(7)), wrong, "zzzzzzzzzz",
        "sha256:",
      ] {
        #expect(failure { try set.named(text) }?.exitStatus == .usage, "\(text)")
      }
    }
  }

  @Test(arguments: [
    ("red-mesh/rot", "red-mesh/root"), ("green-mesh/intermediat", "green-mesh/intermediate"),
    ("Blue-Mesh/root", "blue-mesh/root"),
  ]) func theNearestNameIsOffered(text: String, nearest: String) throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let set = try test.home().authorities()
      #expect(failure { try set.named(text) } == .unknownAuthority(text, nearest: nearest))
    }
  }

  @Test func aForeignRootAboveTwoMeshesIsOneCertificate() throws {
    let corporate = try CorporateRoot()
    try TestHome.with(Colours(meshes: [.init(name: "red-mesh", peers: []), .init(name: "green-mesh", peers: [])])) {
      test in
      for mesh in ["red-mesh", "green-mesh"] {
        let answer = CorporateRoot.Answer(uri: "spiffe://\(mesh).local", permitted: [])
        let chain = try corporate.chain(test.home().requestIntermediate(mesh), answer)
        var options = InstallOptions()
        options.acceptUnconfined = "one team runs both"
        _ = try test.home().install(mesh, chain: chain, options)
      }
      let named = try test.home().authorities().named(corporate.certificate.fingerprint)
      #expect(named.certificate == corporate.certificate && !named.hasKey)
      #expect(failure { try test.home().exportPlainKey("red-mesh/root") } == .noKey(authority: "red-mesh/root"))
    }
  }

  @Test func anEmptySetNamesNothing() throws {
    try TestHome.with { test in
      let set = try test.home().authorities()
      #expect(set.root(of: .mesh("red-mesh")) == nil && set.intermediate(of: "red-mesh") == nil)
      #expect(failure { try set.named("red-mesh") } == .unknownAuthority("red-mesh", nearest: nil))
    }
  }
}
