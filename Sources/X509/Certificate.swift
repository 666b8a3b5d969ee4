public import Cryptography

/// A certificate (RFC 5280 section 4.1): a value that holds the exact bytes it came from and what they say.
///
/// Two certificates are equal when their bytes are.
public struct Certificate: Sendable {
  /// The exact bytes, which are what is written out again.
  public let der: [UInt8]
  let contents: Contents

  /// What the bytes say. One shared, immutable object, so that passing certificates around costs one reference count.
  final class Contents: Sendable {
    let signedBytes: ArraySlice<UInt8>
    let version: Int
    let serialNumber: SerialNumber
    let innerSignatureAlgorithm: AlgorithmIdentifier
    let issuer: DistinguishedName
    let validity: Validity
    let subject: DistinguishedName
    let publicKeyInfo: SubjectPublicKeyInfo
    let isSelfIssued: Bool
    let hasUniqueIdentifiers: Bool
    let extensions: Extensions
    let signatureAlgorithm: AlgorithmIdentifier
    let signature: ArraySlice<UInt8>

    init(
      signedBytes: ArraySlice<UInt8>, version: Int, serialNumber: SerialNumber,
      innerSignatureAlgorithm: AlgorithmIdentifier, issuer: DistinguishedName, validity: Validity,
      subject: DistinguishedName, publicKeyInfo: SubjectPublicKeyInfo, hasUniqueIdentifiers: Bool,
      extensions: Extensions, signatureAlgorithm: AlgorithmIdentifier, signature: ArraySlice<UInt8>
    ) {
      self.signedBytes = signedBytes
      self.version = version
      self.serialNumber = serialNumber
      self.innerSignatureAlgorithm = innerSignatureAlgorithm
      self.issuer = issuer
      self.validity = validity
      self.subject = subject
      isSelfIssued = subject == issuer
      self.publicKeyInfo = publicKeyInfo
      self.hasUniqueIdentifiers = hasUniqueIdentifiers
      self.extensions = extensions
      self.signatureAlgorithm = signatureAlgorithm
      self.signature = signature
    }
  }

  /// 1, 2 or 3.
  public var version: Int { contents.version }
  /// The number below the issuer.
  public var serialNumber: SerialNumber { contents.serialNumber }
  /// Who signed it.
  public var issuer: DistinguishedName { contents.issuer }
  /// When it counts.
  public var validity: Validity { contents.validity }
  /// Whom it names; empty for a workload's X509-SVID.
  public var subject: DistinguishedName { contents.subject }
  /// The key it speaks of.
  public var publicKeyInfo: SubjectPublicKeyInfo { contents.publicKeyInfo }
  /// Its extensions.
  public var extensions: Extensions { contents.extensions }
  /// The algorithm of its signature.
  public var signatureAlgorithm: AlgorithmIdentifier { contents.signatureAlgorithm }
  /// The bytes that the signature covers (`tbsCertificate`).
  public var signedBytes: ArraySlice<UInt8> { contents.signedBytes }
  /// The signature's bytes.
  public var signature: ArraySlice<UInt8> { contents.signature }

  /// The SHA-256 of the bytes, lower-case hexadecimal: the name under which people compare certificates.
  public var fingerprint: String { sha256Hex(der) }

  /// Whether the basic constraints say that it may issue certificates.
  public var isAuthority: Bool { extensions.basicConstraints?.isAuthority ?? false }

  /// Whether subject and issuer match; such a certificate does not count against a path length (RFC 5280 6.1).
  public var isSelfIssued: Bool { contents.isSelfIssued }

  /// The URIs among the subject alternative names.
  public var uris: [String] { (extensions.subjectAlternativeNames ?? []).compactMap(\.uri) }

  /// Whether the signature is that of `key`; false also for algorithms that are not trusted.
  public func isSigned(by key: PublicKey) -> Bool {
    guard let algorithm = signatureAlgorithm.signatureAlgorithm else { return false }
    return key.isValidSignature(signature, for: signedBytes, using: algorithm)
  }

  /// Whether another certificate names and signed it; says nothing of whether that one may.
  public func isIssued(by issuer: Certificate) -> Bool {
    guard issuer.subject == self.issuer, let key = try? issuer.publicKeyInfo.publicKey() else { return false }
    return isSigned(by: key)
  }

  /// Whether it is self-issued and its own key made its signature.
  public var isSelfSigned: Bool {
    guard isSelfIssued, let key = try? publicKeyInfo.publicKey() else { return false }
    return isSigned(by: key)
  }
}

extension Certificate: Hashable {
  /// Whether the bytes are the same.
  public static func == (left: Certificate, right: Certificate) -> Bool {
    left.der[...].isIdentical(to: right.der[...])
  }

  /// The signature tells certificates apart as well as all their bytes do.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(octets: signature)
  }
}

extension Certificate: CustomStringConvertible {
  /// A name for sentences: the SPIFFE ID of a certificate without a subject, otherwise the common name or subject.
  public var description: String {
    if let commonName = subject.commonName { return commonName.printable }
    if !subject.isEmpty { return subject.description }
    let names = extensions.subjectAlternativeNames ?? []
    return names.compactMap(\.uri).first?.printable ?? names.first?.description ?? "a certificate without any name"
  }
}
