/// The tags of the core schema (YAML 1.2 section 10.3), and the tag of the merge key.
enum CoreTag: String {
  case bool = "tag:yaml.org,2002:bool"
  case float = "tag:yaml.org,2002:float"
  case int = "tag:yaml.org,2002:int"
  case mapping = "tag:yaml.org,2002:map"
  case merge = "tag:yaml.org,2002:merge"
  case null = "tag:yaml.org,2002:null"
  case sequence = "tag:yaml.org,2002:seq"
  case string = "tag:yaml.org,2002:str"

  /// The value of a scalar with this tag; nil if its text is not of that type.
  func content(of text: String) -> Node.Content? {
    let resolved = CoreSchema.resolve(text)
    switch (self, resolved) {
    case (.string, _), (.merge, .string("<<")): return .string(text)
    case (.float, .integer): return .decimal(text)
    case (.int, .integer), (.float, .decimal), (.bool, .bool), (.null, .null): return resolved
    case (.int, .decimal): return text.hasPrefix("0x") || !text.contains { ".eE".contains($0) } ? resolved : nil
    default: return nil
    }
  }

  /// A tag in its short form: `!!int`.
  static func short(_ tag: String) -> String {
    let prefix = "tag:yaml.org,2002:"
    return tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
  }
}
