package import Cryptography
import Diagnostics
import Synchronization

/// A certificate (RFC 5280 section 4.1): its exact bytes and their decoded contents.
///
/// Certificates are equal if their bytes are.
public struct Certificate: Sendable {
  let contents: Contents

  /// The bytes and what they say: one immutable object, so that copying a certificate costs one reference count.
  final class Contents: Sendable {
    let der: [UInt8]
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
    fileprivate let description = Derived<DerivedText>()
    fileprivate let fingerprint = Derived<DerivedText>()
    fileprivate let keyComponents = Derived<DerivedKey>()

    /// The hash of ``der`` in this process; 0 until it is needed.
    fileprivate let hash = Atomic<Int>(0)

    init(
      der: [UInt8], signedBytes: ArraySlice<UInt8>, version: Int, serialNumber: SerialNumber,
      innerSignatureAlgorithm: AlgorithmIdentifier, issuer: DistinguishedName, validity: Validity,
      subject: DistinguishedName, publicKeyInfo: SubjectPublicKeyInfo, hasUniqueIdentifiers: Bool,
      extensions: Extensions, signatureAlgorithm: AlgorithmIdentifier, signature: ArraySlice<UInt8>
    ) {
      self.der = der
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

  /// The exact bytes, which are also what is written.
  public var der: [UInt8] { contents.der }
  /// 1, 2 or 3.
  package var version: Int { contents.version }
  public var serialNumber: SerialNumber { contents.serialNumber }
  public var issuer: DistinguishedName { contents.issuer }
  public var validity: Validity { contents.validity }
  /// Empty for a workload's X509-SVID.
  public var subject: DistinguishedName { contents.subject }
  package var publicKeyInfo: SubjectPublicKeyInfo { contents.publicKeyInfo }
  package var extensions: Extensions { contents.extensions }
  package var signatureAlgorithm: AlgorithmIdentifier { contents.signatureAlgorithm }
  /// The bytes that the signature covers (`tbsCertificate`).
  package var signedBytes: ArraySlice<UInt8> { contents.signedBytes }
  package var signature: ArraySlice<UInt8> { contents.signature }

  /// The SHA-256 of the DER bytes in lower-case hexadecimal, by which people compare certificates.
  public var fingerprint: String { contents.fingerprint.object { DerivedText(sha256Hex(der)) }.text }

  /// The numbers of its public key, checked as strictly as by ``SubjectPublicKeyInfo/publicKey()``, which costs several
  /// times as much because it imports the key into OpenSSL.
  package func validKeyComponents() throws(X509Error) -> PublicKeyComponents {
    try contents.keyComponents.object { DerivedKey(publicKeyInfo) }.components.get()
  }

  /// Whether basicConstraints make it a CA.
  package var isAuthority: Bool { extensions.basicConstraints?.isAuthority ?? false }

  /// Whether subject and issuer match. Self-issued certificates do not count against a path length (RFC 5280 6.1).
  package var isSelfIssued: Bool { contents.isSelfIssued }

  package var uris: [String] { (extensions.subjectAlternativeNames ?? []).compactMap(\.uri) }

  /// The same certificate as an object of its own. Threads that verify many chains would contend for the reference
  /// count of a shared one.
  package var unshared: Certificate { (try? Certificate(der: der)) ?? self }

  /// Whether `key` made the signature; false for untrusted algorithms.
  package func isSigned(by key: PublicKey) -> Bool {
    guard let algorithm = signatureAlgorithm.signatureAlgorithm else { return false }
    return key.isValidSignature(signature, for: signedBytes, using: algorithm)
  }

  /// Whether the other certificate is its issuer by name and signature, regardless of whether it may issue.
  package func isIssued(by issuer: Certificate) -> Bool {
    guard issuer.subject == self.issuer, let key = try? issuer.publicKeyInfo.publicKey() else { return false }
    return isSigned(by: key)
  }

  package var isSelfSigned: Bool {
    guard isSelfIssued, let key = try? publicKeyInfo.publicKey() else { return false }
    return isSigned(by: key)
  }
}

/// The numbers of a certificate's key, or why they are not valid.
private final class DerivedKey: Sendable {
  let components: Result<PublicKeyComponents, X509Error>

  init(_ info: SubjectPublicKeyInfo) {
    components = Result { () throws(X509Error) in try info.validComponents() }
  }
}

extension Certificate: Hashable {
  public static func == (left: Certificate, right: Certificate) -> Bool {
    left.contents === right.contents || left.der[...].isIdentical(to: right.der[...])
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(octetsHash) }

  /// Of all octets: whoever makes certificates can give any number of them the same signature.
  var octetsHash: Int {
    let known = contents.hash.load(ordering: .relaxed)
    if known != 0 { return known }
    let hash = der[...].octetsHash
    contents.hash.store(hash, ordering: .relaxed)
    return hash
  }
}

extension Certificate: CustomStringConvertible {
  /// For messages: the common name or subject, or without a subject the SPIFFE ID.
  public var description: String { contents.description.object { DerivedText(name) }.text }

  private var name: String {
    if let commonName = subject.commonName { return commonName.printable }
    if !subject.isEmpty { return subject.description }
    let names = extensions.subjectAlternativeNames ?? []
    return names.lazy.compactMap(\.uri).first?.printable ?? names.first?.description
      ?? "a certificate without any name"
  }
}
