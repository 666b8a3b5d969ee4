import Cryptography
import X509

/// A signature as `ssh-keygen -Y sign` writes it (OpenSSH's PROTOCOL.sshsig).
public struct SSHSignature: Hashable, Sendable {
  private static let magic = Array("SSHSIG".utf8)
  private static let version: UInt32 = 1
  private static let (begin, end) = ("-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----")

  public let key: SSHPublicKey
  public let namespace: String
  private let reserved: [UInt8]
  private let digest: DigestAlgorithm
  /// The name of the scheme, the signature, and what a security key adds.
  private let scheme: String
  private let octets: [UInt8]
  private let added: [UInt8]

  /// Nil for another form, another version, keys or digests that are not used here, and octets behind the signature.
  public init?(armored text: String) {
    let lines = text.split(whereSeparator: \.isNewline).map { $0.filter { $0 != "\r" } }
    guard lines.count > 2, lines.first == Self.begin, lines.last == Self.end,
      let blob = try? Base64.decode(Array(lines.dropFirst().dropLast().joined().utf8))
    else { return nil }
    self.init(blob: blob)
  }

  init?(blob: [UInt8]) {
    var reader = SSHReader(blob)
    guard reader.octets(Self.magic.count) == Self.magic, reader.number() == Self.version,
      let key = reader.string().flatMap(SSHPublicKey.init(blob:)), let namespace = reader.text(),
      let reserved = reader.string(), let digest = reader.text().flatMap(Self.digest),
      let signature = reader.string(), reader.isAtEnd
    else { return nil }
    var inner = SSHReader(signature)
    guard let scheme = inner.text(), let octets = inner.string() else { return nil }
    var added: [UInt8] = []
    if key.kind.isOfSecurityKey {
      guard let flagsAndCounter = inner.octets(5) else { return nil }
      added = flagsAndCounter
    }
    guard inner.isAtEnd else { return nil }
    (self.key, self.namespace, self.reserved, self.digest) = (key, namespace, reserved, digest)
    (self.scheme, self.octets, self.added) = (scheme, octets, added)
  }

  private static func digest(_ name: String) -> DigestAlgorithm? {
    switch name {
    case "sha256": .sha256
    case "sha512": .sha512
    default: nil
    }
  }

  /// Whether the key in the signature signed the message for a namespace. Whose key it is, the caller knows.
  public func isValid(for message: [UInt8], in wanted: String) -> Bool {
    guard namespace == wanted, reserved.isEmpty, let (algorithm, der) = scheme(of: key.kind) else { return false }
    let name = digest == .sha512 ? "sha512" : "sha256"
    var signed = Self.magic
    for part in [Array(namespace.utf8), reserved, Array(name.utf8), Digest.hash(digest, message)] {
      signed += SSHReader.string(part)
    }
    if key.kind.isOfSecurityKey {
      // Somebody touched it.
      guard let flags = added.first, flags & 1 == 1 else { return false }
      signed = Digest.hash(.sha256, key.application) + added + Digest.hash(.sha256, signed)
    }
    return key.key.isValidSignature(der, for: signed, using: algorithm)
  }

  /// How the key signs, and the signature in OpenSSL's form; nil for `ssh-rsa`, which is SHA-1, and for the scheme of
  /// another key.
  private func scheme(of kind: SSHPublicKey.Kind) -> (SignatureAlgorithm, [UInt8])? {
    switch (kind, scheme) {
    case (.rsa, "rsa-sha2-256"): return (.rsaPKCS1(.sha256), octets)
    case (.rsa, "rsa-sha2-512"): return (.rsaPKCS1(.sha512), octets)
    case (.ed25519, kind.rawValue), (.securityKeyEd25519, kind.rawValue): return (.ed25519, octets)
    case (_, kind.rawValue):
      guard let curve = kind.curve, let der = Self.der(octets) else { return nil }
      let digest: DigestAlgorithm = curve == .p521 ? .sha512 : curve == .p384 ? .sha384 : .sha256
      return (.ecdsa(digest), der)
    default: return nil
    }
  }

  /// The two numbers of an ECDSA signature as Ecdsa-Sig-Value (RFC 3279 section 2.2.3).
  private static func der(_ octets: [UInt8]) -> [UInt8]? {
    var reader = SSHReader(octets)
    guard let r = reader.positive(), let s = reader.positive(), reader.isAtEnd else { return nil }
    let body = [r, s].flatMap { number -> [UInt8] in
      let digits = (number.first ?? 0) >= 0x80 ? [0] + number : number
      return [0x02, UInt8(truncatingIfNeeded: digits.count)] + digits
    }
    guard body.count < 256 else { return nil }
    return [0x30] + (body.count < 128 ? [] : [0x81]) + [UInt8(truncatingIfNeeded: body.count)] + body
  }
}
