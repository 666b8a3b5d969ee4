import Diagnostics
import Documents
import Federation
import Kubernetes
import X509

/// Compares what `apply` on the described federation would write with the running objects, field by field, to show
/// whether the description is complete.
struct FederationImportComparison {
  private(set) var findings: [Diagnostic] = []
  private let names: FederationImportNames

  init(_ inventory: Inventory, _ federation: ResolvedFederation, _ names: FederationImportNames) {
    self.names = names
    for mesh in inventory.meshes {
      guard let described = names.names[mesh.id].flatMap({ federation.mesh(named: $0) }) else { continue }
      compareControlPlane(mesh, described)
      comparePeers(mesh, described)
      compareBundles(mesh, described, inventory)
      compareServices(mesh, described)
    }
  }

  private mutating func compareControlPlane(_ mesh: MeshObjects, _ described: Mesh) {
    guard let written = ManifestSet.controlPlane(of: described) else { return }
    guard let running = mesh.controlPlane?.manifest else {
      return reportNew([ObjectName(kind: ServiceMeshControlPlane.kind, name: written.metadata.name)], described)
    }
    report(running, FieldDifferences(running: running.document.root, written: written.node))
  }

  private mutating func comparePeers(_ mesh: MeshObjects, _ described: Mesh) {
    var new: [ObjectName] = []
    for written in ManifestSet.peers(of: described) {
      guard let running = mesh.peer(named: written.metadata.name)?.manifest else {
        new.append(ObjectName(kind: ServiceMeshPeer.kind, name: written.metadata.name))
        continue
      }
      report(running, FieldDifferences(running: running.document.root, written: written.node))
    }
    reportNew(new, described)
  }

  /// Compares the sets and failover rules that `apply` would write with those that run. Others are reported by kind.
  private mutating func compareServices(_ mesh: MeshObjects, _ described: Mesh) {
    let written = ServiceManifests(described)
    let sets = mesh.exports + mesh.imports
    for node in written.exports.map(\.node) + written.imports.map(\.node) {
      let name = node["metadata"]?["name"]?.text
      guard let running = sets.first(where: { $0.kind == node["kind"]?.text && $0.name == name }) else { continue }
      report(running, FieldDifferences(running: running.document.root, written: node))
    }
    for rule in written.failovers {
      let candidates = rule.host.map { mesh.failoverRules(for: $0) } ?? []
      guard candidates.count == 1, let running = candidates.first?.manifest else { continue }
      report(running, FieldDifferences(running: running.document.root, written: rule.node))
    }
  }

  /// Compares a mesh's copy of a peer's roots with the peer's own.
  private mutating func compareBundles(_ mesh: MeshObjects, _ described: Mesh, _ inventory: Inventory) {
    for item in inventory.peers where item.mesh.id == mesh.id {
      let name = names.name(of: item)
      let written = described.gateways(for: name)?.rootConfigMap ?? Naming.rootConfigMap(ofPeer: name)
      guard let bundle = item.bundle else {
        reportNew([ObjectName(kind: ConfigMap.kind, name: written)], described)
        continue
      }
      if bundle.manifest.name != written {
        findings.append(
          Diagnostic(
            "MT-ADOPT-09", .warning,
            what: "`\(described.name)` has the roots of `\(name)` in the ConfigMap `\(bundle.manifest.name)`",
            why:
              "`apply` writes them into `\(written)` and updates the ServiceMeshPeer",
            next: "delete the old ConfigMap once the new one is applied", place: bundle.manifest.top.place))
      }
      guard let theirs = item.other?.ownRoots, !theirs.isEmpty, Set(theirs) != Set(bundle.certificates) else {
        continue
      }
      findings.append(
        Diagnostic(
          "MT-ADOPT-09", .warning, what: "`\(described.name)` has other roots for `\(name)` than `\(name)` itself",
          why: "`apply` would write \(Self.list(theirs)) in place of \(Self.list(bundle.certificates))",
          next: "`\(.meshtrust("lint"))` on the same files shows which handshakes fail today", place: bundle.field.place
        ))
    }
  }

  private static func list(_ roots: [Certificate]) -> String {
    roots.map { "`\($0)` (\($0.fingerprint.prefix(16))…)" }.joined(separator: " and ")
  }

  private mutating func reportNew(_ objects: [ObjectName], _ described: Mesh) {
    guard !objects.isEmpty else { return }
    findings.append(
      Diagnostic(
        "MT-ADOPT-10", .warning,
        what: "`apply` would add \(objects.map(\.description).joined(separator: ", ")) to `\(described.name)`",
        why: "its peerings need them, but they are not among its manifests",
        next: "if they exist, add the manifests to the input; otherwise apply them at a quiet time"))
  }

  private mutating func report(_ running: Manifest, _ differences: FieldDifferences) {
    for change in differences.changed {
      findings.append(
        Diagnostic(
          "MT-ADOPT-09", .warning, what: "`apply` would change `\(change.path)` of \(running.object)",
          why: "it would change from `\(change.old)` to `\(change.new)`",
          next: "correct federation.yaml, or apply the change deliberately", place: running.top.place))
    }
    // Everything that the tool writes has its label and annotations.
    let added = differences.added.filter { !$0.hasPrefix("metadata.labels") }
    if !added.isEmpty {
      findings.append(
        Diagnostic(
          "MT-ADOPT-10", .warning, what: "`apply` would add \(Self.list(added)) to \(running.object)",
          why: "they are in every control plane and peer that `apply` writes",
          next: "`\(.meshtrust("lint"))` explains them",
          place: running.top.place))
    }
    guard !differences.kept.isEmpty else { return }
    findings.append(
      Diagnostic(
        "MT-ADOPT-05", .warning,
        what: "federation.yaml cannot express \(Self.list(differences.kept)) of \(running.object)",
        why:
          "`oc apply` leaves such fields as they are on the cluster; `oc replace`, or a new cluster, would lose them",
        next: "keep the manifest, and add them to it as a kustomize patch", place: running.top.place))
  }

  private static func list(_ paths: [String]) -> String { paths.map { "`\($0)`" }.joined(separator: ", ") }
}
