/// Selects services by namespace and name, each of which may be a wildcard.
///
/// A part that is missing, empty or `*` matches everything. Every other part is compared byte by byte: the control
/// plane does not support globs such as `rat*`.
public struct NamePattern: Hashable, Sendable {
  /// As written.
  public var namespace: String?
  /// As written.
  public var name: String?

  /// Takes both parts as written.
  public init(namespace: String? = nil, name: String? = nil) {
    self.namespace = namespace
    self.name = name
  }

  /// Whether a part matches everything.
  public static func isOpen(_ half: String?) -> Bool { half == nil || half == "" || half == "*" }

  /// The same pattern with nil for each part that matches everything, so that equal meanings are equal values.
  public var canonical: NamePattern {
    NamePattern(namespace: Self.isOpen(namespace) ? nil : namespace, name: Self.isOpen(name) ? nil : name)
  }

  /// Every pattern in canonical form that selects a service.
  public static func all(selecting service: ServiceName) -> [NamePattern] {
    [
      NamePattern(namespace: service.namespace, name: service.name), NamePattern(namespace: service.namespace),
      NamePattern(name: service.name), NamePattern(),
    ]
  }

  /// The one service that is selected; nil if a part is a wildcard.
  public var only: ServiceName? {
    guard let namespace, let name, !Self.isOpen(namespace), !Self.isOpen(name) else { return nil }
    return ServiceName(namespace: namespace, name: name)
  }

  public func matches(_ service: ServiceName) -> Bool {
    Self.matches(namespace, service.namespace) && Self.matches(name, service.name)
  }

  /// Whether the pattern selects everything that the other one does.
  public func covers(_ other: NamePattern) -> Bool {
    Self.covers(namespace, other.namespace) && Self.covers(name, other.name)
  }

  /// The parts with a `*` among other characters, which the control plane takes literally.
  public var globs: [String] {
    [namespace, name].compactMap { $0 }.filter { $0 != "*" && $0.utf8.contains(UInt8(ascii: "*")) }
  }

  /// Whether a service would be selected if `*` matched any characters, as is commonly assumed.
  func matchesAsGlob(_ service: ServiceName) -> Bool {
    Self.matchesAsGlob(namespace, service.namespace) && Self.matchesAsGlob(name, service.name)
  }

  private static func matches(_ half: String?, _ text: String) -> Bool { isOpen(half) || half == text }

  private static func covers(_ half: String?, _ other: String?) -> Bool {
    isOpen(half) || (!isOpen(other) && half == other)
  }

  private static func matchesAsGlob(_ half: String?, _ text: String) -> Bool {
    guard let half, !isOpen(half) else { return true }
    let parts = half.split(separator: "*", omittingEmptySubsequences: false)
    guard let first = parts.first, let last = parts.last, parts.count > 1 else { return half == text }
    guard text.hasPrefix(first), text.hasSuffix(last), text.utf8.count >= first.utf8.count + last.utf8.count else {
      return false
    }
    var rest = text.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }
}

extension NamePattern: CustomStringConvertible {
  /// `NAMESPACE/NAME`, with `*` for a wildcard.
  public var description: String {
    [namespace, name].map { Self.isOpen($0) ? "*" : $0 ?? "*" }.joined(separator: "/")
  }
}
