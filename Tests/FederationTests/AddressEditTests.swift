import Federation
import Testing

@Suite struct AddressEditTests {
  /// A layout of a mesh before and after green-mesh reaches it at `a.example.com`.
  struct Layout: Sendable, CustomTestStringConvertible {
    let name: String
    let before: String
    let after: String
    var testDescription: String { name }
  }

  private static let head = "apiVersion: meshtrust/v1\nkind: Federation\nspec:\n  meshes:\n"

  static let layouts: [Layout] = [
    Layout(
      name: "nothing there, and another mesh behind",
      before: """
          - name: red-mesh
            peers: [green-mesh]   # why

          # green
          - name: green-mesh

        """,
      after: """
          - name: red-mesh
            peers: [green-mesh]   # why
            ingressAddresses:
              green-mesh: [a.example.com]

          # green
          - name: green-mesh

        """),
    Layout(
      name: "nothing there, and no end of line",
      before: """
          - name: green-mesh
          - name: red-mesh
        """,
      after: """
          - name: green-mesh
          - name: red-mesh
            ingressAddresses:
              green-mesh: [a.example.com]
        """),
    Layout(
      name: "a block of sequences at the key's own column",
      before: """
          - peers:
            - green-mesh
            name: red-mesh

        """,
      after: """
          - peers:
            - green-mesh
            name: red-mesh
            ingressAddresses:
              green-mesh: [a.example.com]

        """),
    Layout(
      name: "a flow mapping",
      before: """
          - {name: red-mesh, peers: [green-mesh]}   # one line
          - {name: green-mesh}

        """,
      after: """
          - {name: red-mesh, peers: [green-mesh], ingressAddresses: {green-mesh: [a.example.com]}}   # one line
          - {name: green-mesh}

        """),
    Layout(
      name: "a flow mapping with other peers",
      before: """
          - name: red-mesh
            ingressAddresses: {blue-mesh: ["x}"] }
            platform: gcp

        """,
      after: """
          - name: red-mesh
            ingressAddresses: {blue-mesh: ["x}"], green-mesh: [a.example.com] }
            platform: gcp

        """),
    Layout(
      name: "an empty flow mapping",
      before: """
          - name: red-mesh
            ingressAddresses: {}

        """,
      after: """
          - name: red-mesh
            ingressAddresses: {green-mesh: [a.example.com]}

        """),
    Layout(
      name: "a flow sequence to replace",
      before: """
          - name: red-mesh
            ingressAddresses: {green-mesh: [192.0.2.1, 192.0.2.2], blue-mesh: [x]} # both

        """,
      after: """
          - name: red-mesh
            ingressAddresses: {green-mesh: [a.example.com], blue-mesh: [x]} # both

        """),
    Layout(
      name: "a block sequence of which one item stays",
      before: """
          - name: red-mesh
            ingressAddresses:
              green-mesh:
                - b
                # soon
                - a.example.com   # new
              blue-mesh: [x]

        """,
      after: """
          - name: red-mesh
            ingressAddresses:
              green-mesh:
                - a.example.com   # new
                # soon
              blue-mesh: [x]

        """),
    Layout(
      name: "a key without a value",
      before: """
          - name: red-mesh
            ingressAddresses:   # to be filled
            platform: gcp

        """,
      after: """
          - name: red-mesh
            ingressAddresses:   # to be filled
              green-mesh: [a.example.com]
            platform: gcp

        """),
    Layout(
      name: "lines that end with CR LF",
      before: """
          - name: red-mesh\r
            platform: gcp\r

        """,
      after: """
          - name: red-mesh\r
            platform: gcp\r
            ingressAddresses:\r
              green-mesh: [a.example.com]\r

        """),
    Layout(
      name: "what is there already",
      before: """
          - name: red-mesh
            ingressAddresses: {green-mesh: [ a.example.com ]}

        """,
      after: """
          - name: red-mesh
            ingressAddresses: {green-mesh: [ a.example.com ]}

        """),
  ]

  @Test(arguments: layouts)
  func editsTheLayout(_ layout: Layout) {
    var edit = AddressEdit(Self.head + layout.before, source: "federation.yaml")
    let isEdited = edit.set(["a.example.com"], of: "red-mesh", for: "green-mesh")
    #expect(isEdited)
    #expect(edit.text == Self.head + layout.after)
  }

  @Test(arguments: [
    "  - name: red-mesh\n    ingressAddresses: &a {}\n  - name: green-mesh\n    ingressAddresses: *a\n",
    "  - name: red-mesh\n    ingressAddresses: {green-mesh: [a,\n      b]}\n",
    "  - name: red-mesh\n    ingressAddresses: text\n", "  - name: blue-mesh\n", "  - name: [\n",
  ])
  func leavesWhatItCannotEditForCertain(_ layout: String) {
    var edit = AddressEdit(Self.head + layout, source: "federation.yaml")
    let isEdited = edit.set(["a.example.com"], of: "red-mesh", for: "green-mesh")
    #expect(!isEdited)
    #expect(edit.text == Self.head + layout)
  }

  @Test func severalAddressesAndPeers() {
    var edit = AddressEdit(Self.head + "  - name: red-mesh\n", source: "federation.yaml")
    let isFirstEdited = edit.set(["192.0.2.1", "2001:db8::1"], of: "red-mesh", for: "green-mesh")
    let isSecondEdited = edit.set(["b.example.com"], of: "red-mesh", for: "on")
    #expect(isFirstEdited && isSecondEdited)
    #expect(
      edit.text.hasSuffix(
        """
          - name: red-mesh
            ingressAddresses:
              green-mesh: [192.0.2.1, "2001:db8::1"]
              "on": [b.example.com]

        """))
  }

  @Test func whatToPaste() {
    #expect(
      AddressEdit.paste([("green-mesh", ["a", "b"]), ("blue-mesh", ["c"])])
        == "ingressAddresses:\n  green-mesh: [a, b]\n  blue-mesh: [c]")
  }
}
