/// The entries of a mapping, in order, with unique keys.
public struct Mapping: Sendable {
  public struct Entry: Hashable, Sendable {
    /// The key; for a key that is not a string, its text.
    public let key: String
    public let keyMark: Mark
    public var value: Node

    /// Entries are equal by key and value, regardless of position.
    public static func == (left: Entry, right: Entry) -> Bool { left.key == right.key && left.value == right.value }

    public func hash(into hasher: inout Hasher) {
      hasher.combine(key)
      hasher.combine(value)
    }
  }

  public private(set) var entries: [Entry]

  public init() { entries = [] }

  /// The keys must differ.
  init(distinct entries: [Entry]) { self.entries = entries }

  public var keys: [String] { entries.map(\.key) }

  public subscript(key: String) -> Node? { entries.first { $0.key == key }?.value }

  /// Sets the value of a key: in place, or at the end if the key is new.
  public mutating func set(_ key: String, to value: Node) {
    if let index = entries.firstIndex(where: { $0.key == key }) {
      entries[index].value = value
    } else {
      entries.append(Entry(key: key, keyMark: .none, value: value))
    }
  }

  /// Removes a key and returns its value.
  @discardableResult
  public mutating func remove(_ key: String) -> Node? {
    guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
    return entries.remove(at: index).value
  }
}

extension Mapping: Hashable {
  /// Mappings are equal regardless of the order of their keys (YAML 1.2 section 3.2.1.1, RFC 8259 section 4).
  public static func == (left: Mapping, right: Mapping) -> Bool {
    guard left.entries.count == right.entries.count else { return false }
    if left.entries == right.entries { return true }
    return Set(left.entries) == Set(right.entries)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(Set(entries))
  }
}
