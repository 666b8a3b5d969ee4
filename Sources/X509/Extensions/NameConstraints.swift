import SwiftASN1

/// The names that everything below an authority must keep to (RFC 5280 section 4.2.1.10).
public struct NameConstraints: Hashable, Sendable {
  /// Subtrees of which one must hold each name of its kind.
  public let permitted: [GeneralName]
  /// Subtrees that no name may lie in.
  public let excluded: [GeneralName]

  /// Permitted subtrees; excluded ones are never written, because GnuTLS mishandles them.
  public init(permitted: [GeneralName]) {
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
      default: throw broken("name constraints", "its fields are not those of the standard, in their order")
      }
    }
    // RFC 5280 4.2.1.10: conforming authorities must not issue an empty sequence.
    guard permitted != nil || excluded != nil else { throw broken("name constraints", "there are none") }
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
      // RFC 5280 4.2.1.10: minimum is zero, which DER leaves out, and maximum is absent.
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

  /// An address with a mask of the same length whose one bits come first (RFC 4632 section 3.1).
  private static func checkMask(_ bytes: [UInt8]) throws {
    guard bytes.count == 8 || bytes.count == 32 else {
      throw broken("name constraints", "an address range is \(bytes.count) octets long instead of 8 or 32")
    }
    let mask = bytes.suffix(bytes.count / 2)
    let ones = mask.reduce(0) { $0 + $1.nonzeroBitCount }
    let leading = mask.prefix { $0 == 0xFF }.count
    let next = mask.dropFirst(leading).first.map { (~$0).leadingZeroBitCount } ?? 0
    guard ones == leading * 8 + next else { throw broken("name constraints", "an address mask has holes") }
  }
}
