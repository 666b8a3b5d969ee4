import Diagnostics
import Documents
import X509

/// A violation of a manifest's type.
struct TypeFault: Sendable {
  enum Problem: Sendable {
    /// A field that the type does not have, with the nearest free one, and whether that one is certainly meant.
    case unknown(nearest: String?, isCertain: Bool)
    /// A value of another type.
    case kind(expected: String, found: String)
    /// Text that is not base64.
    case base64
    /// A required field.
    case missing(String)
    /// A text that a manual wants to be replaced, such as `<exportingMesh>`.
    case placeholder(String)
    /// A character that nobody sees, such as U+200B.
    case invisible(Unicode.Scalar)
  }

  let field: Field
  let problem: Problem
}

/// Compares manifests with their types.
///
/// It walks the nodes themselves, and creates a field, with its path and place, only for an error.
struct TypeCheck {
  private(set) var faults: [TypeFault] = []
  private var path: [Step] = []
  /// The table of the manifest.
  private var family = TypeTable.maistra
  /// Whether the fields of a protocol buffer may also have their names with underscores.
  private var isProtocolBuffer = false

  /// One step from a value to one inside it.
  private enum Step {
    case key(String)
    case item(Int)
  }

  /// A manifest of a kind without a type has no faults.
  mutating func check(_ manifest: Manifest) {
    if let (type, family) = TypeTable.root(of: manifest) { check(manifest.top, type, family) }
    if let config = MeshText.config(of: manifest), let type = TypeTable.istio.types["MeshConfig"] {
      check(config, type, TypeTable.istio, isProtocolBuffer: true)
    }
  }

  /// Configuration that is no manifest: values of the chart `istiod`, and a patch of an Istio resource. A chart takes other
  /// values too, so that only slips of known ones are faults.
  mutating func check(configuration document: Document) {
    guard let layer = IstioLayer(document) else { return }
    let table = TypeTable.istio
    switch layer.origin {
    case .values:
      let before = faults.count
      for (key, name) in [("meshConfig", "MeshConfig"), ("global", "Global"), ("pilot", "Pilot")] {
        if let type = table.types[name], layer.values[key].exists { check(layer.values[key], type, table) }
      }
      let found = faults[before...].filter { if case .unknown(nil, _) = $0.problem { false } else { true } }
      faults.replaceSubrange(before..., with: found)
    case .patch:
      guard let type = table.types["Values"] else { return }
      check(layer.values, type, table)
    case .resource, .revision, .istioOperator, .configMap, .deployment: break
    }
  }

  private mutating func check(
    _ field: Field, _ type: TypeTable.ObjectType, _ family: TypeTable.Family, isProtocolBuffer: Bool = false
  ) {
    guard let node = field.node else { return }
    self.family = family
    self.isProtocolBuffer = isProtocolBuffer
    var pending: [(path: [Step], problem: TypeFault.Problem)] = []
    check(node, type, &pending)
    for (path, problem) in pending { faults.append(TypeFault(field: Self.field(path, in: field), problem: problem)) }
  }

  private static func field(_ path: [Step], in top: Field) -> Field {
    path.reduce(top) { field, step in
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
      if let member = type.members[entry.key] ?? type.members[jsonName(entry.key)] {
        check(entry.value, member.shape, &faults)
      } else {
        let free = type.members.keys.filter { mapping[$0]?.isNull ?? true }
        let nearest =
          family.fieldNames.contains(entry.key) ? nil : Spelling.nearest(to: entry.key, among: free)
        let isCertain =
          nearest.map { $0.lowercased() == entry.key.lowercased() || Self.isOneSlip(entry.key, $0, among: free) }
          ?? false
        faults.append((path, .unknown(nearest: nearest, isCertain: isCertain)))
      }
    }
    for key in type.required where mapping[key]?.isNull ?? true {
      // Kind and version are checked before any type; the certificate chain has its own rule.
      if key == "apiVersion" || key == "kind" { continue }
      if case .key("certificateChain")? = path.last { continue }
      faults.append((path, .missing(key)))
    }
  }

  private mutating func check(
    _ node: Node, _ shape: TypeTable.Shape, _ faults: inout [(path: [Step], problem: TypeFault.Problem)]
  ) {
    if case .string(let text) = node.content { check(text, shape, &faults) }
    var expected: String?
    switch (shape, node.content) {
    case (_, .null), (.anything, _), (.string, .string), (.integer, .integer), (.number, .integer), (.number, .decimal),
      (.bool, .bool), (.integerOrString, .integer), (.integerOrString, .string):
      break
    case (.base64, .string(let text)):
      // The API server ignores line ends.
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
        if Self.isPlaceholder(entry.key) { faults.append((path, .placeholder(entry.key))) }
        check(entry.value, inner, &faults)
        path.removeLast()
      }
    case (.object(let name), .mapping):
      if let type = family.types[name] { check(node, type, &faults) }
    case (.string, _): expected = "a string"
    case (.integer, _): expected = "a whole number"
    case (.number, _): expected = "a number"
    case (.bool, _): expected = "true or false"
    case (.integerOrString, _): expected = "a whole number or a string"
    case (.base64, _): expected = "a base64 string"
    case (.list, _): expected = "a sequence"
    case (.table, _), (.object, _): expected = "a mapping"
    }
    if let expected { faults.append((path, .kind(expected: expected, found: node.kindName))) }
  }

  /// `trust_domain` is `trustDomain`.
  private func jsonName(_ key: String) -> String {
    guard isProtocolBuffer, key.contains("_") else { return key }
    let words = key.split(separator: "_")
    return (words.prefix(1) + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }).joined()
  }

  /// What no value of the mesh may contain. A text of any form, such as that of an annotation, may.
  private func check(
    _ text: String, _ shape: TypeTable.Shape, _ faults: inout [(path: [Step], problem: TypeFault.Problem)]
  ) {
    if Self.isPlaceholder(text) { faults.append((path, .placeholder(text))) }
    guard case .string = shape, text.utf8.count <= 253, text.utf8.contains(where: { $0 >= 0x80 }),
      let scalar = text.unicodeScalars.first(where: Self.isInvisible)
    else { return }
    faults.append((path, .invisible(scalar)))
  }

  /// Characters of Unicode's category Cf, and spaces that are no spaces: web pages put them where lines may break.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.isASCII && (scalar.properties.generalCategory == .format || scalar.properties.isWhitespace)
  }

  /// Whether a word is a slip of a field, and of no other one.
  private static func isOneSlip(_ word: String, _ other: String, among fields: [String]) -> Bool {
    isOneSlip(word, other) && !fields.contains { $0 != other && isOneSlip(word, $0) }
  }

  /// Angle brackets around words occur in no value of a manifest, nor does what a template or a shell should have filled
  /// in, or a reminder to do it.
  private static func isPlaceholder(_ text: String) -> Bool {
    guard text.utf8.count <= 64 else { return false }
    return isReminder(text)
      || text.utf8.contains(where: isSign)
        && (isBracketed(text) || isUnfilled(text, "${", "}") || isUnfilled(text, "{{", "}}") || isEnclosed(text, "%")
          || isEnclosed(text, "@"))
  }

  /// Whether an octet is one that every placeholder has but the reminders. Nearly all values have none, and to search them
  /// for each form would take half of the time of lint.
  private static func isSign(_ octet: UInt8) -> Bool {
    switch octet {
    case UInt8(ascii: "<"), UInt8(ascii: "{"), UInt8(ascii: "%"), UInt8(ascii: "@"): true
    default: false
    }
  }

  /// A whole value that asks for another one.
  private static func isReminder(_ text: String) -> Bool {
    switch text.utf8.first {
    case UInt8(ascii: "T"), UInt8(ascii: "F"): reminders.contains(text)
    case UInt8(ascii: "X"): text.utf8.count > 2 && text.utf8.allSatisfy { $0 == UInt8(ascii: "X") }
    case UInt8(ascii: "C"), UInt8(ascii: "c"), UInt8(ascii: "R"), UInt8(ascii: "r"):
      [UInt8(ascii: "e"), UInt8(ascii: "E")].contains(text.utf8.last) && changes.contains(text.lowercased())
    default: false
    }
  }

  private static let reminders: Set<String> = ["TODO", "FIXME", "TBD"]
  private static let changes: Set<String> = [
    "changeme", "change-me", "change_me", "replaceme", "replace-me", "replace_me",
  ]

  private static func isUnfilled(_ text: String, _ open: String, _ close: String) -> Bool {
    guard let start = text.firstRange(of: open) else { return false }
    return text[start.upperBound...].contains(close)
  }

  /// `%MESH%` and `@MESH@`, which some templates fill in.
  private static func isEnclosed(_ text: String, _ sign: Character) -> Bool {
    let name = text.dropFirst().dropLast()
    return text.first == sign && text.last == sign && name.first?.isLetter ?? false
      && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
  }

  private static func isBracketed(_ text: String) -> Bool {
    guard let open = text.firstIndex(of: "<"), let close = text.lastIndex(of: ">"), open < close
    else { return false }
    let name = text[text.index(after: open)..<close]
    return name.first?.isLetter ?? false && name.allSatisfy { $0.isLetter || $0.isNumber || " _-.".contains($0) }
  }

  /// Whether two words of some length differ only by one letter missing, added or changed, or by two adjacent letters
  /// swapped.
  private static func isOneSlip(_ word: String, _ other: String) -> Bool {
    guard word.count >= 6 else { return false }
    let (left, right) = (Array(word), Array(other))
    let common = zip(left, right).prefix { $0 == $1 }.count
    let tail = zip(left.dropFirst(common).reversed(), right.dropFirst(common).reversed()).prefix { $0 == $1 }.count
    if max(left.count, right.count) - common - tail <= 1 { return true }
    // Two adjacent letters swapped.
    let (first, second) = (left[common..<left.count - tail], right[common..<right.count - tail])
    return first.count == 2 && Array(first.reversed()) == Array(second)
  }
}
