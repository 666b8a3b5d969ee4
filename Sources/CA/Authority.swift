import Cryptography
public import X509

/// Whose an authority is.
public enum AuthorityOwner: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The federation's: a root above all meshes.
  case shared
  /// One mesh's.
  case mesh(String)

  /// The name before the slash of an authority's name.
  public var description: String {
    switch self {
    case .shared: "shared"
    case .mesh(let name): name
    }
  }

  /// As `rotate` takes it on the command line.
  public var argument: String { self == .shared ? "--shared" : description }

  /// As the database names it: the federation is the empty name.
  var stored: String { self == .shared ? "" : description }

  /// Reads the name that the database holds.
  init(stored: String) {
    self = stored.isEmpty ? .shared : .mesh(stored)
  }

  /// The shared root first, then the meshes by name.
  public static func < (left: AuthorityOwner, right: AuthorityOwner) -> Bool {
    switch (left, right) {
    case (.shared, .mesh): true
    case (.mesh, .shared), (.shared, .shared): false
    case (.mesh(let left), .mesh(let right)): left < right
    }
  }
}

/// A root or an intermediate of the home.
public struct Authority: Hashable, Sendable {
  /// What an authority is for.
  public enum Role: String, Hashable, Sendable, CaseIterable {
    /// Signs intermediates, and stands in bundles.
    case root
    /// Signs the certificates of workloads and gateways.
    case intermediate
  }

  /// Whose it is.
  public let owner: AuthorityOwner
  /// Root or intermediate.
  public let role: Role
  /// 1, 2, …: counts up with each new key.
  public let generation: Int
  /// Its certificate.
  public let certificate: Certificate
  /// What stands between it and the root, nearest first, without either; empty but below foreign roots.
  public let chain: [Certificate]
  /// Whether its key is in the home.
  public let hasKey: Bool

  /// A new or a stored authority.
  init(
    owner: AuthorityOwner, role: Role, generation: Int, certificate: Certificate, chain: [Certificate] = [],
    hasKey: Bool
  ) {
    self.owner = owner
    self.role = role
    self.generation = generation
    self.certificate = certificate
    self.chain = chain
    self.hasKey = hasKey
  }

  /// The name on the command line: `red-mesh/root`, `red-mesh/intermediate`, `shared/root`.
  public var name: String { "\(owner)/\(role.rawValue)" }

  /// The identifier of its key: the SHA-256 of its SubjectPublicKeyInfo.
  var keyIdentifier: String { certificate.keyIdentifier }
}

extension Certificate {
  /// The identifier under which the home stores a key: the SHA-256 of the SubjectPublicKeyInfo, hexadecimal.
  var keyIdentifier: String { sha256Hex(publicKeyInfo.der) }
}
