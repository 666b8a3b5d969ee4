import Signers
public import X509

/// One way to open a home: its data key, wrapped with one secret. Each slot wraps the same data key, so that any of them
/// opens the home, and any but the last can be taken away.
struct SealSlot: Hashable, Sendable {
  let name: String
  let method: SealingMethod
  let wrappedKey: [UInt8]
  /// Nil before it is stored.
  let created: Timestamp?
}

/// A way to open a home, for people.
public struct SealingWay: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    case keyFile = "key-file"
    case passphrase
    case token
  }

  public let name: String
  public let kind: Kind
  /// The token's address.
  public let place: String?
  public let created: Timestamp?
  /// Whether it opened the home now.
  public let isInUse: Bool
}

extension SealingMethod {
  /// The name of a slot that nobody named.
  var defaultName: String {
    switch self {
    case .keyFile: "sealing.key"
    case .passphrase: "passphrase"
    case .token(let slot): slot.place.token ?? slot.place.serial ?? "token"
    }
  }

  var kind: SealingWay.Kind {
    switch self {
    case .keyFile: .keyFile
    case .passphrase: .passphrase
    case .token: .token
    }
  }
}
