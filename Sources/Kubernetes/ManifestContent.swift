public import Cryptography

/// The bytes of a manifest.
public enum ManifestContent: Sendable, Equatable {
  /// Contains no secrets.
  case plain([UInt8])
  /// Contains a private key: written with mode 0600, and never logged.
  case secret(SecretBytes)

  public var isSecret: Bool {
    switch self {
    case .plain: false
    case .secret: true
    }
  }
}

/// One file that a mesh's administrator applies.
public struct ManifestFile: Sendable, Equatable {
  /// The file name, without a folder.
  public let name: String
  public let content: ManifestContent

  /// Whether it is written with mode 0600.
  public var isSecret: Bool { content.isSecret }
}
