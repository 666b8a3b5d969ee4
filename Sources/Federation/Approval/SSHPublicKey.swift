public import Cryptography
import Diagnostics
import X509

/// A public key as OpenSSH writes it: `ssh-ed25519 AAAA…` (RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8709
/// section 4, and OpenSSH's PROTOCOL.u2f).
public struct SSHPublicKey: Hashable, Sendable {
  enum Kind: String, CaseIterable, Sendable {
    case ed25519 = "ssh-ed25519"
    case rsa = "ssh-rsa"
    case p256 = "ecdsa-sha2-nistp256"
    case p384 = "ecdsa-sha2-nistp384"
    case p521 = "ecdsa-sha2-nistp521"
    /// In a security key, which signs more than the message.
    case securityKeyEd25519 = "sk-ssh-ed25519@openssh.com"
    case securityKeyP256 = "sk-ecdsa-sha2-nistp256@openssh.com"

    var curve: EllipticCurve? {
      switch self {
      case .p256, .securityKeyP256: .p256
      case .p384: .p384
      case .p521: .p521
      default: nil
      }
    }

    var isOfSecurityKey: Bool { self == .securityKeyEd25519 || self == .securityKeyP256 }
  }

  let kind: Kind
  let blob: [UInt8]
  public let key: PublicKey
  /// What a security key says it signs for; empty for others.
  let application: [UInt8]

  /// The smallest RSA key, in bits.
  static let smallestRSA = 2048

  /// Nil for other kinds of keys, for RSA below 2048 bits, and for octets behind the key.
  init?(blob: [UInt8]) {
    var reader = SSHReader(blob)
    guard let kind = reader.text().flatMap(Kind.init(rawValue:)),
      let components = Self.components(kind, &reader), let key = try? PublicKey(components)
    else { return nil }
    if case .rsa = components, key.bits < Self.smallestRSA { return nil }
    if kind.isOfSecurityKey {
      guard let application = reader.string() else { return nil }
      self.application = application
    } else {
      application = []
    }
    guard reader.isAtEnd else { return nil }
    self.kind = kind
    self.blob = blob
    self.key = key
  }

  /// Reads `TYPE BASE64`; what follows is a comment.
  public init?(line: some StringProtocol) {
    let words = line.split(separator: " ")
    guard words.count >= 2, let blob = try? Base64.decode(Array(words[1].utf8)) else { return nil }
    self.init(blob: blob)
    guard kind.rawValue == words[0] else { return nil }
  }

  private static func components(_ kind: Kind, _ reader: inout SSHReader) -> PublicKeyComponents? {
    if let curve = kind.curve {
      // Another name would be another encoding of the same key, and one person could be two approvers.
      guard let name = reader.text(), "-\(name)" == kind.rawValue.prefix(while: { $0 != "@" }).suffix(9),
        let point = reader.string(), point.first == 0x04
      else { return nil }
      return .ec(curve, point: point)
    }
    if kind == .rsa {
      guard let exponent = reader.positive(), let modulus = reader.positive() else { return nil }
      return .rsa(modulus: modulus, exponent: exponent)
    }
    return reader.string().map { .ed25519($0) }
  }

  /// Why others can sign with it: see ``PublicKey/checkWhole()``, which takes milliseconds, and
  /// ``PublicKey/checkFactors()``, which takes tenths of a second. Nil if neither finds anything.
  func fault(factoring: Bool = false) -> Message? {
    do throws(CryptographyError) {
      try key.checkWhole()
      if factoring { try key.checkFactors() }
      return nil
    } catch {
      return error.diagnostic.what
    }
  }

  /// `TYPE BASE64`.
  public var text: String { "\(kind.rawValue) \(Base64.encode(blob))" }

  /// As `ssh-keygen -l` prints it.
  public var fingerprint: String {
    "SHA256:" + Base64.encode(Digest.hash(.sha256, blob)).prefix { $0 != "=" }
  }
}
