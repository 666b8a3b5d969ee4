package import Cryptography
import Diagnostics
import SwiftASN1

/// The contents of a certificate to be signed.
public struct CertificateTemplate: Sendable {
  package var serialNumber: SerialNumber
  package var validity: Validity
  package var subject: DistinguishedName
  package var publicKey: PublicKeyComponents
  /// Critical if the subject is empty (RFC 5280 4.2.1.6).
  package var subjectAlternativeNames: [GeneralName]
  /// Always written, and always critical.
  package var basicConstraints: BasicConstraints
  /// Always written, and always critical.
  package var keyUsage: KeyUsage
  package var extendedKeyUsage: ExtendedKeyUsage?
  /// Only for CAs, and always critical.
  package var nameConstraints: NameConstraints?

  package init(
    serialNumber: SerialNumber, validity: Validity, subject: DistinguishedName, publicKey: PublicKeyComponents,
    subjectAlternativeNames: [GeneralName] = [], basicConstraints: BasicConstraints, keyUsage: KeyUsage,
    extendedKeyUsage: ExtendedKeyUsage? = nil, nameConstraints: NameConstraints? = nil
  ) {
    self.serialNumber = serialNumber
    self.validity = validity
    self.subject = subject
    self.publicKey = publicKey
    self.subjectAlternativeNames = subjectAlternativeNames
    self.basicConstraints = basicConstraints
    self.keyUsage = keyUsage
    self.extendedKeyUsage = extendedKeyUsage
    self.nameConstraints = nameConstraints
  }

  /// Without an issuer the certificate is self-signed, and `key` must match `publicKey`.
  ///
  /// - Throws: ``X509Error/unissuable(_:)`` if the result would not be well-formed, or would outlive its issuer.
  package func signed(by key: any Signer, issuer: Certificate? = nil) throws(X509Error) -> Certificate {
    try check(key, issuer)
    do {
      return try assembled(key, issuer)
    } catch .malformed(let structure, let detail) {
      throw .unissuable("its \(structure) would be malformed: \(detail)")
    }
  }

  /// What an issuer would sign, under a signature of another key: to ask what a path to it would break. It verifies
  /// nowhere.
  package func draft(below issuer: Certificate, signedBy key: any Signer) throws(X509Error) -> Certificate {
    try assembled(key, issuer)
  }

  private func assembled(_ key: any Signer, _ issuer: Certificate?) throws(X509Error) -> Certificate {
    let keyInfo = try SubjectPublicKeyInfo(publicKey)
    let algorithm = try AlgorithmIdentifier(key.signatureAlgorithm)
    let authorityKey = issuer.map { $0.extensions.subjectKeyIdentifier ?? $0.publicKeyInfo.derivedKeyIdentifier }
    let signedBytes = try decoding("certificate") {
      var coder = DER.Serializer()
      try coder.appendConstructedNode(identifier: .sequence) { coder in
        try coder.serialize(2, explicitlyTaggedWithTagNumber: 0, tagClass: .contextSpecific)
        serialNumber.serialize(into: &coder)
        coder.serializeRawBytes(algorithm.der)
        coder.serializeRawBytes(issuer?.subject.der ?? subject.der)
        try validity.serialize(into: &coder)
        coder.serializeRawBytes(subject.der)
        coder.serializeRawBytes(keyInfo.der)
        let extensions = try extensions(keyInfo.derivedKeyIdentifier, authorityKey)
        coder.serialize(explicitlyTaggedWithTagNumber: 3, tagClass: .contextSpecific) { coder in
          coder.appendConstructedNode(identifier: .sequence) { coder in
            for item in extensions { item.serialize(into: &coder) }
          }
        }
      }
      return coder.serializedBytes
    }
    return try Certificate(der: SignedStructure.encode(signedBytes, algorithm, key))
  }

  private func check(_ key: any Signer, _ issuer: Certificate?) throws(X509Error) {
    guard validity.notBefore < validity.notAfter else {
      throw .unissuable("it would expire (\(validity.notAfter)) before it becomes valid (\(validity.notBefore))")
    }
    guard validity.notAfter.fields.year <= 9999, validity.notBefore.fields.year >= 1950 else {
      throw .unissuable("certificates support only the years 1950 to 9999 (RFC 5280 section 4.1.2.5)")
    }
    guard serialNumber.isProper else {
      throw .unissuable("its serial number is not positive and at most 20 octets long (RFC 5280 section 4.1.2.2)")
    }
    do {
      _ = try PublicKey(publicKey)
    } catch {
      throw .unissuable("its public key is invalid: \(error.diagnostic.what.description)")
    }
    guard !subject.isEmpty || !subjectAlternativeNames.isEmpty else {
      throw .unissuable("it has neither a subject nor an alternative name")
    }
    guard !subject.isEmpty || !basicConstraints.isAuthority else {
      throw .unissuable("a CA needs a subject (RFC 5280 section 4.1.2.6)")
    }
    guard basicConstraints.isAuthority || (basicConstraints.pathLength == nil && nameConstraints == nil) else {
      throw .unissuable("only a CA has a path length or name constraints")
    }
    guard basicConstraints.isAuthority == keyUsage.contains(.keyCertSign) else {
      throw .unissuable("a CA must have keyCertSign, and only a CA may have it (RFC 5280 section 4.2.1.3)")
    }
    guard let issuer else {
      guard key.publicKey.components == publicKey else {
        throw .unissuable("a self-signed certificate is signed with its own key")
      }
      return
    }
    guard (try? issuer.publicKeyInfo.components()) == key.publicKey.components else {
      throw .unissuable("the signing key is not the key of the issuer's certificate")
    }
    guard issuer.isAuthority, !issuer.subject.isEmpty, issuer.extensions.keyUsage?.contains(.keyCertSign) ?? true else {
      throw .unissuable("the issuer \(issuer) may not sign certificates")
    }
    guard validity.notAfter <= issuer.validity.notAfter else {
      throw .unissuable("it would expire \(validity.notAfter), after its issuer (\(issuer.validity.notAfter))")
    }
  }

  private func extensions(_ key: [UInt8], _ authorityKey: [UInt8]?) throws -> [Extension] {
    var list = [
      try Extension(.basicConstraints, critical: true) { try basicConstraints.serialize(into: &$0) },
      try Extension(.keyUsage, critical: true) { try keyUsage.serialize(into: &$0) },
    ]
    if let extendedKeyUsage {
      list.append(try Extension(.extendedKeyUsage, critical: false) { try extendedKeyUsage.serialize(into: &$0) })
    }
    list.append(
      Extension(.subjectKeyIdentifier, critical: false) { coder in
        coder.appendPrimitiveNode(identifier: .octetString) { $0.append(contentsOf: key) }
      })
    // RFC 5280 4.2.1.1 lets a self-signed certificate omit it.
    if let authorityKey {
      list.append(
        Extension(.authorityKeyIdentifier, critical: false) {
          AuthorityKeyIdentifier(keyIdentifier: authorityKey).serialize(into: &$0)
        })
    }
    if !subjectAlternativeNames.isEmpty {
      list.append(
        Extension(.subjectAltName, critical: subject.isEmpty) {
          Extensions.serialize(subjectAlternativeNames, into: &$0)
        })
    }
    if let nameConstraints {
      list.append(Extension(.nameConstraints, critical: true) { nameConstraints.serialize(into: &$0) })
    }
    return list
  }
}
