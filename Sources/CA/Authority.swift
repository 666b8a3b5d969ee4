import Cryptography
public import Signers
public import X509

/// The owner of an authority.
public enum AuthorityOwner: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The federation, whose root is above all meshes.
  case shared
  /// One mesh.
  case mesh(String)

  /// The part of an authority's name before the slash.
  public var description: String {
    switch self {
    case .shared: "shared"
    case .mesh(let name): name
    }
  }

  /// The argument of `rotate` on the command line.
  public var argument: String { self == .shared ? "--shared" : description }

  /// The value in the database: empty for the federation.
  var stored: String { self == .shared ? "" : description }

  /// Takes the value in the database.
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

/// Where the private key of an authority is.
public enum KeyPlace: Hashable, Sendable {
  /// Sealed in the home.
  case home
  /// In a token or behind a program, which signs for the home and never gives it away.
  case outside(SignerPlace)
  /// With somebody else, or destroyed.
  case elsewhere
}

/// A root or an intermediate of the home.
public struct Authority: Hashable, Sendable {
  /// The role of an authority.
  public enum Role: String, Hashable, Sendable, CaseIterable {
    /// Signs intermediates, and is in bundles.
    case root
    /// Signs the certificates of workloads and gateways.
    case intermediate
  }

  public let owner: AuthorityOwner
  public let role: Role
  /// 1, 2, …: increases with each new key.
  public let generation: Int
  public let certificate: Certificate
  /// The certificates between it and the root, nearest first, without either; empty except below foreign roots.
  public let chain: [Certificate]
  public let keyPlace: KeyPlace

  /// Whether the home can sign with its key.
  public var hasKey: Bool { keyPlace != .elsewhere }

  init(
    owner: AuthorityOwner, role: Role, generation: Int, certificate: Certificate, chain: [Certificate] = [],
    keyPlace: KeyPlace
  ) {
    self.owner = owner
    self.role = role
    self.generation = generation
    self.certificate = certificate
    self.chain = chain
    self.keyPlace = keyPlace
  }

  init(
    owner: AuthorityOwner, role: Role, generation: Int, certificate: Certificate, chain: [Certificate] = [],
    hasKey: Bool
  ) {
    self.init(
      owner: owner, role: role, generation: generation, certificate: certificate, chain: chain,
      keyPlace: hasKey ? .home : .elsewhere)
  }

  /// The name on the command line: `red-mesh/root`, `red-mesh/intermediate`, `shared/root`.
  public var name: String { "\(owner)/\(role.rawValue)" }

  /// The last certificate below the root: its own, or the uppermost of those between.
  var top: Certificate { chain.last ?? certificate }

  /// The identifier of its key: the SHA-256 of its SubjectPublicKeyInfo.
  var keyIdentifier: String { certificate.keyIdentifier }
}

extension Certificate {
  /// The identifier under which the home stores a key: the SHA-256 of the SubjectPublicKeyInfo, hexadecimal.
  var keyIdentifier: String { sha256Hex(publicKeyInfo.der) }
}
