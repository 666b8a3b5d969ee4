/// The types of keys that can be generated. The raw value is the name in files and on the command line.
public enum KeyAlgorithm: String, CaseIterable, Hashable, Sendable {
  /// ECDSA on NIST P-256: the default.
  case p256 = "ecdsa-p256"
  /// ECDSA on NIST P-384.
  case p384 = "ecdsa-p384"
  /// ECDSA on NIST P-521.
  case p521 = "ecdsa-p521"
  /// RSA with a modulus of 2048 bits.
  case rsa2048 = "rsa-2048"
  /// RSA with a modulus of 3072 bits.
  case rsa3072 = "rsa-3072"
  /// RSA with a modulus of 4096 bits.
  case rsa4096 = "rsa-4096"
  /// Ed25519, RFC 8032.
  case ed25519 = "ed25519"

  /// Accepts the raw values and the names of other tools, such as `P-256`, `prime256v1` or `RSA2048`.
  public init?(name: String) {
    let letters = String(name.lowercased().filter { $0.isLetter || $0.isNumber })
    switch letters {
    case "p256", "ecp256", "ecdsap256", "prime256v1", "secp256r1": self = .p256
    case "p384", "ecp384", "ecdsap384", "secp384r1": self = .p384
    case "p521", "ecp521", "ecdsap521", "secp521r1": self = .p521
    case "rsa2048": self = .rsa2048
    case "rsa3072": self = .rsa3072
    case "rsa4096": self = .rsa4096
    case "ed25519": self = .ed25519
    default: return nil
    }
  }

  /// The display name, such as `ECDSA P-256` or `RSA 2048`.
  public var label: String {
    switch self {
    case .p256: "ECDSA P-256"
    case .p384: "ECDSA P-384"
    case .p521: "ECDSA P-521"
    case .rsa2048: "RSA 2048"
    case .rsa3072: "RSA 3072"
    case .rsa4096: "RSA 4096"
    case .ed25519: "Ed25519"
    }
  }

  /// Whether Envoy completes handshakes with such a leaf key. It does not with P-521 and Ed25519.
  public var sidecarsAccept: Bool {
    switch self {
    case .p256, .p384, .rsa2048, .rsa3072, .rsa4096: true
    case .p521, .ed25519: false
    }
  }
}
