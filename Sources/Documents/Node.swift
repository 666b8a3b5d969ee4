/// One value of a document: a scalar, a sequence or a mapping, with the position it was read at.
public struct Node: Sendable {
  /// What a node holds, by the YAML 1.2 core schema; JSON's values are the same ones.
  public enum Content: Hashable, Sendable {
    /// `null`, `~` or nothing at all.
    case null
    /// `true` or `false`; `yes`, `no`, `on` and `off` are strings.
    case bool(Bool)
    /// A whole number that fits 64 bits.
    case integer(Int64)
    /// Any other number, as the source writes it: rounding it would be a change.
    case decimal(String)
    /// A string.
    case string(String)
    /// A sequence; an array in JSON's words.
    case sequence([Node])
    /// A mapping; an object in JSON's words.
    case mapping(Mapping)
  }

  /// What the node holds.
  public var content: Content { didSet { spelling = nil } }
  /// Where it begins; for an alias, where the alias stands.
  public var mark: Mark
  /// How the source wrote a null, boolean or integer.
  private var spelling: String?

  /// Makes a node.
  public init(_ content: Content, mark: Mark = .none) {
    self.content = content
    self.mark = mark
  }

  /// Makes a scalar as it was read from `text`.
  init(_ content: Content, text: String, mark: Mark) {
    self.content = content
    self.mark = mark
    switch content {
    case .null, .bool, .integer: spelling = text
    case .decimal, .string, .sequence, .mapping: spelling = nil
    }
  }

  /// A scalar as its source writes it, without quotes and escapes; nil for sequences and mappings.
  public var text: String? {
    switch content {
    case .null: spelling ?? "null"
    case .bool(let value): spelling ?? String(value)
    case .integer(let value): spelling ?? String(value)
    case .decimal(let text), .string(let text): text
    case .sequence, .mapping: nil
    }
  }
}

extension Node: Hashable {
  /// Nodes are equal by what they hold; positions and spellings do not count.
  public static func == (left: Node, right: Node) -> Bool { left.content == right.content }

  /// Hashes what the node holds.
  public func hash(into hasher: inout Hasher) { hasher.combine(content) }
}
