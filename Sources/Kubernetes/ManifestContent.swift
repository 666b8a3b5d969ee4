public import Cryptography

/// The bytes of a manifest.
public enum ManifestContent: Sendable, Equatable {
  /// Bytes that everybody may read.
  case plain([UInt8])
  /// Bytes with a private key in them: a file of mode 0600, and never a log.
  case secret(SecretBytes)

  /// Whether nobody else may read it.
  public var isSecret: Bool {
    switch self {
    case .plain: false
    case .secret: true
    }
  }
}

/// One file that a mesh's administrator applies.
public struct ManifestFile: Sendable, Equatable {
  /// The name, without any folder.
  public let name: String
  /// What stands in it.
  public let content: ManifestContent

  /// Whether it is written with mode 0600.
  public var isSecret: Bool { content.isSecret }
}
