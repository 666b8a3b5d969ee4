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

  static let layouts = [
    Layout(
      name: "nothing there, and another mesh behind",
      before: "  - name: red-mesh\n    peers: [green-mesh]   # why\n\n  # green\n  - name: green-mesh\n",
      after: "  - name: red-mesh\n    peers: [green-mesh]   # why\n    ingressAddresses:\n"
        + "      green-mesh: [a.example.com]\n\n  # green\n  - name: green-mesh\n"),
    Layout(
      name: "nothing there, and no end of line",
      before: "  - name: green-mesh\n  - name: red-mesh",
      after: "  - name: green-mesh\n  - name: red-mesh\n    ingressAddresses:\n      green-mesh: [a.example.com]"),
    Layout(
      name: "a block of sequences at the key's own column",
      before: "  - peers:\n    - green-mesh\n    name: red-mesh\n",
      after: "  - peers:\n    - green-mesh\n    name: red-mesh\n    ingressAddresses:\n"
        + "      green-mesh: [a.example.com]\n"),
    Layout(
      name: "a flow mapping",
      before: "  - {name: red-mesh, peers: [green-mesh]}   # one line\n  - {name: green-mesh}\n",
      after: "  - {name: red-mesh, peers: [green-mesh], ingressAddresses: {green-mesh: [a.example.com]}}   # one line\n"
        + "  - {name: green-mesh}\n"),
    Layout(
      name: "a flow mapping with other peers",
      before: "  - name: red-mesh\n    ingressAddresses: {blue-mesh: [\"x}\"] }\n    platform: gcp\n",
      after: "  - name: red-mesh\n    ingressAddresses: {blue-mesh: [\"x}\"], green-mesh: [a.example.com] }\n"
        + "    platform: gcp\n"),
    Layout(
      name: "an empty flow mapping",
      before: "  - name: red-mesh\n    ingressAddresses: {}\n",
      after: "  - name: red-mesh\n    ingressAddresses: {green-mesh: [a.example.com]}\n"),
    Layout(
      name: "a flow sequence to replace",
      before: "  - name: red-mesh\n    ingressAddresses: {green-mesh: [192.0.2.1, 192.0.2.2], blue-mesh: [x]} # both\n",
      after: "  - name: red-mesh\n    ingressAddresses: {green-mesh: [a.example.com], blue-mesh: [x]} # both\n"),
    Layout(
      name: "a block sequence of which one item stays",
      before: "  - name: red-mesh\n    ingressAddresses:\n      green-mesh:\n        - b\n        # soon\n"
        + "        - a.example.com   # new\n      blue-mesh: [x]\n",
      after: "  - name: red-mesh\n    ingressAddresses:\n      green-mesh:\n        - a.example.com   # new\n"
        + "        # soon\n      blue-mesh: [x]\n"),
    Layout(
      name: "a key without a value",
      before: "  - name: red-mesh\n    ingressAddresses:   # to be filled\n    platform: gcp\n",
      after: "  - name: red-mesh\n    ingressAddresses:   # to be filled\n      green-mesh: [a.example.com]\n"
        + "    platform: gcp\n"),
    Layout(
      name: "lines that end with CR LF",
      before: "  - name: red-mesh\r\n    platform: gcp\r\n",
      after: "  - name: red-mesh\r\n    platform: gcp\r\n    ingressAddresses:\r\n"
        + "      green-mesh: [a.example.com]\r\n"),
    Layout(
      name: "what is there already",
      before: "  - name: red-mesh\n    ingressAddresses: {green-mesh: [ a.example.com ]}\n",
      after: "  - name: red-mesh\n    ingressAddresses: {green-mesh: [ a.example.com ]}\n"),
  ]

  @Test(arguments: layouts)
  func editsTheLayout(_ layout: Layout) {
    var edit = AddressEdit(Self.head + layout.before, source: "federation.yaml")
    #expect(edit.set(["a.example.com"], of: "red-mesh", for: "green-mesh"))
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
    #expect(edit.set(["192.0.2.1", "2001:db8::1"], of: "red-mesh", for: "green-mesh"))
    #expect(edit.set(["b.example.com"], of: "red-mesh", for: "on"))
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
