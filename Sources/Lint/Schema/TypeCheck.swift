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
struct TypeCheck {
  private(set) var faults: [TypeFault] = []

  /// Checks a manifest; one of a kind without a type has no faults.
  mutating func check(_ manifest: Manifest) {
    guard let root = TypeTable.root(of: manifest) else { return }
    var members = root
    for key in ["apiVersion", "kind"] { members[key] = TypeTable.Member(shape: .string, isRequired: true) }
    members["metadata"] = TypeTable.Member(shape: .object("Metadata0"), isRequired: true)
    // What the control plane writes is not ours to judge.
    members["status"] = TypeTable.Member(shape: .anything, isRequired: false)
    check(manifest.top, members)
  }

  private mutating func check(_ field: Field, _ members: [String: TypeTable.Member]) {
    let entries = field.entries
    for (key, value) in entries {
      if let member = members[key] {
        check(value, member.shape)
      } else {
        let free = members.keys.filter { !field[$0].exists }
        let nearest = Spelling.nearest(to: key, among: free)
        let isCertain = nearest.map { $0.lowercased() == key.lowercased() || Self.isOneSlip(key, $0) } ?? false
        faults.append(TypeFault(field: value, problem: .unknown(nearest: nearest, isCertain: isCertain)))
      }
    }
    for (key, member) in members.sorted(by: { $0.key < $1.key }) where member.isRequired && !field[key].exists {
      // Kind and version are looked at before any type is; the certificate chain has a rule of its own.
      if !["apiVersion", "kind"].contains(key), !field.path.hasSuffix("certificateChain") {
        faults.append(TypeFault(field: field, problem: .missing(key)))
      }
    }
  }

  private mutating func check(_ field: Field, _ shape: TypeTable.Shape) {
    guard let node = field.node else { return }
    switch shape {
    case .anything: break
    case .string: expect(node.string != nil, field, "a string")
    case .integer: expect(node.int != nil, field, "a whole number")
    case .number:
      if case .decimal = node.content { return }
      expect(node.int != nil, field, "a number")
    case .bool: expect(node.bool != nil, field, "true or false")
    case .integerOrString: expect(node.int != nil || node.string != nil, field, "a whole number or a string")
    case .base64: checkBase64(node, field)
    case .list(let inner):
      guard node.sequence != nil else { return expect(false, field, "a sequence") }
      for item in field.items { check(item, inner) }
    case .table(let inner):
      guard node.mapping != nil else { return expect(false, field, "a mapping") }
      for entry in field.entries { check(entry.field, inner) }
    case .object(let name):
      guard node.mapping != nil else { return expect(false, field, "a mapping") }
      if let members = TypeTable.types[name] { check(field, members) }
    }
  }

  private mutating func expect(_ isRight: Bool, _ field: Field, _ expected: String) {
    guard !isRight, let node = field.node else { return }
    faults.append(TypeFault(field: field, problem: .kind(expected: expected, found: node.kindName)))
  }

  private mutating func checkBase64(_ node: Node, _ field: Field) {
    guard let text = node.string else { return expect(false, field, "a string of base64") }
    // The API server passes over line ends.
    let compact = text.utf8.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    if (try? Base64.decode(compact)) == nil { faults.append(TypeFault(field: field, problem: .base64)) }
  }

  /// Whether a word of some length is another but for one letter that is missing, too many or wrong.
  private static func isOneSlip(_ word: String, _ other: String) -> Bool {
    guard word.count >= 6 else { return false }
    let (left, right) = (Array(word), Array(other))
    let common = zip(left, right).prefix { $0 == $1 }.count
    let tail = zip(left.dropFirst(common).reversed(), right.dropFirst(common).reversed()).prefix { $0 == $1 }.count
    return max(left.count, right.count) - common - tail <= 1
  }
}
