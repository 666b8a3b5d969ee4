import Documents
import Testing

@testable import Federation

@Suite struct MeshRemovalTests {
  private func without(_ name: String, _ text: String) throws(MeshRemovalError) -> String {
    let removal = try MeshRemoval(of: name, from: Array(text.utf8), source: "federation.yaml")
    return String(decoding: removal.bytes, as: UTF8.self)
  }

  private static let head = "apiVersion: meshtrust/v1\nkind: Federation\nspec:\n  meshes:\n"

  @Test func everythingThatIsSaidOfItGoes() throws {
    let text = """
      # What we agreed on.
      apiVersion: meshtrust/v1
      kind: Federation
      spec:
        meshes:
        - name: blue   # leaves
          peers:
          - red
        # The shop.
        - name: red
          peers: [green, blue] # mutual
          gateways:
            blue: {egress: {name: out}}
          ingressAddresses: {blue: [192.0.2.7], green: [192.0.2.8]}
          ingressPorts: {green: {service: 1, discovery: 2}, blue: {service: 3, discovery: 4}}
          exports:
            green: [{namespace: a}]
            blue: [{namespace: b}]
          imports: {blue: {rules: [{namespace: c}]}}
        - name: green

      """
    let expected = """
      # What we agreed on.
      apiVersion: meshtrust/v1
      kind: Federation
      spec:
        meshes:
        # The shop.
        - name: red
          peers: [green] # mutual
          ingressAddresses: {green: [192.0.2.8]}
          ingressPorts: {green: {service: 1, discovery: 2}}
          exports:
            green: [{namespace: a}]
        - name: green

      """
    #expect(try without("blue", text) == expected)
    #expect(try without("blue", text.replacing("\n", with: "\r\n")) == expected.replacing("\n", with: "\r\n"))
  }

  /// A decomposed accent is two Unicode scalars and one character: columns count the former.
  @Test func aDecomposedAccentBeforeTheEdit() throws {
    let text =
      Self.head + "  - {name: b, cluster: {name: \"cafe\u{301}\"}, peers: [a, c]}\n  - {name: a}\n  - {name: c}\n"
    let expected = Self.head + "  - {name: b, cluster: {name: \"cafe\u{301}\"}, peers: [a]}\n  - {name: a}\n"
    #expect(try Array(without("c", text).utf8) == Array(expected.utf8))
  }

  @Test func jsonStaysJSON() throws {
    let text =
      #"{"apiVersion":"meshtrust/v1","kind":"Federation","spec":{"meshes":[{"name":"a","peers":["b","c"]},"#
      + #"{"name":"b"},{"name":"c"}]}}"#
    #expect(try without("c", text) == text.replacing(#","c""#, with: "").replacing(#",{"name":"c"}"#, with: ""))
  }

  @Test func theLastPeerAndARemote() throws {
    let text = Self.head + "  - name: a\n    peers: [b, x]\n  - name: b\n  remotes: [x]   # since May\n"
    #expect(try without("x", text) == Self.head + "  - name: a\n    peers: [b]\n  - name: b\n")
    #expect(try without("b", text) == Self.head + "  - name: a\n    peers: [x]\n  remotes: [x]   # since May\n")
    let federation = try MeshRemoval(of: "b", from: Array(text.utf8), source: "f").federation
    #expect(federation.meshes.map(\.name) == ["a"])
  }

  @Test func whatAnAliasRepeatsGoesWhereAllOfItShould() throws {
    let text =
      Self.head + "  - {name: a, peers: &all [b, c]}\n  - {name: b}\n  - {name: c}\n  - {name: d, peers: *all}\n"
    #expect(
      try without("b", text) == Self.head
        + "  - {name: a, peers: &all [c]}\n  - {name: c}\n  - {name: d, peers: *all}\n")
  }

  @Test(arguments: [
    // The list that the others repeat would go with the mesh.
    "  - {name: b, peers: &all [a, c]}\n  - {name: a}\n  - {name: c}\n  - {name: d, peers: *all}\n",
    // Editors and readers count lines differently.
    "  - {name: a, peers: [b]}\n  - {name: b}\n  # \u{85}\n",
  ])
  func refusesWhatItCannotEditForCertain(_ text: String) throws {
    #expect(throws: MeshRemovalError.uncertain) { try without("b", Self.head + text) }
  }

  @Test func aMergeKeyThatBringsNothingOfIt() throws {
    let base = "  - &base\n    name: a\n    clusterDomain: x.y\n    peers: [b]\n  - name: b\n"
    let text = Self.head + base + "  - peers: [a, b]\n    name: d\n    <<: *base\n"
    let expected =
      Self.head + "  - &base\n    name: a\n    clusterDomain: x.y\n  - peers: [a]\n    name: d\n    <<: *base\n"
    #expect(try without("b", text) == expected)
  }

  /// Without its own list the mesh would have the other one's.
  @Test func aMergeKeyThatWouldBringSomethingElse() {
    let text =
      Self.head + "  - &base\n    name: a\n    peers: [b, d]\n  - name: b\n  - name: d\n    peers: [b]\n    <<: *base\n"
    #expect(throws: MeshRemovalError.uncertain) { try without("b", text) }
  }

  @Test func otherRefusals() throws {
    #expect(throws: MeshRemovalError.onlyMesh) {
      try without("a", Self.head + "  - name: a\n    peers: [x]\n  remotes: [x]\n")
    }
    #expect(throws: MeshRemovalError.unknown(nearest: "red-mesh")) {
      try without("red-mash", Self.head + "  - name: red-mesh\n  - name: b\n")
    }
    let error = #expect(throws: MeshRemovalError.self) { try without("a", "a: [") }
    guard case .federation(.document) = error else { Issue.record("\(String(describing: error))"); return }
  }

  /// Whatever a mesh says of those that stay must be what it was.
  @Test(arguments: [
    ("exports: {green: [{namespace: a}]}", "exports: {green: [{namespace: b}]}"),
    ("exports: {green: [{namespace: a}]}", ""), ("imports: {green: {rules: [{namespace: a}]}}", ""),
    ("imports: {green: {rules: [{namespace: a}]}}", "imports: {green: {rules: [{namespace: a}], domainSuffix: x.y}}"),
    ("locality: {region: a}", "locality: {region: b}"), ("gateways: {green: {egress: {name: x}}}", ""),
    ("clusterDomain: x.y", ""), ("profile: short", ""),
  ])
  func whatChangesTooIsNoticed(_ old: String, _ new: String) throws {
    func federation(_ field: String, peers: String) throws -> ResolvedFederation {
      try resolve(
        "apiVersion: meshtrust/v1\nkind: Federation\nspec:\n  profiles: {short: {gatewayLifetime: 1h}}\n  meshes:\n"
          + "  - name: red\n    peers: [\(peers)]\n" + (field.isEmpty ? "" : "    \(field)\n")
          + "  - name: green\n" + (peers.contains("blue") ? "  - name: blue\n" : ""))
    }
    let before = try federation(old, peers: "green, blue")
    #expect(MeshRemoval.isLess(by: "blue", before, try federation(old, peers: "green")))
    #expect(!MeshRemoval.isLess(by: "blue", before, try federation(new, peers: "green")))
  }
}
