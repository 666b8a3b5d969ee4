import Diagnostics
import Federation
public import X509

/// The roots of one mesh in the order in which its bundle holds them.
public struct RootBundle: Hashable, Sendable {
  /// The roots.
  public let certificates: [Certificate]
  /// Their generations in the same order; nil when they are not known.
  public let generations: [Int]?
}

/// The authorities of a home that are in use: at most one root and one intermediate for each owner.
public struct AuthoritySet: Sendable {
  /// All of them, by owner and role.
  public let all: [Authority]
  /// What is held of the meshes that other people run, by name.
  public let remotes: [HeldRemote]
  private let byName: [String: Authority]

  init(_ all: [Authority], remotes: [HeldRemote] = []) {
    self.remotes = remotes
    // By owner; the root before the intermediate.
    self.all = all.sorted { left, right in
      left.owner == right.owner ? left.role == .root && right.role != .root : left.owner < right.owner
    }
    byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
  }

  /// The root above a mesh's intermediate: its own, or the shared one.
  public func root(of mesh: String, sharedRoots: Bool) -> Authority? {
    byName["\(sharedRoots ? AuthorityOwner.shared : .mesh(mesh))/root"]
  }

  /// The roots that stand for a mesh in its own bundle and in its peers'; nil when there is none yet.
  public func bundle(of mesh: String, sharedRoots: Bool) -> RootBundle? {
    // A remote has roots of its own also where all of our meshes share one.
    if let remote = remote(named: mesh), intermediate(of: mesh) == nil {
      return RootBundle(certificates: remote.card.roots, generations: nil)
    }
    return root(of: mesh, sharedRoots: sharedRoots).map {
      RootBundle(certificates: [$0.certificate], generations: [$0.generation])
    }
  }

  /// What is held of a mesh that other people run.
  public func remote(named name: String) -> HeldRemote? { remotes.first { $0.name == name } }

  /// The intermediate of a mesh.
  public func intermediate(of mesh: String) -> Authority? { byName["\(AuthorityOwner.mesh(mesh))/intermediate"] }

  /// The authority of an owner and role.
  func authority(_ owner: AuthorityOwner, _ role: Authority.Role) -> Authority? { byName["\(owner)/\(role.rawValue)"] }

  /// Finds what a command line names: `MESH/root`, `MESH/intermediate`, `MESH`, `shared/root`, or a fingerprint of which
  /// at least 8 digits are given, with or without `SHA256:` and colons.
  public func named(_ text: String) throws(CAError) -> Authority {
    if let authority = byName[text] ?? byName[text + "/intermediate"] { return authority }
    let digits = text.lowercased().replacingPrefix("sha256:").filter { $0 != ":" }
    if digits.utf8.count >= 8, digits.allSatisfy(\.isHexDigit) {
      let matching = all.filter { $0.certificate.fingerprint.hasPrefix(digits) }
      // Meshes below the same foreign root hold the same certificate.
      if let first = matching.first, matching.allSatisfy({ $0.certificate == first.certificate }) { return first }
    }
    throw .unknownAuthority(text, nearest: Spelling.nearest(to: text, among: all.map(\.name)))
  }
}

extension String {
  fileprivate func replacingPrefix(_ prefix: String) -> String {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
  }
}
