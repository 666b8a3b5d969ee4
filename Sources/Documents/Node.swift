/// One value of a document: a scalar, a sequence or a mapping, with its position in the source.
public struct Node: Sendable {
  /// The value of a node in the YAML 1.2 core schema, which covers JSON's values.
  public enum Content: Hashable, Sendable {
    /// `null`, `~` or nothing.
    case null
    /// `true` or `false`; `yes`, `no`, `on` and `off` are strings.
    case bool(Bool)
    /// A whole number that fits 64 bits.
    case integer(Int64)
    /// Any other number as the source writes it, since rounding would change it.
    case decimal(String)
    case string(String)
    case sequence([Node])
    case mapping(Mapping)
  }

  public var content: Content { didSet { spelling = nil } }
  /// Where it begins; for an alias, the alias's own position.
  public var mark: Mark
  /// How the source wrote a null, boolean or integer.
  private var spelling: String?

  public init(_ content: Content, mark: Mark = .none) {
    self.content = content
    self.mark = mark
  }

  /// Makes a scalar that was read as `text`.
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
  /// Nodes are equal by content, regardless of position and notation.
  public static func == (left: Node, right: Node) -> Bool { left.content == right.content }

  public func hash(into hasher: inout Hasher) { hasher.combine(content) }
}
