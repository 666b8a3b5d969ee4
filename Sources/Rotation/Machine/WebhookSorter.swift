public import CA
import Diagnostics
import Federation
import Kubernetes
import X509

/// Finds whose istiod the webhooks of a stream belong to, and whether the API server trusts it with the new root.
public struct WebhookSorter {
  private let ledger: RotationLedger
  private let holder: String?

  /// - Parameter holder: The only mesh of interest; nil for any.
  public init(_ ledger: RotationLedger, holder: String? = nil) {
    self.ledger = ledger
    self.holder = holder
  }

  /// What becomes of each object; one whose webhooks no mesh of Istio serves is left out. A mesh is evidence only if every
  /// object of it in the stream trusts the new root.
  public func sort(_ observed: [ObservedWebhooks]) -> [SortedEvidence] {
    var sorted = observed.compactMap(sort)
    let behind = Set(sorted.filter { if case .refused = $0.outcome { true } else { false } }.compactMap(\.holder))
    for index in sorted.indices where sorted[index].recorded != nil {
      let item = sorted[index]
      guard let holder = item.holder, behind.contains(holder) else { continue }
      sorted[index] = SortedEvidence(
        object: item.object, holder: holder, mesh: item.mesh,
        outcome: .notNeeded("it trusts the new root, and another one of `\(holder)` does not"))
    }
    return sorted
  }

  private func sort(_ observed: ObservedWebhooks) -> SortedEvidence? {
    switch observed.configuration {
    case .failure(let fault):
      return SortedEvidence(object: observed.object, holder: nil, mesh: nil, outcome: .refused(fault.diagnostic))
    case .success(let configuration): return sort(observed.object, configuration)
    }
  }

  private func sort(_ object: SeenObject, _ configuration: WebhookConfiguration) -> SortedEvidence? {
    let places = Set(configuration.webhooks.map { "\($0.namespace)/\($0.service)" })
    let meshes = ledger.federation.meshes.filter { mesh in
      mesh.controlPlane.patchesWebhooks && (holder == nil || holder == mesh.name)
        && places.contains("\(mesh.namespace)/\(mesh.istiod)")
    }
    guard let mesh = meshes.first else { return nil }
    func result(_ outcome: SortedEvidence.Outcome, _ holder: String? = nil) -> SortedEvidence {
      SortedEvidence(object: object, holder: holder, mesh: holder, outcome: outcome)
    }
    guard meshes.count == 1 else {
      return result(.refused(EvidenceSorter.ambiguous(object, meshes.map(\.name))))
    }
    let owner = ledger.rootOwner(of: mesh.name)
    guard ledger.rotation(of: owner) != nil, let last = ledger.bundles[owner]?.last else {
      return result(.notNeeded("`\(owner)/root` is not being rotated"), mesh.name)
    }
    guard object.isFromCluster else {
      return result(
        .refused(
          HomeRefusal.rotation(.notFromCluster(file: object.file, holder: mesh.name, mesh: mesh.name)).diagnostic),
        mesh.name)
    }
    let own = configuration.webhooks.filter { $0.namespace == mesh.namespace && $0.service == mesh.istiod }
    let wanted = Set(last.certificates)
    let lacking = own.reduce(into: Set<Certificate>()) { $0.formUnion(wanted.subtracting($1.roots)) }
    guard lacking.isEmpty else {
      return result(.refused(Self.behind(object, mesh, lacking)), mesh.name)
    }
    let evidence = Evidence(
      holder: mesh.name, mesh: mesh.name, kind: .webhooks, version: last.number, time: ledger.now,
      source: "\(configuration.kind) uid \(object.uid ?? "-") resourceVersion \(object.resourceVersion ?? "-")",
      uid: object.uid, resourceVersion: object.resourceVersion, object: object.path)
    let isKnown = ledger.evidence.contains { $0.kind == .webhooks && $0.source == evidence.source }
    return result(isKnown ? .known : .evidence(evidence, warnings: []), mesh.name)
  }

  private static func behind(_ object: SeenObject, _ mesh: Mesh, _ lacking: Set<Certificate>) -> Diagnostic {
    let names = lacking.map { "`\($0)`" }.sorted().joined(separator: ", ")
    return Diagnostic(
      "MT-ROT-55", what: "the webhooks in `\(object.name)` do not trust \(names)",
      why:
        "once istiod of `\(mesh.name)` serves below the new root, the API server would refuse it, and inject no proxy",
      next: "\(mesh.istiodRestart), which patches them, and get the object again")
  }
}
