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

  package let purposes: [Purpose]

  package init(_ purposes: [Purpose]) {
    self.purposes = purposes
  }

  /// Whether a purpose is listed, or `any` is.
  package func allows(_ purpose: Purpose) -> Bool { purposes.contains(purpose) || purposes.contains(.any) }

  init(derEncoded node: DERNode) throws {
    var fields = try node.fields(.sequence, of: "extended key usage")
    var purposes: [Purpose] = []
    while let field = try fields.next() { purposes.append(Purpose(try ObjectID(derEncoded: field))) }
    self.purposes = purposes
    guard !purposes.isEmpty else { throw broken("extended key usage", "the list is empty") }
  }

  func serialize(into coder: inout DER.Serializer) throws {
    try coder.appendConstructedNode(identifier: .sequence) { coder in
      for purpose in purposes {
        try purpose.oid.serialize(into: &coder)
      }
    }
  }
}

extension ExtendedKeyUsage.Purpose {
  fileprivate init(_ oid: ObjectID) {
    switch oid {
    case .serverAuth: self = .serverAuth
    case .clientAuth: self = .clientAuth
    case .anyExtendedKeyUsage: self = .any
    default: self = .other(oid.description)
    }
  }

  fileprivate var oid: ObjectID {
    get throws {
      switch self {
      case .serverAuth: return .serverAuth
      case .clientAuth: return .clientAuth
      case .any: return .anyExtendedKeyUsage
      case .other(let identifier):
        guard let oid = ObjectID(identifier) else {
          throw broken("extended key usage", "`\(identifier)` is not a purpose")
        }
        return oid
      }
    }
  }
}
