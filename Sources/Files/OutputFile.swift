public import Cryptography
public import SystemPackage

/// One file to be written: where, and what is in it.
public struct OutputFile: Sendable, Equatable {
  /// The path, relative to the folder that it is written to.
  public let path: FilePath
  /// What the file holds.
  public let content: FileContent

  /// Names a file and its content.
  public init(path: FilePath, content: FileContent) {
    self.path = path
    self.content = content
  }

  /// The permission bits: a secret is readable by its owner only.
  public var mode: FilePermissions { content.isSecret ? .secret : .shared }
}

/// What a file holds.
public enum FileContent: Sendable, Equatable {
  /// Bytes that everybody may read.
  case plain([UInt8])
  /// Bytes with a private key in them: a file of mode 0600, and never part of a log.
  case secret(SecretBytes)

  /// A text that everybody may read.
  public init(_ text: String) {
    self = .plain(Array(text.utf8))
  }

  /// Whether only the owner may read it.
  public var isSecret: Bool {
    switch self {
    case .plain: false
    case .secret: true
    }
  }

  /// The number of octets.
  public var count: Int {
    switch self {
    case .plain(let bytes): bytes.count
    case .secret(let secret): secret.count
    }
  }
}

extension FilePermissions {
  /// 0600: readable and writable by the owner only.
  public static let secret: FilePermissions = [.ownerReadWrite]
  /// 0644: readable by everybody.
  public static let shared: FilePermissions = [.ownerReadWrite, .groupRead, .otherRead]
}
