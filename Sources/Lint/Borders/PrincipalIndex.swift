/// Patterns by how they begin and end, so that those that concern some principals are found without looking at each.
///
/// What is found may be more than what concerns them, and is never less.
struct PrincipalIndex: Sendable {
  private let count: Int
  private let exact: StartIndex
  /// The same by their ends. Where ends are keys, they are written backwards.
  private let exactEnds: StartIndex
  private let starts: StartIndex
  private let ends: StartIndex
  /// Those that are found for everybody.
  private let general: [Int]

  /// Of so few each is looked at.
  static let few = 8

  init(_ patterns: [PrincipalPattern]) {
    count = patterns.count
    var exact: [StartIndex.Entry] = []
    var starts: [StartIndex.Entry] = []
    var ends: [StartIndex.Entry] = []
    var general: [Int] = []
    for (id, pattern) in patterns.enumerated() {
      let isKey = patterns.count > Self.few && pattern.isASCII
      if isKey, pattern.isExact {
        exact.append(StartIndex.Entry(key: pattern.prefix, id: id))
      } else if isKey, pattern.suffix.isEmpty, !pattern.prefix.isEmpty {
        starts.append(StartIndex.Entry(key: pattern.prefix, id: id))
      } else if isKey, pattern.prefix.isEmpty, !pattern.suffix.isEmpty {
        ends.append(StartIndex.Entry(key: Self.backwards(pattern.suffix), id: id))
      } else {
        general.append(id)
      }
    }
    self.exact = StartIndex(exact)
    exactEnds = StartIndex(exact.map { StartIndex.Entry(key: Self.backwards($0.key), id: $0.id) })
    self.starts = StartIndex(starts)
    self.ends = StartIndex(ends)
    self.general = general
  }

  /// Those that may include all of some principals; each list is in ascending order.
  func including(_ names: PrincipalPattern) -> [[Int]] {
    guard names.isASCII else { return [Array(0..<count)] }
    guard names.isExact else {
      return [general] + starts.beginnings(of: names.prefix) + ends.beginnings(of: Self.backwards(names.suffix))
    }
    return [general, exact.at(names.prefix)] + starts.beginnings(of: names.prefix)
      + ends.beginnings(of: Self.backwards(names.prefix))
  }

  /// Those that may have some principals in common with others, each once, in ascending order.
  func touching(_ names: PrincipalPattern) -> [Int] {
    guard names.isASCII else { return Array(0..<count) }
    var lists = including(names)
    if !names.isExact {
      let end = Self.backwards(names.suffix)
      lists += names.suffix.isEmpty ? exact.beginning(with: names.prefix) : exactEnds.beginning(with: end)
      lists += starts.beginning(with: names.prefix) + ends.beginning(with: end)
    }
    let found = lists.flatMap(\.self)
    return found.count < 2 ? found : Set(found).sorted()
  }

  private static func backwards(_ text: String) -> String { String(decoding: text.utf8.reversed(), as: UTF8.self) }
}

/// Keys of ASCII in their order, with the numbers of what has them.
private struct StartIndex: Sendable {
  private let ids: [String: [Int]]
  private let keys: [String]
  /// The lengths of the keys in bytes.
  private let lengths: [Int]

  struct Entry {
    let key: String
    let id: Int
  }

  init(_ entries: [Entry]) {
    let ids = Dictionary(grouping: entries) { $0.key }.mapValues { $0.map(\.id) }
    self.ids = ids
    keys = ids.keys.sorted()
    lengths = Set(ids.keys.map(\.utf8.count)).sorted()
  }

  func at(_ key: String) -> [Int] { ids[key] ?? [] }

  /// Those of the keys with which a text begins.
  func beginnings(of text: String) -> [[Int]] {
    guard !keys.isEmpty else { return [] }
    let count = text.utf8.count
    return lengths.prefix { $0 <= count }
      .compactMap { ids[String(decoding: text.utf8.prefix($0), as: UTF8.self)] }
  }

  /// Those of the keys that begin with a text.
  func beginning(with text: String) -> [[Int]] {
    var (low, high) = (0, keys.count)
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < text { low = middle + 1 } else { high = middle }
    }
    return keys[low...].prefix { $0.hasPrefix(text) }.compactMap { ids[$0] }
  }
}
