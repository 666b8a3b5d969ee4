import Documents
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
                # soon
                - a.example.com   # new
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

  private func setting(
    _ addresses: [(peer: String, addresses: [String])] = [("green-mesh", ["a.example.com"])], in text: String
  ) throws(EditFault) -> String {
    let bytes = try AddressEdit.setting(
      addresses, of: "red-mesh", in: Array(text.utf8), source: "federation.yaml")
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: layouts) func editsTheLayout(_ layout: Layout) throws {
    #expect(try setting(in: Self.head + layout.before) == Self.head + layout.after)
  }

  @Test(arguments: [
    (
      "  - name: red-mesh\n    ingressAddresses: &a {}\n  - name: green-mesh\n    ingressAddresses: *a\n",
      EditFault.form
    ),
    (
      "  - name: red-mesh\n    ingressAddresses: &a\n      blue: [x]\n  - name: green\n    ingressAddresses: *a\n",
      .meaning
    ),
    ("  - name: red-mesh\n    ingressAddresses: {green-mesh: [a,\n      b]}\n", .form),
    ("  - name: red-mesh\n    ingressAddresses: text\n", .form), ("  - name: blue-mesh\n", .form),
    ("  - name: red-mesh\n    # \u{2028}\n", .lineBreaks),
  ])
  func leavesWhatItCannotEditForCertain(_ layout: String, _ fault: EditFault) {
    #expect(throws: fault) { try setting(in: Self.head + layout) }
  }

  @Test func severalAddressesAndPeers() throws {
    let text = try setting(
      [("green-mesh", ["192.0.2.1", "2001:db8::1", "fe80::1"]), ("on", ["b.example.com"])],
      in: Self.head + "  - name: red-mesh\n")
    #expect(
      text.hasSuffix(
        """
          - name: red-mesh
            ingressAddresses:
              green-mesh: [192.0.2.1, "2001:db8::1", "fe80::1"]
              "on": [b.example.com]

        """))
  }

  @Test func itemsOfABlockComeWhereTheyBelong() throws {
    let text = Self.head + "  - name: red-mesh\n    ingressAddresses:\n      green-mesh:\n      - b # two\n      - c\n"
    let expected = text.replacing("      - b # two\n      - c\n", with: "      - a\n      - b # two\n      - d\n")
    #expect(try setting([("green-mesh", ["a", "b", "d"])], in: text) == expected)
    let other = text.replacing("      - b # two\n      - c\n", with: "      - x\n      - z\n")
    #expect(try setting([("green-mesh", ["x", "z"])], in: text) == other)
  }

  @Test func jsonStaysJSON() throws {
    let text = #"{"apiVersion": "meshtrust/v1", "kind": "Federation", "spec": {"meshes": [{"name": "red-mesh"}]}}"#
    let edited = try setting(in: text)
    #expect(
      edited
        == text.replacing(
          #""red-mesh""#, with: #""red-mesh", "ingressAddresses": {"green-mesh": ["a.example.com"]}"#))
  }

  @Test func whatToPaste() {
    #expect(
      AddressEdit.paste([("green-mesh", ["a", "b"]), ("blue-mesh", ["c"])])
        == "ingressAddresses:\n  green-mesh: [a, b]\n  blue-mesh: [c]")
  }
}
