import Diagnostics
import X509

/// Whether the meshes share one root, according to the roots among the manifests.
struct FederationImportRoots: Sendable {
  let isShared: Bool
  let findings: [Diagnostic]
  /// The roots of each mesh or remote by its name, if known.
  let known: [String: [Certificate]]

  init(_ inventory: Inventory, _ names: FederationImportNames) {
    var known: [String: [Certificate]] = [:]
    // A mesh's own roots take precedence over its peers' copies.
    for mesh in inventory.meshes {
      if let name = names.names[mesh.id], !mesh.ownRoots.isEmpty { known[name] = mesh.ownRoots }
    }
    for item in inventory.peers {
      let name = names.name(of: item)
      if known[name] == nil, let held = item.bundle?.roots.nonEmpty { known[name] = held }
    }
    if let istio = inventory.istio {
      for plane in istio.planes {
        guard let name = names.planes[plane.id], known[name] == nil else { continue }
        known[name] = istio.ownRoots(of: plane)?.nonEmpty
      }
      for (name, domain) in names.remoteDomains where known[name] == nil {
        known[name] = istio.heldRoots(of: domain).nonEmpty
      }
    }
    self.known = known
    let own = (Array(names.names.values) + names.planes.values).compactMap { known[$0] }
    let all = known.values.map { Set($0) }
    let overlapping = Dictionary(all.flatMap { $0 }.map { ($0, 1) }, uniquingKeysWith: +).filter { $0.value > 1 }
    isShared = known.count > 1 && !own.isEmpty && Set(all).count == 1
    guard !isShared, let root = overlapping.keys.min(by: { $0.fingerprint < $1.fingerprint }) else {
      findings = []
      return
    }
    let sharing = known.filter { $0.value.contains(root) }.keys.sorted()
    findings = [
      Diagnostic(
        "MT-ADOPT-07", .note,
        what: "`\(sharing.joined(separator: "`, `"))` share one root, but not all meshes do",
        why: "`roots` applies to all meshes; with `per-mesh` each of them has its copy of the root `\(root)`",
        next: "adopt the authorities of each of them; the copies do not conflict")
    ]
  }
}
