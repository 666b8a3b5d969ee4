/// What a field of federation.yaml holds.
indirect enum FieldType: Hashable, Sendable {
  case text
  /// One of several words.
  case word([String])
  /// One of several words, or another spelling of one.
  case spelling([String])
  /// One of several words, or another spelling of one; or fields of its own.
  case spellingOrFields([String])
  /// A text, or fields of its own.
  case textOrFields
  /// Only this text.
  case constant(String)
  /// A text that YAML may read as a number, such as a version.
  case scalar
  /// A time with units, such as `24h`.
  case lifetime
  case number
  case bool
  /// Fields of its own.
  case fields
  case list(of: FieldType)
  /// From names, such as those of peers, to values.
  case table(of: FieldType)

  /// In words, for the reference.
  var title: String {
    switch self {
    case .text: "text"
    case .word(let words): words.map { "`\($0)`" }.joined(separator: ", ")
    case .spelling(let words): words.map { "`\($0)`" }.joined(separator: ", ") + ", or another spelling"
    case .spellingOrFields(let words): FieldType.spelling(words).title + "; or fields"
    case .textOrFields: "text; or fields"
    case .constant(let text): "`\(text)`"
    case .scalar: "text or number"
    case .lifetime: "duration, such as `90d` or `24h`"
    case .number: "number"
    case .bool: "`true` or `false`"
    case .fields: "fields"
    case .list(.fields): "list of entries"
    case .list(.textOrFields): "list of texts or entries"
    case .list(let item): "list of \(item.title)"
    case .table(.fields): "table by name"
    case .table(let item): "table by name, each a \(item.title)"
    }
  }
}

/// A field of federation.yaml, as its reader asks for it.
struct FieldShape: Hashable, Sendable {
  /// From the top: `spec.meshes[].gateways.*.ingress.name`, with `[]` for the items of a list and `*` for the names of a
  /// table.
  let path: String
  let type: FieldType
  let isRequired: Bool
}
