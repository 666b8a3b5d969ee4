public import Cryptography
public import SystemPackage

public struct OutputFile: Sendable, Equatable {
  /// Relative to the folder that it is written to.
  public let path: FilePath
  public let content: FileContent

  public init(path: FilePath, content: FileContent) {
    self.path = path
    self.content = content
  }

  /// A secret is readable only by its owner.
  public var mode: FilePermissions { content.isSecret ? .secret : .shared }
}

public enum FileContent: Sendable, Equatable {
  /// Contains no secrets.
  case plain([UInt8])
  /// Contains a private key: written with mode 0600, and never logged.
  case secret(SecretBytes)

  /// Text without secrets.
  public init(_ text: String) {
    self = .plain(Array(text.utf8))
  }

  public var isSecret: Bool {
    switch self {
    case .plain: false
    case .secret: true
    }
  }

  /// In bytes.
  public var count: Int {
    switch self {
    case .plain(let bytes): bytes.count
    case .secret(let secret): secret.count
    }
  }
}

extension FilePermissions {
  /// 0600: readable and writable only by the owner.
  public static let secret: FilePermissions = [.ownerReadWrite]
  /// 0644: readable by everyone.
  public static let shared: FilePermissions = [.ownerReadWrite, .groupRead, .otherRead]
}
