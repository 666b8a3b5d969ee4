/// The names that a value in `principals` of an AuthorizationPolicy matches: one, those with a beginning, those with an end,
/// or all.
///
/// Source: istio/istio, pilot/pkg/security/authz/matcher: a star counts at the beginning, or else at the end.
struct PrincipalPattern: Sendable, Hashable {
  /// As the policy has it.
  let text: String
  /// How all whom it matches begin.
  let prefix: String
  /// How all whom it matches end.
  let suffix: String
  /// Whether it is one name, the prefix.
  let isExact: Bool
  /// Whether a star stands at one end at most, and no scheme after it. Of any other pattern it is not known whom it matches,
  /// and it may be everybody.
  let isClear: Bool

  static let everybody = PrincipalPattern("*")

  init(_ text: String) {
    let hasOpenStart = text.hasPrefix("*")
    let hasOpenEnd = !hasOpenStart && text.hasSuffix("*")
    let fixed = hasOpenStart ? text.dropFirst() : hasOpenEnd ? text.dropLast() : text[...]
    let isClear = !text.isEmpty && !fixed.contains("*") && !(hasOpenStart && fixed.contains("://"))
    self.init(
      text: text, prefix: isClear && !hasOpenStart ? String(fixed) : "",
      suffix: isClear && hasOpenStart ? String(fixed) : "", isExact: isClear && !hasOpenStart && !hasOpenEnd,
      isClear: isClear)
  }

  private init(text: String, prefix: String, suffix: String, isExact: Bool, isClear: Bool) {
    self.text = text
    self.prefix = prefix
    self.suffix = suffix
    self.isExact = isExact
    self.isClear = isClear
  }

  /// Whether a principal may match anybody: Istio puts `spiffe://` before each, so that one with a scheme has two.
  static func canMatch(_ text: String) -> Bool { text.hasPrefix("*") || !text.contains("://") }

  /// Every identity of a trust domain, or of all of them; as a policy names it when it asks nothing.
  static func all(ofDomain domain: String?) -> PrincipalPattern {
    PrincipalPattern(
      text: "*", prefix: domain.map { "\($0)/" } ?? "", suffix: "", isExact: false, isClear: true)
  }

  /// The trust domain of all whom it matches; nil if they may be of several.
  var domain: String? {
    guard let slash = prefix.firstIndex(of: "/") else { return nil }
    return String(prefix[..<slash])
  }

  /// Whether names that it matches are compared byte by byte.
  var isASCII: Bool { prefix.utf8.allSatisfy { $0 < 0x80 } && suffix.utf8.allSatisfy { $0 < 0x80 } }

  /// Whether it certainly matches everybody whom the other one matches.
  func includes(_ other: PrincipalPattern) -> Bool {
    if other.isExact { return matches(other.prefix) }
    return !isExact && other.prefix.hasPrefix(prefix) && other.suffix.hasSuffix(suffix)
  }

  /// Those whom both match, under the name of the narrower one; nil if there certainly are none.
  func intersection(_ other: PrincipalPattern) -> PrincipalPattern? {
    if isExact { return other.matches(prefix) ? self : nil }
    if other.isExact { return matches(other.prefix) ? other : nil }
    guard let prefix = Self.longer(prefix, other.prefix, { $0.hasPrefix($1) }),
      let suffix = Self.longer(suffix, other.suffix, { $0.hasSuffix($1) })
    else { return nil }
    return PrincipalPattern(
      text: text == "*" || !other.includes(self) ? other.text : text, prefix: prefix, suffix: suffix, isExact: false,
      isClear: isClear && other.isClear)
  }

  private func matches(_ name: String) -> Bool {
    isExact ? name == prefix : name.hasPrefix(prefix) && name.hasSuffix(suffix)
  }

  private static func longer(_ one: String, _ other: String, _ has: (String, String) -> Bool) -> String? {
    if has(one, other) { return one }
    return has(other, one) ? other : nil
  }
}
