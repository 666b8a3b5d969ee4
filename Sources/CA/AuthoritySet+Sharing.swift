public import Diagnostics
public import Federation
import SPIFFE
public import X509

extension AuthoritySet {
  /// The meshes and remotes besides a mesh that trust a root of the same key, by name: any authority below it could pose
  /// as each of them, unless name constraints prevent it. Two owners of one root share it, whoever made it.
  public func sharers(of root: Certificate, besides mesh: String, in federation: ResolvedFederation) -> [String] {
    let owners = owners(ofRootKey: root)
    let meshes =
      federation.roots == .shared || owners.contains(.shared)
      ? federation.meshes.map(\.name) : owners.compactMap(\.meshName)
    let key = root.publicKeyInfo.der
    let others = remotes.filter { remote in remote.card.roots.contains { $0.publicKeyInfo.der == key } }.map(\.name)
    let found = Set(meshes + others).subtracting([mesh])
    // In the order of the federation; then whoever it does not describe.
    let described = federation.meshes.map(\.name).filter(found.contains)
    return described + found.subtracting(described).sorted()
  }

  /// The intermediates of other meshes below a root that could issue for a mesh too, once the mesh trusts that root.
  public func unconfined(
    below root: Certificate, besides mesh: Mesh, in federation: ResolvedFederation
  ) -> [Authority] {
    let arriving = Confinement.Other(name: mesh.name, trustDomain: mesh.trustDomain, mesh: mesh)
    return sharers(of: root, besides: mesh.name, in: federation).compactMap { name in
      guard let other = intermediate(of: name), other.top.isIssued(by: root),
        Confinement(path: other.path, mesh: federation.mesh(named: name)).excess(towards: [arriving]) != nil
      else { return nil }
      return other
    }
  }

  /// Whether what is issued below a root needs the constraints of a shared root.
  func isShared(_ root: Certificate, besides mesh: String, in federation: ResolvedFederation) -> Bool {
    federation.roots == .shared || federation.isSharedRoot(root)
      || !sharers(of: root, besides: mesh, in: federation).isEmpty
  }

  /// The meshes that sign with one key (lint rule C-33), each pair once. Homes could take such keys in before adopting
  /// refused them.
  public func sharedKeys(in federation: ResolvedFederation) -> [Diagnostic] {
    var owners: [ArraySlice<UInt8>: String] = [:]
    var findings: [Diagnostic] = []
    for mesh in federation.meshes {
      guard let held = signer(of: mesh.name, in: federation) else { continue }
      let key = held.certificate.publicKeyInfo.der
      guard let first = owners[key] else {
        owners[key] = mesh.name
        continue
      }
      findings.append(
        Diagnostic(
          "MT-ADOPT-39", what: "`\(first)` and `\(mesh.name)` sign with one key, that of `\(held.certificate)`",
          why: "each can issue the other's identities, and no proxy can tell",
          next:
            "give one of them a new root, and below it a key of its own: "
            + "`\(federation.replacement(of: root(of: mesh.name, in: federation)))`")
      )
    }
    return findings
  }

  /// The authority that signs for a mesh's workloads: its intermediate, or the root that its istiod signs with itself.
  private func signer(of mesh: String, in federation: ResolvedFederation) -> Authority? {
    if let held = intermediate(of: mesh) { return held }
    // One root above all meshes is shared on purpose.
    guard federation.roots == .perMesh, let held = root(of: mesh, in: federation), held.hasKey else { return nil }
    return held
  }
}
