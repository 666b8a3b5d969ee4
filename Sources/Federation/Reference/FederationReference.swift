import Diagnostics
public import Documents

/// The reference of federation.yaml, made from the table of fields that its reader asks for.
public enum FederationReference {
  /// A JSON Schema (draft 2020-12) for editors.
  public static var schema: Node {
    var root = SchemaObject(FieldReference().fields)
    root.title = "Federation of meshtrust"
    return .mapping(
      [("$schema", .string("https://json-schema.org/draft/2020-12/schema"))] + root.entries)
  }

  /// The page `docs/federation.md`.
  public static var page: String {
    let fields = FieldReference().fields
    func command(_ words: String...) -> String { SuggestedCommand(words).text(in: .none) }
    var lines = [
      "# federation.yaml", "",
      "Every field, its type, what holds without it, and its effect. `[]` stands for the items of a list, `*` for the names",
      "of a table, such as peers. A field in bold is required. `\(command("show"))` prints a federation with everything "
        + "derived.",
      "", "For completion and checks in an editor, write the schema and name it in the first line of the file:", "",
      "```sh", "\(command("schema")) > federation.schema.json",
      "# yaml-language-server: $schema=federation.schema.json",
      "```",
      "",
      "This page is made by `\(command("schema", "--markdown"))`.", "", "| field | type | default | effect |",
      "|---|---|---|---|",
    ]
    for field in fields {
      let name = field.shape.isRequired ? "**`\(field.shape.path)`**" : "`\(field.shape.path)`"
      lines.append("| \(name) | \(field.shape.type.title) | \(field.standard) | \(field.effect) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// The schema of one mapping, from the fields below it.
private struct SchemaObject {
  var title: String?
  private let fields: [FieldReference.Field]
  private let prefix: String

  init(_ fields: [FieldReference.Field], below prefix: String = "") {
    self.fields = fields
    self.prefix = prefix
  }

  var entries: [(String, Node)] {
    let own = fields.compactMap { field in name(of: field).map { (name: $0, field: field) } }
    let required = own.filter { $0.field.shape.isRequired }.map(\.name)
    var entries: [(String, Node)] = []
    if let title { entries.append(("title", .string(title))) }
    entries.append(("type", .string("object")))
    entries.append(("properties", .mapping(own.map { ($0.name, node(of: $0.field)) })))
    if !required.isEmpty { entries.append(("required", .sequence(required.map { .string($0) }))) }
    entries.append(("additionalProperties", .bool(false)))
    return entries
  }

  /// The name of a field that stands directly in the mapping.
  private func name(of field: FieldReference.Field) -> String? {
    guard field.shape.path.hasPrefix(prefix) else { return nil }
    let rest = field.shape.path.dropFirst(prefix.count)
    return rest.isEmpty || rest.contains(".") || rest.contains("[") || rest.contains("*") ? nil : String(rest)
  }

  private func node(of field: FieldReference.Field) -> Node {
    let text = field.effect + (field.standard.isEmpty ? "" : " Default: \(field.standard).")
    return .mapping(
      type(field.shape.type, at: field.shape.path) + [("description", .string(text.filter { $0 != "`" }))])
  }

  private func type(_ type: FieldType, at path: String) -> [(String, Node)] {
    switch type {
    case .text, .lifetime: [("type", .string("string"))]
    case .word(let words): [("enum", .sequence(words.map { .string($0) }))]
    case .spelling(let words): [("type", .string("string")), ("examples", .sequence(words.map { .string($0) }))]
    case .spellingOrFields(let words):
      [
        (
          "oneOf",
          .sequence([
            .mapping(self.type(.spelling(words), at: path)), .mapping(self.type(.fields, at: path)),
          ])
        )
      ]
    case .textOrFields:
      [("oneOf", .sequence([.mapping(self.type(.text, at: path)), .mapping(self.type(.fields, at: path))]))]
    case .constant(let text): [("const", .string(text))]
    case .scalar: [("type", .sequence([.string("string"), .string("number")]))]
    case .number: [("type", .string("integer"))]
    case .bool: [("type", .string("boolean"))]
    case .fields: SchemaObject(fields, below: path + ".").entries
    case .list(let item):
      [("type", .string("array")), ("items", .mapping(self.type(item, at: path + "[]")))]
    case .table(let item):
      [("type", .string("object")), ("additionalProperties", .mapping(self.type(item, at: path + ".*")))]
    }
  }
}
