public import Cryptography
import Diagnostics

/// A certificate (RFC 5280 section 4.1): its exact bytes and their decoded contents.
///
/// Certificates are equal if their bytes are.
public struct Certificate: Sendable {
  /// The exact bytes, which are also what is written.
  public let der: [UInt8]
  let contents: Contents

  /// The decoded contents. They are one immutable object, so that copying a certificate costs one reference count.
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
    fileprivate let fingerprint = Derived<String>()
    fileprivate let keyComponents = Derived<Result<PublicKeyComponents, X509Error>>()

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
  public var serialNumber: SerialNumber { contents.serialNumber }
  public var issuer: DistinguishedName { contents.issuer }
  public var validity: Validity { contents.validity }
  /// Empty for a workload's X509-SVID.
  public var subject: DistinguishedName { contents.subject }
  public var publicKeyInfo: SubjectPublicKeyInfo { contents.publicKeyInfo }
  public var extensions: Extensions { contents.extensions }
  public var signatureAlgorithm: AlgorithmIdentifier { contents.signatureAlgorithm }
  /// The bytes that the signature covers (`tbsCertificate`).
  public var signedBytes: ArraySlice<UInt8> { contents.signedBytes }
  public var signature: ArraySlice<UInt8> { contents.signature }

  /// The SHA-256 of the DER bytes in lower-case hexadecimal, by which people compare certificates.
  public var fingerprint: String { contents.fingerprint.value { sha256Hex(der) } }

  /// The numbers of its public key, checked as strictly as by ``SubjectPublicKeyInfo/publicKey()``, which costs several
  /// times as much because it imports the key into OpenSSL.
  public func validKeyComponents() throws(X509Error) -> PublicKeyComponents {
    try contents.keyComponents.value {
      Result { () throws(X509Error) in try publicKeyInfo.validComponents() }
    }.get()
  }

  /// Whether basicConstraints make it a CA.
  public var isAuthority: Bool { extensions.basicConstraints?.isAuthority ?? false }

  /// Whether subject and issuer match. Self-issued certificates do not count against a path length (RFC 5280 6.1).
  public var isSelfIssued: Bool { contents.isSelfIssued }

  public var uris: [String] { (extensions.subjectAlternativeNames ?? []).compactMap(\.uri) }

  /// Whether `key` made the signature; false for untrusted algorithms.
  public func isSigned(by key: PublicKey) -> Bool {
    guard let algorithm = signatureAlgorithm.signatureAlgorithm else { return false }
    return key.isValidSignature(signature, for: signedBytes, using: algorithm)
  }

  /// Whether the other certificate is its issuer by name and signature, regardless of whether it may issue.
  public func isIssued(by issuer: Certificate) -> Bool {
    guard issuer.subject == self.issuer, let key = try? issuer.publicKeyInfo.publicKey() else { return false }
    return isSigned(by: key)
  }

  public var isSelfSigned: Bool {
    guard isSelfIssued, let key = try? publicKeyInfo.publicKey() else { return false }
    return isSigned(by: key)
  }
}

extension Certificate: Hashable {
  public static func == (left: Certificate, right: Certificate) -> Bool {
    left.der[...].isIdentical(to: right.der[...])
  }

  /// All octets: whoever makes certificates can give any number of them the same signature.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(octets: der[...])
  }
}

extension Certificate: CustomStringConvertible {
  /// For messages: the common name or subject, or without a subject the SPIFFE ID.
  public var description: String {
    if let commonName = subject.commonName { return commonName.printable }
    if !subject.isEmpty { return subject.description }
    let names = extensions.subjectAlternativeNames ?? []
    return names.compactMap(\.uri).first?.printable ?? names.first?.description ?? "a certificate without any name"
  }
}
