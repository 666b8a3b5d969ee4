import Cryptography
import X509

/// A key that signs notes, as verifiers know it: `NAME+KEYID+base64(type ‖ public key)`, with Ed25519 as the type 0x01.
public struct NoteKey: Hashable, Sendable {
  private static let ed25519: UInt8 = 1

  let name: String
  let key: PublicKey
  /// The public key.
  let octets: [UInt8]

  /// Nil for a key that is not Ed25519, or a name with a space or a plus.
  init?(name: String, key: PublicKey) {
    guard case .ed25519(let octets) = key.components, Self.isName(name) else { return nil }
    self.name = name
    self.key = key
    self.octets = octets
  }

  /// Nil for another form, for a key ID that is not the key's, and for keys that are not Ed25519.
  public init?(_ text: String) {
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let octets = try? Base64.decode(Array(parts[2].utf8)), octets.first == Self.ed25519,
      let key = try? PublicKey(.ed25519(Array(octets.dropFirst()))), Self.isName(String(parts[0]))
    else { return nil }
    self.init(name: String(parts[0]), key: key)
    guard parts[1] == keyID.hexadecimal else { return nil }
  }

  public var text: String { "\(name)+\(keyID.hexadecimal)+\(Base64.encode([Self.ed25519] + octets))" }

  /// The first 4 octets of SHA-256(NAME ‖ 0x0A ‖ type ‖ public key).
  var keyID: [UInt8] {
    Array(Digest.hash(.sha256, Array(name.utf8) + [0x0A, Self.ed25519] + octets).prefix(4))
  }

  static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0 != "+" && $0.value > 0x20 }
  }
}
