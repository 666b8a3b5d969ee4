package import Cryptography
import SwiftASN1

/// A certificate request (PKCS #10, RFC 2986). Only its key is used when signing; the rest is advisory.
public struct CertificateRequest: Hashable, Sendable {
  package let der: [UInt8]
  package let subject: DistinguishedName
  package let publicKeyInfo: SubjectPublicKeyInfo
  /// RFC 2985 section 5.4.2.
  package let requestedExtensions: Extensions
  private let signedBytes: ArraySlice<UInt8>
  private let signatureAlgorithm: AlgorithmIdentifier
  private let signature: ArraySlice<UInt8>

  /// Decodes a request strictly. ``provenKey()`` checks possession of the key.
  package init(der: [UInt8]) throws(X509Error) {
    self.der = der
    let structure = "certificate request"
    (signedBytes, subject, publicKeyInfo, requestedExtensions, signatureAlgorithm, signature) = try decoding(structure)
    {
      let parts = try DERNode.parse(der).children(.sequence, of: structure)
      guard parts.count == 3 else { throw broken(structure, "it must contain three parts") }
      let fields = try parts[0].children(.sequence, of: structure)
      guard fields.count == 4, try Int(derEncoded: fields[0]) == 0, fields[3].identifier == .context(0) else {
        throw broken(structure, "it must contain version 1, a subject, a key and attributes")
      }
      let bits = try BitString(derEncoded: parts[2])
      guard bits.paddingBits == 0 else { throw broken(structure, "the signature is not whole octets") }
      return (
        parts[0].encodedBytes, try DistinguishedName(derEncoded: fields[1]),
        try SubjectPublicKeyInfo(derEncoded: fields[2]), try Self.extensions(fields[3], structure),
        try AlgorithmIdentifier(derEncoded: parts[1]), bits.bytes
      )
    }
  }

  /// Creates and signs a request, to be answered by a corporate or offline root.
  package init(
    subject: DistinguishedName, key: PrivateKey, subjectAlternativeNames: [GeneralName],
    basicConstraints: BasicConstraints, keyUsage: KeyUsage, nameConstraints: NameConstraints? = nil
  ) throws(X509Error) {
    let keyInfo = try SubjectPublicKeyInfo(key.publicKey.components)
    let algorithm = try AlgorithmIdentifier(key.signatureAlgorithm)
    let signedBytes = try decoding("certificate request") {
      var wishes = [
        try Extension(.basicConstraints, critical: true) { try basicConstraints.serialize(into: &$0) },
        try Extension(.keyUsage, critical: true) { try keyUsage.serialize(into: &$0) },
      ]
      if !subjectAlternativeNames.isEmpty {
        wishes.append(
          Extension(.subjectAltName, critical: false) { Extensions.serialize(subjectAlternativeNames, into: &$0) })
      }
      if let nameConstraints {
        wishes.append(Extension(.nameConstraints, critical: true) { nameConstraints.serialize(into: &$0) })
      }
      var coder = DER.Serializer()
      try coder.appendConstructedNode(identifier: .sequence) { coder in
        try coder.serialize(0)
        coder.serializeRawBytes(subject.der)
        coder.serializeRawBytes(keyInfo.der)
        coder.appendConstructedNode(identifier: .context(0)) { Self.serialize(wishes, into: &$0) }
      }
      return coder.serializedBytes
    }
    try self.init(der: SignedStructure.encode(signedBytes, algorithm, key))
  }

  /// Whether the request's signature proves possession of its key (RFC 2986 section 4.2).
  package var provesPossession: Bool {
    guard let key = try? publicKeyInfo.publicKey(), let algorithm = signatureAlgorithm.signatureAlgorithm else {
      return false
    }
    return key.isValidSignature(signature, for: signedBytes, using: algorithm)
  }

  /// The key, if it is sound and the request proves possession of it.
  ///
  /// - Throws: ``X509Error/possessionNotProven`` if it does not.
  package func provenKey() throws(X509Error) -> SoundPublicKey {
    let key = try publicKeyInfo.soundKey()
    guard provesPossession else { throw .possessionNotProven }
    return key
  }

  private static func extensions(_ attributes: DERNode, _ structure: String) throws -> Extensions {
    var found: [Extension] = []
    for attribute in try attributes.children(.context(0), of: structure) {
      let parts = try attribute.children(.sequence, of: structure)
      guard parts.count == 2 else { throw broken(structure, "an attribute is not a type with its values") }
      guard try ObjectID(derEncoded: parts[0]) == .extensionRequest else { continue }
      // RFC 2985 section 5.4.2: one value.
      let list = try parts[1].only(.set, of: structure)
      found += try list.children(.sequence, of: structure).map(Extension.init(derEncoded:))
    }
    return try Extensions(decoding: found)
  }

  private static func serialize(_ wishes: [Extension], into coder: inout DER.Serializer) {
    coder.appendConstructedNode(identifier: .sequence) { coder in
      coder.appendPrimitiveNode(identifier: .objectIdentifier) {
        $0.append(contentsOf: ObjectID.extensionRequest.contentBytes)
      }
      coder.appendConstructedNode(identifier: .set) { coder in
        coder.appendConstructedNode(identifier: .sequence) { coder in
          for wish in wishes { wish.serialize(into: &coder) }
        }
      }
    }
  }
}
