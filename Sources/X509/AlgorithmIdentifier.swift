package import Cryptography
import SwiftASN1

/// An algorithm and its parameters, with the exact bytes (RFC 5280 section 4.1.1.2).
package struct AlgorithmIdentifier: Hashable, Sendable {
  /// The entire `SEQUENCE`.
  let der: ArraySlice<UInt8>
  let oid: ObjectID
  /// The encoded parameters; nil if absent.
  let parameters: ArraySlice<UInt8>?

  /// Dotted numbers.
  package var identifier: String { oid.description }

  init(derEncoded node: DERNode) throws {
    var fields = try node.fields(.sequence, of: "algorithm identifier")
    let first = try fields.next()
    let second = try fields.next()
    guard let first, fields.isAtEnd else {
      throw broken("algorithm identifier", "it must contain one algorithm and at most one parameter")
    }
    oid = try ObjectID(derEncoded: first)
    parameters = second?.encodedBytes
    der = node.encodedBytes
  }

  init(_ oid: ObjectID, parameters: [UInt8]? = nil) {
    var coder = DER.Serializer()
    coder.appendConstructedNode(identifier: .sequence) { coder in
      coder.appendPrimitiveNode(identifier: .objectIdentifier) { $0.append(contentsOf: oid.contentBytes) }
      if let parameters { coder.serializeRawBytes(parameters) }
    }
    self.oid = oid
    self.parameters = parameters.map { $0[...] }
    der = coder.serializedBytes[...]
  }

  /// The encoding of NULL, the parameter of RSA algorithms (RFC 4055).
  static let null: [UInt8] = [5, 0]
}

extension AlgorithmIdentifier {
  /// For algorithms that this tool signs with; PSS is only read.
  init(_ algorithm: SignatureAlgorithm) throws(X509Error) {
    switch algorithm {
    case .ecdsa(.sha256): self = Self.ecdsaWithSHA256
    case .ecdsa(.sha384): self = Self.ecdsaWithSHA384
    case .ecdsa(.sha512): self = Self.ecdsaWithSHA512
    case .ed25519: self = Self.ed25519
    case .rsaPKCS1(.sha256): self = Self.sha256WithRSA
    case .rsaPKCS1(.sha384): self = Self.sha384WithRSA
    case .rsaPKCS1(.sha512): self = Self.sha512WithRSA
    case .ecdsa, .rsaPKCS1, .rsaPSS:
      throw .unsupported(structure: "signature algorithm", detail: "\(algorithm) is not used for signing")
    }
  }

  private static let ecdsaWithSHA256 = AlgorithmIdentifier(.ecdsaWithSHA256)
  private static let ecdsaWithSHA384 = AlgorithmIdentifier(.ecdsaWithSHA384)
  private static let ecdsaWithSHA512 = AlgorithmIdentifier(.ecdsaWithSHA512)
  private static let ed25519 = AlgorithmIdentifier(.idEd25519)
  private static let sha256WithRSA = AlgorithmIdentifier(.sha256WithRSAEncryption, parameters: null)
  private static let sha384WithRSA = AlgorithmIdentifier(.sha384WithRSAEncryption, parameters: null)
  private static let sha512WithRSA = AlgorithmIdentifier(.sha512WithRSAEncryption, parameters: null)

  /// The signature algorithm; nil if it is not trusted, such as SHA-1, MD5 and DSA.
  package var signatureAlgorithm: SignatureAlgorithm? {
    switch oid {
    case .ecdsaWithSHA256: parameters == nil ? .ecdsa(.sha256) : nil
    case .ecdsaWithSHA384: parameters == nil ? .ecdsa(.sha384) : nil
    case .ecdsaWithSHA512: parameters == nil ? .ecdsa(.sha512) : nil
    case .idEd25519: parameters == nil ? .ed25519 : nil
    // RFC 4055 section 5: the parameter is NULL; like many verifiers, accept an absent one.
    case .sha256WithRSAEncryption: hasNullOrNone ? .rsaPKCS1(.sha256) : nil
    case .sha384WithRSAEncryption: hasNullOrNone ? .rsaPKCS1(.sha384) : nil
    case .sha512WithRSAEncryption: hasNullOrNone ? .rsaPKCS1(.sha512) : nil
    case .rsaPSS: parameters.flatMap { Self.pss($0) }
    default: nil
    }
  }

  private var hasNullOrNone: Bool { parameters.map { $0.elementsEqual(Self.null) } ?? true }

  /// RFC 4055 section 3.1: hash, mask generation with the same hash, salt length, and the only trailer.
  private static func pss(_ der: ArraySlice<UInt8>) -> SignatureAlgorithm? {
    guard let node = try? DERNode.parse(der), let fields = try? node.children(.sequence, of: "PSS parameters") else {
      return nil
    }
    var digest: DigestAlgorithm?
    var maskDigest: DigestAlgorithm?
    var salt = 20
    var lastTag: UInt?
    for field in fields {
      guard let parts = try? field.children(field.identifier, of: "PSS parameters"), let inner = parts.first,
        parts.count == 1, lastTag.map({ $0 < field.identifier.tagNumber }) ?? true
      else { return nil }
      lastTag = field.identifier.tagNumber
      switch field.identifier {
      case .context(0): digest = (try? AlgorithmIdentifier(derEncoded: inner)).flatMap(\.digest)
      case .context(1):
        guard let mask = try? AlgorithmIdentifier(derEncoded: inner), mask.oid == .mgf1, let hash = mask.parameters,
          let parsed = try? DERNode.parse(hash)
        else { return nil }
        maskDigest = (try? AlgorithmIdentifier(derEncoded: parsed)).flatMap(\.digest)
      case .context(2):
        guard let length = try? Int(derEncoded: inner), (0...512).contains(length) else { return nil }
        salt = length
      default: return nil
      }
    }
    guard let digest, digest == maskDigest else { return nil }
    return .rsaPSS(digest, saltLength: salt)
  }

  private var digest: DigestAlgorithm? {
    switch oid {
    case .sha256: hasNullOrNone ? .sha256 : nil
    case .sha384: hasNullOrNone ? .sha384 : nil
    case .sha512: hasNullOrNone ? .sha512 : nil
    default: nil
    }
  }
}
