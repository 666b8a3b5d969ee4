import Diagnostics
import Documents
import X509

/// What a manifest has against its type.
struct TypeFault: Sendable {
  enum Problem: Sendable {
    /// A field that the type does not have, with the nearest one that is free, and whether that is certainly meant.
    case unknown(nearest: String?, isCertain: Bool)
    /// A value of another kind than the type's.
    case kind(expected: String, found: String)
    /// A text that is no base64.
    case base64
    /// A field that must be there.
    case missing(String)
  }

  let field: Field
  let problem: Problem
}

/// Compares manifests with their types.
///
/// It goes through the nodes themselves, and makes a field, with its path and place, only where something is wrong.
struct TypeCheck {
  private(set) var faults: [TypeFault] = []
  private var path: [Step] = []

  /// One step from a value to one inside it.
  private enum Step {
    case key(String)
    case item(Int)
  }

  /// Checks a manifest; one of a kind without a type has no faults.
  mutating func check(_ manifest: Manifest) {
    guard let root = TypeTable.root(of: manifest) else { return }
    var pending: [(path: [Step], problem: TypeFault.Problem)] = []
    check(manifest.document.root, root, &pending)
    for (path, problem) in pending { faults.append(TypeFault(field: Self.field(path, in: manifest), problem: problem)) }
  }

  private static func field(_ path: [Step], in manifest: Manifest) -> Field {
    path.reduce(manifest.top) { field, step in
      switch step {
      case .key(let key): field[key]
      case .item(let index): field.items[index]
      }
    }
  }

  private mutating func check(
    _ node: Node, _ type: TypeTable.ObjectType, _ faults: inout [(path: [Step], problem: TypeFault.Problem)]
  ) {
    guard let mapping = node.mapping else { return }
    for entry in mapping.entries {
      path.append(.key(entry.key))
      defer { path.removeLast() }
      if let member = type.members[entry.key] {
        check(entry.value, member.shape, &faults)
      } else {
        let free = type.members.keys.filter { mapping[$0]?.isNull ?? true }
        let nearest = Spelling.nearest(to: entry.key, among: free)
        let isCertain =
          nearest.map { $0.lowercased() == entry.key.lowercased() || Self.isOneSlip(entry.key, $0) } ?? false
        faults.append((path, .unknown(nearest: nearest, isCertain: isCertain)))
      }
    }
    for key in type.required where mapping[key]?.isNull ?? true {
      // Kind and version are looked at before any type is; the certificate chain has a rule of its own.
      if key == "apiVersion" || key == "kind" { continue }
      if case .key("certificateChain")? = path.last { continue }
      faults.append((path, .missing(key)))
    }
  }

  private mutating func check(
    _ node: Node, _ shape: TypeTable.Shape, _ faults: inout [(path: [Step], problem: TypeFault.Problem)]
  ) {
    var expected: String?
    switch (shape, node.content) {
    case (_, .null), (.anything, _), (.string, .string), (.integer, .integer), (.number, .integer), (.number, .decimal),
      (.bool, .bool), (.integerOrString, .integer), (.integerOrString, .string):
      break
    case (.base64, .string(let text)):
      // The API server passes over line ends.
      let compact = text.utf8.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
      if (try? Base64.decode(compact)) == nil { faults.append((path, .base64)) }
    case (.list(let inner), .sequence(let items)):
      for (index, item) in items.enumerated() {
        path.append(.item(index))
        check(item, inner, &faults)
        path.removeLast()
      }
    case (.table(let inner), .mapping(let mapping)):
      for entry in mapping.entries {
        path.append(.key(entry.key))
        check(entry.value, inner, &faults)
        path.removeLast()
      }
    case (.object(let name), .mapping):
      if let type = TypeTable.types[name] { check(node, type, &faults) }
    case (.string, _): expected = "a string"
    case (.integer, _): expected = "a whole number"
    case (.number, _): expected = "a number"
    case (.bool, _): expected = "true or false"
    case (.integerOrString, _): expected = "a whole number or a string"
    case (.base64, _): expected = "a string of base64"
    case (.list, _): expected = "a sequence"
    case (.table, _), (.object, _): expected = "a mapping"
    }
    if let expected { faults.append((path, .kind(expected: expected, found: node.kindName))) }
  }

  /// Whether a word of some length is another but for one letter that is missing, too many or wrong, or two that changed
  /// places.
  private static func isOneSlip(_ word: String, _ other: String) -> Bool {
    guard word.count >= 6 else { return false }
    let (left, right) = (Array(word), Array(other))
    let common = zip(left, right).prefix { $0 == $1 }.count
    let tail = zip(left.dropFirst(common).reversed(), right.dropFirst(common).reversed()).prefix { $0 == $1 }.count
    if max(left.count, right.count) - common - tail <= 1 { return true }
    // Two neighbours that changed places.
    let (first, second) = (left[common..<left.count - tail], right[common..<right.count - tail])
    return first.count == 2 && Array(first.reversed()) == Array(second)
  }
}
