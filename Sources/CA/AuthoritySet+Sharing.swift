public import Diagnostics
public import Federation
import X509

extension AuthoritySet {
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
