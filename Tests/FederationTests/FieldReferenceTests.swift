import Diagnostics
import Documents
import Foundation
import Testing

@testable import Federation

/// The reference is that of the reader: whoever adds a field has to describe it, and whoever removes one, too.
@Suite struct FieldReferenceTests {
  @Test func everyFieldIsDescribedAndNothingElse() {
    let read = Set(FederationFile.fields.map(\.path))
    let described = Set(FieldReference.texts.keys)
    #expect(read.subtracting(described).sorted() == [])
    #expect(described.subtracting(read).sorted() == [])
    #expect(FieldReference().fields.allSatisfy { !$0.effect.isEmpty })
    #expect(read.count > 80)
  }

  @Test func thePageIsTheOneThatIsPublished() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appending(path: "docs/federation.md"), encoding: .utf8)
    #expect(page == FederationReference.page, "run: meshtrust schema --markdown > docs/federation.md")
  }

  @Test(arguments: [
    ("spec.roots", FieldType.word(["per-mesh", "shared"]), false), ("spec.meshes[].name", FieldType.text, true),
    ("spec.meshes[].controlPlane.version", FieldType.scalar, false),
    ("spec.profiles.*.rootLifetime", FieldType.lifetime, false),
    ("spec.meshes[].ingressPorts.*.service", FieldType.number, false),
    ("apiVersion", FieldType.constant("meshtrust/v1"), true),
    ("spec.meshes[].exports.*[].selector.matchExpressions[].values", FieldType.list(of: FieldType.text), false),
  ])
  func typesComeFromTheReader(path: String, type: FieldType, isRequired: Bool) {
    let shape = FederationFile.fields.first { $0.path == path }
    #expect(shape?.type == type && shape?.isRequired == isRequired)
  }

  @Test func theSchemaHasEveryFieldAndNoOther() throws {
    let schema = FederationReference.schema
    let mesh = schema["properties"]?["spec"]?["properties"]?["meshes"]?["items"]
    #expect(mesh?["required"]?.sequence?.compactMap(\.text) == ["name"])
    #expect(mesh?["additionalProperties"]?.content == .bool(false))
    let rule = mesh?["properties"]?["exports"]?["additionalProperties"]?["items"]?["properties"]
    #expect(rule?["alias"]?["properties"]?["namespace"]?["type"]?.text == "string")
    #expect(schema["properties"]?["spec"]?["properties"]?["roots"]?["enum"]?.sequence?.count == 2)
  }

  @Test func whatIsAcknowledgedIsNotShown() throws {
    func codes(_ acknowledged: String) throws -> [String] {
      let text = """
        apiVersion: meshtrust/v1
        kind: Federation
        spec:
          acknowledge: \(acknowledged)
          meshes:
          - {name: red-mesh, peers: [green-mesh]}
          - {name: green-mesh}
        """
      return try ResolvedFederation(FederationFile.read(Array(text.utf8), source: "f")).findings.map(\.code.rawValue)
    }
    #expect(try codes("[]").contains("MT-FED-32"))
    #expect(try !codes("[MT-FED-32]").contains("MT-FED-32"))
    #expect(throws: FederationError.self) { try codes("[notes]") }
  }
}
