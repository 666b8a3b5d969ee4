import SwiftASN1

/// The object identifiers that certificates of meshes use, by the names of their standards.
extension ASN1ObjectIdentifier {
  // RFC 5280 section 4.2.1: certificate extensions.
  static let subjectDirectoryAttributes: Self = [2, 5, 29, 9]
  static let subjectKeyIdentifier: Self = [2, 5, 29, 14]
  static let keyUsage: Self = [2, 5, 29, 15]
  static let subjectAltName: Self = [2, 5, 29, 17]
  static let issuerAltName: Self = [2, 5, 29, 18]
  static let basicConstraints: Self = [2, 5, 29, 19]
  static let nameConstraints: Self = [2, 5, 29, 30]
  static let cRLDistributionPoints: Self = [2, 5, 29, 31]
  static let certificatePolicies: Self = [2, 5, 29, 32]
  static let policyMappings: Self = [2, 5, 29, 33]
  static let authorityKeyIdentifier: Self = [2, 5, 29, 35]
  static let policyConstraints: Self = [2, 5, 29, 36]
  static let extendedKeyUsage: Self = [2, 5, 29, 37]
  static let freshestCRL: Self = [2, 5, 29, 46]
  static let inhibitAnyPolicy: Self = [2, 5, 29, 54]
  // RFC 5280 section 4.2.1.4: the policy that stands for all.
  static let anyPolicy: Self = [2, 5, 29, 32, 0]
  // RFC 5280 section 5: extensions of revocation lists and of their entries.
  static let cRLNumber: Self = [2, 5, 29, 20]
  static let reasonCode: Self = [2, 5, 29, 21]
  static let invalidityDate: Self = [2, 5, 29, 24]
  static let deltaCRLIndicator: Self = [2, 5, 29, 27]
  static let issuingDistributionPoint: Self = [2, 5, 29, 28]
  static let certificateIssuer: Self = [2, 5, 29, 29]
  // RFC 2315 and RFC 5652: messages that carry certificates.
  static let pkcs7Data: Self = [1, 2, 840, 113_549, 1, 7, 1]
  static let pkcs7SignedData: Self = [1, 2, 840, 113_549, 1, 7, 2]
  // RFC 5280 section 4.2.2: private internet extensions.
  static let authorityInfoAccess: Self = [1, 3, 6, 1, 5, 5, 7, 1, 1]
  static let subjectInfoAccess: Self = [1, 3, 6, 1, 5, 5, 7, 1, 11]
  // PKCS #9: the request attribute that carries extensions, and the e-mail address of old names.
  static let extensionRequest: Self = [1, 2, 840, 113_549, 1, 9, 14]
  static let emailAddress: Self = [1, 2, 840, 113_549, 1, 9, 1]
  // RFC 5758 and RFC 8410: signatures and keys that swift-asn1 does not name.
  static let ecdsaWithSHA256: Self = [1, 2, 840, 10_045, 4, 3, 2]
  static let ecdsaWithSHA384: Self = [1, 2, 840, 10_045, 4, 3, 3]
  static let ecdsaWithSHA512: Self = [1, 2, 840, 10_045, 4, 3, 4]
  static let idEd25519: Self = [1, 3, 101, 112]
  static let mgf1: Self = [1, 2, 840, 113_549, 1, 1, 8]
  static let sha256: Self = [2, 16, 840, 1, 101, 3, 4, 2, 1]
  static let sha384: Self = [2, 16, 840, 1, 101, 3, 4, 2, 2]
  static let sha512: Self = [2, 16, 840, 1, 101, 3, 4, 2, 3]
  // RFC 8018 and RFC 7914: password-based encryption of keys.
  static let pbes2: Self = [1, 2, 840, 113_549, 1, 5, 13]
  static let pbkdf2: Self = [1, 2, 840, 113_549, 1, 5, 12]
  static let hmacWithSHA256: Self = [1, 2, 840, 113_549, 2, 9]
  static let hmacWithSHA384: Self = [1, 2, 840, 113_549, 2, 10]
  static let hmacWithSHA512: Self = [1, 2, 840, 113_549, 2, 11]
  static let scrypt: Self = [1, 3, 6, 1, 4, 1, 11591, 4, 11]
  static let aes128CBC: Self = [2, 16, 840, 1, 101, 3, 4, 1, 2]
  static let aes256CBC: Self = [2, 16, 840, 1, 101, 3, 4, 1, 42]
}
