import SwiftASN1

/// Limits on the names in all certificates below an authority (RFC 5280 section 4.2.1.10).
public struct NameConstraints: Hashable, Sendable {
  /// Each name must lie in one of the subtrees of its kind, if there are any.
  package let permitted: [GeneralName]
  /// Subtrees in which no name may lie.
  package let excluded: [GeneralName]

  /// Excluded subtrees are never issued, because GnuTLS mishandles them.
  package init(permitted: [GeneralName]) {
    self.permitted = permitted
    excluded = []
  }

  init(derEncoded node: DERNode) throws {
    var permitted: [GeneralName]?
    var excluded: [GeneralName]?
    for field in try node.children(.sequence, of: "name constraints") {
      switch field.identifier {
      case .context(0) where permitted == nil && excluded == nil: permitted = try Self.subtrees(field)
      case .context(1) where excluded == nil: excluded = try Self.subtrees(field)
      default: throw broken("name constraints", "it has unknown or misplaced fields")
      }
    }
    // RFC 5280 4.2.1.10: conforming authorities must not issue an empty sequence.
    guard permitted != nil || excluded != nil else { throw broken("name constraints", "it is empty") }
    self.permitted = permitted ?? []
    self.excluded = excluded ?? []
  }

  func serialize(into coder: inout DER.Serializer) {
    coder.appendConstructedNode(identifier: .sequence) { coder in
      coder.appendConstructedNode(identifier: .context(0)) { coder in
        for name in permitted {
          coder.appendConstructedNode(identifier: .sequence) { name.serialize(into: &$0) }
        }
      }
    }
  }

  private static func subtrees(_ field: DERNode) throws -> [GeneralName] {
    let names = try field.children(field.identifier, of: "name constraints").map { subtree in
      let parts = try subtree.children(.sequence, of: "name constraints")
      // RFC 5280 4.2.1.10: minimum is zero, which DER omits, and maximum is absent.
      guard let base = parts.first, parts.count == 1 else {
        throw broken("name constraints", "a subtree carries minimum or maximum")
      }
      let name = try GeneralName(derEncoded: base)
      if case .ip(let bytes) = name { try checkMask(bytes) }
      return name
    }
    guard !names.isEmpty else { throw broken("name constraints", "a list of subtrees is empty") }
    return names
  }

  /// An address and a mask of the same length with leading one bits (RFC 4632 section 3.1).
  private static func checkMask(_ bytes: [UInt8]) throws {
    guard bytes.count == 8 || bytes.count == 32 else {
      throw broken("name constraints", "an address range is \(bytes.count) octets long instead of 8 or 32")
    }
    let mask = bytes.suffix(bytes.count / 2)
    let ones = mask.reduce(0) { $0 + $1.nonzeroBitCount }
    let leading = mask.prefix { $0 == 0xFF }.count
    let next = mask.dropFirst(leading).first.map { (~$0).leadingZeroBitCount } ?? 0
    guard ones == leading * 8 + next else { throw broken("name constraints", "an address mask is not contiguous") }
  }
}
