import COpenSSL

/// The hash functions of FIPS 180-4 used in certificates and identifiers.
public enum DigestAlgorithm: String, CaseIterable, Hashable, Sendable {
  /// SHA-1: for key identifiers (RFC 5280, 4.2.1.2) and old PBKDF2 files. Signatures with it are never valid here.
  case sha1 = "SHA-1"
  case sha256 = "SHA-256"
  case sha384 = "SHA-384"
  case sha512 = "SHA-512"

  /// The size of a digest in octets.
  public var size: Int {
    switch self {
    case .sha1: 20
    case .sha256: 32
    case .sha384: 48
    case .sha512: 64
    }
  }

  /// OpenSSL's algorithm object, fetched once per process: fetching costs more than hashing a certificate.
  var fetched: Shared<DigestResource> {
    get throws(CryptographyError) {
      switch self {
      case .sha1: try Self.fetchedSHA1.get()
      case .sha256: try Self.fetchedSHA256.get()
      case .sha384: try Self.fetchedSHA384.get()
      case .sha512: try Self.fetchedSHA512.get()
      }
    }
  }

  private typealias Fetched = Result<Shared<DigestResource>, CryptographyError>
  private static let fetchedSHA1 = fetch("SHA1")
  private static let fetchedSHA256 = fetch("SHA256")
  private static let fetchedSHA384 = fetch("SHA384")
  private static let fetchedSHA512 = fetch("SHA512")

  private static func fetch(_ name: String) -> Fetched {
    Fetched { () throws(CryptographyError) in
      Shared(try Owned("EVP_MD_fetch") { unsafe EVP_MD_fetch(nil, name, nil) })
    }
  }
}
