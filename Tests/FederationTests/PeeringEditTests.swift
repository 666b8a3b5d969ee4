import Federation
import Testing

@Suite struct PeeringEditTests {
  private static let text = """
    apiVersion: meshtrust/v1
    kind: Federation
    spec:
      meshes:
      - name: red-mesh   # ours
        peers: [green-mesh]
        gateways: {green-mesh: {egress: {name: out}}}
        exports:
          green-mesh:
          - {namespace: bookinfo}
      - name: green-mesh
        ingressAddresses: {red-mesh: [in.green.example.com]}
      - {name: blue-mesh, peers: [green-mesh]}
      remotes: [friend]

    """

  private static func adding(_ peer: String, to mesh: String, in text: String = text) throws -> PeeringEdit {
    try PeeringEdit(adding: peer, to: mesh, in: Array(text.utf8), source: "f")
  }

  private static func removing(_ peer: String, from mesh: String, in text: String = text) throws -> PeeringEdit {
    try PeeringEdit(removing: peer, from: mesh, in: Array(text.utf8), source: "f")
  }

  private static func string(_ edit: PeeringEdit) -> String { String(decoding: edit.bytes, as: UTF8.self) }

  @Test(arguments: [("red-mesh", "blue-mesh"), ("green-mesh", "friend"), ("blue-mesh", "red-mesh")])
  func aPeeringIsAddedOnOneSideAndCountsOnBoth(mesh: String, peer: String) throws {
    let edit = try Self.adding(peer, to: mesh)
    #expect(edit.after.mesh(named: mesh)?.gateways(for: peer) != nil)
    #expect(edit.before.mesh(named: mesh)?.gateways(for: peer) == nil)
    #expect(Self.string(edit).contains("# ours"))
    // Ended again, the file means what it meant.
    let back = try Self.removing(peer, from: mesh, in: Self.string(edit))
    #expect(back.after.meshes == edit.before.meshes)
  }

  @Test(arguments: [("red-mesh", "green-mesh"), ("green-mesh", "red-mesh")])
  func whatIsAboutAPeerGoesOnBothSides(mesh: String, peer: String) throws {
    let edit = try Self.removing(peer, from: mesh)
    let text = Self.string(edit)
    #expect(!text.contains("in.green.example.com") && !text.contains("bookinfo") && !text.contains("out"))
    #expect(edit.after.mesh(named: "blue-mesh")?.gateways.map(\.peer) == ["green-mesh"])
  }

  @Test func whatIsThereIsNotAddedAndWhatIsNotThereNotRemoved() {
    #expect(throws: PeeringEditError.unchanged) { try Self.adding("red-mesh", to: "green-mesh") }
    #expect(throws: PeeringEditError.unchanged) { try Self.removing("blue-mesh", from: "red-mesh") }
    #expect(throws: PeeringEditError.unknown("gren-mesh", nearest: "green-mesh")) {
      try Self.adding("gren-mesh", to: "red-mesh")
    }
    #expect(throws: PeeringEditError.self) { try Self.adding("red-mesh", to: "red-mesh") }
  }

  @Test func anAliasIsNotTakenApart() {
    let text = """
      apiVersion: meshtrust/v1
      kind: Federation
      spec:
        meshes:
        - {name: red-mesh, peers: &all [green-mesh, blue-mesh]}
        - {name: green-mesh}
        - {name: blue-mesh}
        - {name: grey-mesh, peers: *all}

      """
    #expect(throws: PeeringEditError.uncertain) { try Self.removing("green-mesh", from: "red-mesh", in: text) }
  }
}
