public import CA
public import Diagnostics
import Federation

/// What keeps a root from changing safely, before anything is changed: meshes that would never believe both roots.
public struct RotationObstacles {
  private let ledger: RotationLedger
  private let owner: AuthorityOwner

  public init(_ ledger: RotationLedger, _ owner: AuthorityOwner) {
    self.ledger = ledger
    self.owner = owner
  }

  /// - Throws: The first obstacle, with what to do before.
  public func check() throws(CAError) {
    try checkFolders()
    try checkProxies()
  }

  /// A mesh whose folder cannot be written would not move with the others.
  func checkFolders() throws(CAError) {
    if let folder = ledger.blockedFolders(around: owner).first { throw .refused(.rotation(.folderBlocked(folder))) }
  }

  /// What a step that does not wait leaves behind.
  public var blocks: [Diagnostic] {
    ledger.blockedFolders(around: owner).map { folder in
      var finding = HomeRefusal.rotation(.folderBlocked(folder)).diagnostic
      finding.severity = .warning
      return finding
    }
  }

  func checkProxies() throws(CAError) {
    for (holder, mesh) in pairs {
      let plane = holder.controlPlane
      guard plane.flavour != .maistra, plane.signer != .spire else { continue }
      try checkVersion(of: holder)
      // istio-csr gives proxies every root of its file; what it does not give them are those of peers.
      let isOwn = ledger.federation.rootSource(of: mesh, at: holder.name) == .ownBundle || holder.name == mesh
      if !plane.multiRoot, !(isOwn && plane.signer == .istioCSR) {
        throw .refused(.rotation(.takesOneRoot(mesh: holder.name, rootOf: mesh)))
      }
    }
  }

  /// Ztunnels of many versions read one root, so that theirs must be known; of sidecars two patches do.
  private func checkVersion(of holder: Mesh) throws(CAError) {
    guard let version = holder.controlPlane.version else {
      guard holder.dataPlane == .ambient else { return }
      throw .refused(.rotation(.deliversOneRoot(mesh: holder.name, version: nil, upgrade: "1.25.2")))
    }
    guard let upgrade = holder.upgradeForEveryRoot else { return }
    throw .refused(.rotation(.deliversOneRoot(mesh: holder.name, version: version.description, upgrade: upgrade)))
  }

  /// Each mesh below the root with itself, and each mesh of the home that holds its roots.
  private var pairs: [(holder: Mesh, mesh: String)] {
    let below = ledger.meshes(below: owner)
    let holders = below.flatMap { mesh in
      mesh.gateways.compactMap { ledger.federation.mesh(named: $0.peer) }.map { ($0, mesh.name) }
    }
    return below.map { ($0, $0.name) } + holders
  }

  /// The meshes whose steps follow rules of another version than theirs, or of any version, because theirs is not known.
  public var notes: [Diagnostic] {
    var seen: Set<String> = []
    return pairs.map(\.holder).filter { seen.insert($0.name).inserted }.compactMap { mesh in
      let plane = mesh.controlPlane
      guard plane.flavour != .maistra, plane.signer != .spire else { return nil }
      guard let version = plane.version else {
        return Diagnostic(
          "MT-ROT-54", .note, what: "no version of Istio is given for `\(mesh.name)`",
          why:
            "its steps are those that are safe with every version that gives its proxies several roots: istiod restarts "
            + "at each of them",
          next: "write `controlPlane.version` of `\(mesh.name)` into federation.yaml")
      }
      guard !version.isKnownIstio else { return nil }
      return Diagnostic(
        "MT-ROT-54", .warning, what: "nothing is known of Istio \(version), which `\(mesh.name)` runs",
        why: "its steps are those of Istio \(version.nearestKnownIstio), the nearest known version",
        next: "check its release notes for changes of trust, or upgrade this tool")
    }
  }
}
