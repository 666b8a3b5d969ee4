import SwiftASN1

/// Whether a certificate is an authority, and how many may follow it (RFC 5280 section 4.2.1.9).
public struct BasicConstraints: Hashable, Sendable {
  /// Whether the subject may issue certificates.
  public let isAuthority: Bool
  /// How many intermediates that are not self-issued may follow in a path; nil means any number.
  public let pathLength: Int?

  /// The constraint of an authority, or of a certificate that is none.
  public init(isAuthority: Bool, pathLength: Int? = nil) {
    self.isAuthority = isAuthority
    self.pathLength = pathLength
  }

  init(derEncoded node: DERNode) throws {
    var fields = try node.children(.sequence, of: "basic constraints")[...]
    if let first = fields.first, first.identifier == .boolean {
      guard try Bool(derEncoded: first) else { throw broken("basic constraints", "cA FALSE is written out") }
      isAuthority = true
      fields.removeFirst()
    } else {
      isAuthority = false
    }
    if let second = fields.popFirst() {
      let length = try Int(derEncoded: second)
      guard length >= 0 else { throw broken("basic constraints", "the path length is negative") }
      pathLength = length
    } else {
      pathLength = nil
    }
    guard fields.isEmpty else { throw broken("basic constraints", "there is more after the path length") }
    // RFC 5280 4.2.1.9: pathLenConstraint is meaningful only in an authority and must not be included otherwise.
    guard isAuthority || pathLength == nil else {
      throw broken("basic constraints", "a path length stands in a certificate that is no authority")
    }
  }

  func serialize(into coder: inout DER.Serializer) throws {
    try coder.appendConstructedNode(identifier: .sequence) { coder in
      if isAuthority { try coder.serialize(true) }
      if let pathLength { try coder.serialize(pathLength) }
    }
  }
}
