import SwiftASN1

/// Whether a certificate is a CA, and how many intermediates may follow it (RFC 5280 section 4.2.1.9).
public struct BasicConstraints: Hashable, Sendable {
  /// Whether the subject may issue certificates.
  package let isAuthority: Bool
  /// The number of intermediates, not counting self-issued ones, that may follow in a path; nil means any.
  package let pathLength: Int?

  package init(isAuthority: Bool, pathLength: Int? = nil) {
    self.isAuthority = isAuthority
    self.pathLength = pathLength
  }

  init(derEncoded node: DERNode) throws {
    var fields = try node.fields(.sequence, of: "basic constraints")
    if let first = try fields.next(if: .boolean) {
      guard try Bool(derEncoded: first) else { throw broken("basic constraints", "the default cA FALSE is encoded") }
      isAuthority = true
    } else {
      isAuthority = false
    }
    if let second = try fields.next() {
      let length = try Int(derEncoded: second)
      guard length >= 0 else { throw broken("basic constraints", "the path length is negative") }
      pathLength = length
    } else {
      pathLength = nil
    }
    guard fields.isAtEnd else { throw broken("basic constraints", "there is unexpected data after the path length") }
    // RFC 5280 4.2.1.9: pathLenConstraint must not be included unless cA is TRUE.
    guard isAuthority || pathLength == nil else {
      throw broken("basic constraints", "a path length in a certificate that is not a CA")
    }
  }

  func serialize(into coder: inout DER.Serializer) throws {
    try coder.appendConstructedNode(identifier: .sequence) { coder in
      if isAuthority { try coder.serialize(true) }
      if let pathLength { try coder.serialize(pathLength) }
    }
  }
}
