import Diagnostics
import X509

/// A form of certificates that is recognised, and not read: one command of another tool converts it.
enum ForeignForm: Hashable, CaseIterable {
  case pkcs12
  case javaKeyStore
  /// OpenSSL's certificate with settings of trust behind it.
  case trustedCertificate

  init?(_ bytes: [UInt8]) {
    if bytes.first == 0x30, PKCS12.isLikely(bytes) {
      self = .pkcs12
    } else if bytes.starts(with: [0xFE, 0xED, 0xFE, 0xED]) || bytes.starts(with: [0xCE, 0xCE, 0xCE, 0xCE]) {
      self = .javaKeyStore
    } else {
      return nil
    }
  }

  var name: String {
    switch self {
    case .pkcs12: "a PKCS #12 file"
    case .javaKeyStore: "a Java key store"
    case .trustedCertificate: "a TRUSTED CERTIFICATE, OpenSSL's form with settings of trust"
    }
  }

  init?(_ pem: PEM) {
    guard pem.blocks.contains(where: { $0.label == PEMBlock.trustedCertificateLabel }) else { return nil }
    self = .trustedCertificate
  }

  /// The command that converts a file to PEM.
  func command(for file: String) -> String {
    template.replacing("FILE", with: file == "-" ? "FILE" : file)
  }

  private var template: String {
    switch self {
    case .pkcs12: "openssl pkcs12 -in FILE -nokeys -out converted.pem"
    case .trustedCertificate: "openssl x509 -in FILE -out converted.pem"
    case .javaKeyStore: "keytool -list -rfc -keystore FILE > converted.pem"
    }
  }
}
