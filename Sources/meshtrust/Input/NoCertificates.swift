import Cryptography
import X509

/// What people pass instead of certificates, as far as it can be named. Other text is not quoted: it may be a secret.
enum NoCertificates {
  /// The first words of what `oc` and `kubectl` say instead of an object.
  private static let answers = [
    "Error from server", "error: ", "No resources found", "Unable to connect to the server",
    "The connection to the server",
  ]

  static func name(of text: [UInt8]) -> String {
    guard !text.contains(0) else { return "binary data" }
    let line = String(decoding: text.prefix { $0 != 0x0A }.prefix(200), as: UTF8.self)
    if answers.contains(where: line.hasPrefix) { return "what a client of the cluster said, `\(line)`" }
    if line.drop(while: \.isWhitespace).hasPrefix("<") { return "a web page" }
    return "text without a PEM block"
  }

  /// What DER is that is no certificate; nil if nothing fits.
  static func name(ofDER bytes: [UInt8]) -> String? {
    if (try? CertificateRequest(der: bytes)) != nil { return "a certificate request (DER)" }
    if (try? RevocationList(der: bytes)) != nil { return "a CRL (DER)" }
    if (try? SubjectPublicKeyInfo(der: bytes)) != nil { return "a public key (DER)" }
    return isKey(bytes) ? "a private key (DER)" : nil
  }

  /// PKCS #8, SEC 1 and PKCS #1 begin with a version number, and an encrypted key with the identifier of PBES2.
  private static func isKey(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 8 else { return false }
    let header = bytes[1] < 0x80 ? 2 : 2 + Int(bytes[1] & 0x7F)
    let content = bytes.dropFirst(header)
    return content.starts(with: [2, 1, 0]) || content.starts(with: [2, 1, 1])
      || content.dropFirst(2).starts(with: [6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 5, 13])
  }
}
