public import CA
import Cryptography
import Federation
import SPIFFE
import X509

/// The roots that the control plane of a mesh on its way must have: its own, and those of every peer. Evidence about them says
/// which they were, and counts as long as they are the same.
public struct AwaitedRoots: Sendable {
  /// The end of the source of such evidence.
  let mark: String

  public init(_ migration: MeshMigration, _ forms: MigrationForms, _ authorities: AuthoritySet) {
    let mesh = forms.target.mesh(named: migration.mesh)
    let holders = [(migration.mesh, mesh?.trustDomain)] + (mesh?.peers ?? []).map { ($0.name, $0.trustDomain) }
    let lines = holders.map { name, domain in
      let roots = authorities.bundle(of: name, in: forms.target)?.certificates ?? []
      return "\(name) \(domain?.name ?? "") \(roots.map(\.fingerprint).sorted().joined(separator: " "))"
    }
    let digest = sha256Hex(Array(lines.sorted().joined(separator: "\n").utf8))
    mark = " roots \(digest.prefix(16))"
  }

  /// Whether evidence was about these roots.
  func isShown(by evidence: MigrationEvidence) -> Bool { evidence.source.hasSuffix(mark) }
}

extension MigrationNeed {
  /// Whether it is about roots, so that it has to be seen again when those change, and stays seen over all steps otherwise.
  var isAboutRoots: Bool { self == .roots || self == .installed || self == .sameRoots }
}
