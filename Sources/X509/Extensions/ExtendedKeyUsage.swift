import SwiftASN1

/// The purposes of a certificate (RFC 5280 section 4.2.1.12).
public struct ExtendedKeyUsage: Hashable, Sendable {
  public enum Purpose: Hashable, Sendable, CustomStringConvertible {
    case serverAuth
    case clientAuth
    /// anyExtendedKeyUsage.
    case any
    /// Any other, as dotted numbers.
    case other(String)

    /// The name in the standard, or dotted numbers.
    public var description: String {
      switch self {
      case .serverAuth: "serverAuth"
      case .clientAuth: "clientAuth"
      case .any: "anyExtendedKeyUsage"
      case .other(let identifier): identifier
      }
    }
  }

  public let purposes: [Purpose]

  public init(_ purposes: [Purpose]) {
    self.purposes = purposes
  }

  /// Whether a purpose is listed, or `any` is.
  public func allows(_ purpose: Purpose) -> Bool { purposes.contains(purpose) || purposes.contains(.any) }

  init(derEncoded node: DERNode) throws {
    purposes = try node.children(.sequence, of: "extended key usage").map { child in
      let oid = try ObjectID(derEncoded: child)
      return Self.known.first { $0.1 == oid }?.0 ?? .other(oid.description)
    }
    guard !purposes.isEmpty else { throw broken("extended key usage", "the list is empty") }
  }

  func serialize(into coder: inout DER.Serializer) throws {
    try coder.appendConstructedNode(identifier: .sequence) { coder in
      for purpose in purposes {
        if let oid = Self.known.first(where: { $0.0 == purpose })?.1 {
          oid.serialize(into: &coder)
        } else if case .other(let identifier) = purpose {
          guard let oid = ObjectID(identifier) else {
            throw broken("extended key usage", "`\(identifier)` is not a purpose")
          }
          oid.serialize(into: &coder)
        }
      }
    }
  }

  private static let known: [(Purpose, ObjectID)] = [
    (.serverAuth, [1, 3, 6, 1, 5, 5, 7, 3, 1]),
    (.clientAuth, [1, 3, 6, 1, 5, 5, 7, 3, 2]),
    (.any, [2, 5, 29, 37, 0]),
  ]
}
