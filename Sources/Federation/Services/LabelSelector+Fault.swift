import Diagnostics
import SPIFFE

extension LabelSelector {
  /// Why Kubernetes rejects a selector.
  public enum Fault: Error, Hashable, Sendable {
    /// An unknown operator, with the nearest known one.
    case operation(String, nearest: String?)
    /// `In` and `NotIn` need values.
    case missingValues(key: String, operation: String)
    /// `Exists` and `DoesNotExist` have none.
    case values(key: String, operation: String)
    /// A key that no label can have.
    case key(String)
    /// A value that no label can have.
    case value(String, key: String)
  }

  /// The first error; nil if the selector is valid.
  public var fault: Fault? {
    for (key, value) in matchLabels.sorted(by: { $0.key < $1.key }) {
      if let fault = Self.fault(inKey: key) ?? Self.fault(in: [value], of: key) { return fault }
    }
    return matchExpressions.lazy.compactMap(\.fault).first
  }

  fileprivate static func fault(inKey key: String) -> Fault? { isKey(key) ? nil : .key(key) }

  fileprivate static func fault(in values: [String], of key: String) -> Fault? {
    values.first { !$0.isEmpty && !isName($0) }.map { .value($0, key: key) }
  }

  /// A name, or a DNS subdomain, a slash and a name (Kubernetes, Labels and Selectors, section Syntax).
  private static func isKey(_ key: String) -> Bool {
    let parts = key.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.last, isName(name) else { return false }
    return parts.count == 1 || NameSyntax.subdomain.fault(in: String(parts[0])) == nil
  }

  /// Up to 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends.
  private static func isName(_ name: some StringProtocol) -> Bool {
    let bytes = Array(name.utf8)
    guard let first = bytes.first, let last = bytes.last, bytes.count <= 63 else { return false }
    return isAlphanumeric(first) && isAlphanumeric(last)
      && bytes.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower)
  }
}

extension LabelSelector.Requirement {
  fileprivate var fault: LabelSelector.Fault? {
    guard let known = Operation(rawValue: operation) else {
      let nearest = Spelling.nearest(to: operation, among: Operation.allCases.map(\.rawValue))
      return .operation(operation, nearest: nearest)
    }
    if known.takesValues && values.isEmpty { return .missingValues(key: key, operation: operation) }
    if !known.takesValues && !values.isEmpty { return .values(key: key, operation: operation) }
    return LabelSelector.fault(inKey: key) ?? LabelSelector.fault(in: values, of: key)
  }
}

extension LabelSelector.Fault: CustomStringConvertible {
  /// A predicate: "the selector …".
  public var description: String {
    switch self {
    case .operation(let operation, let nearest):
      "has the operator `\(operation)`, which does not exist" + (nearest.map { "; \(Spelling.question($0))" } ?? "")
    case .missingValues(let key, let operation): "has no values for `\(key)`, and `\(operation)` needs some"
    case .values(let key, let operation): "has values for `\(key)`, and `\(operation)` takes none"
    case .key(let key): "has the key `\(key)`, which no label can have"
    case .value(let value, let key): "has the value `\(value)` for `\(key)`, which no label can have"
    }
  }
}
