/// The entries of a mapping, in their order; every key stands there once.
public struct Mapping: Sendable {
  /// A key with its value.
  public struct Entry: Hashable, Sendable {
    /// The key; of a key that is no string, its text.
    public let key: String
    /// Where the key begins.
    public let keyMark: Mark
    /// The value.
    public var value: Node

    /// Entries are equal by key and value; positions do not count.
    public static func == (left: Entry, right: Entry) -> Bool { left.key == right.key && left.value == right.value }

    /// Hashes key and value.
    public func hash(into hasher: inout Hasher) {
      hasher.combine(key)
      hasher.combine(value)
    }
  }

  /// The entries in their order.
  public private(set) var entries: [Entry]

  /// Makes an empty mapping.
  public init() { entries = [] }

  /// Takes entries whose keys are known to differ.
  init(distinct entries: [Entry]) { self.entries = entries }

  /// The keys in their order.
  public var keys: [String] { entries.map(\.key) }

  /// The value of a key.
  public subscript(key: String) -> Node? { entries.first { $0.key == key }?.value }

  /// Gives a key a value: where the key stands, or else at the end.
  public mutating func set(_ key: String, to value: Node) {
    if let index = entries.firstIndex(where: { $0.key == key }) {
      entries[index].value = value
    } else {
      entries.append(Entry(key: key, keyMark: .none, value: value))
    }
  }

  /// Removes a key and returns the value it had.
  @discardableResult
  public mutating func remove(_ key: String) -> Node? {
    guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
    return entries.remove(at: index).value
  }
}

extension Mapping: Hashable {
  /// The order of keys is kept but means nothing (YAML 1.2 section 3.2.1.1, RFC 8259 section 4): it does not count.
  public static func == (left: Mapping, right: Mapping) -> Bool {
    guard left.entries.count == right.entries.count else { return false }
    if left.entries == right.entries { return true }
    return Set(left.entries) == Set(right.entries)
  }

  /// Hashes the entries, whatever their order.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(Set(entries))
  }
}
