public import CA
import Diagnostics
import Federation
import Kubernetes
import X509

/// Finds whose istiod the webhooks of a stream belong to, and whether the API server trusts it with the new root.
public struct WebhookSorter {
  private let ledger: RotationLedger
  private let holder: String?
  private let marks: ClusterMarks

  /// - Parameters:
  ///   - holder: The only mesh of interest; nil for any.
  ///   - marks: What tells clusters apart in the files of the stream.
  ///   - clusters: Where meshes were seen before.
  public init(
    _ ledger: RotationLedger, holder: String? = nil, marks: [ClusterMark] = [], clusters: [String: KnownCluster] = [:]
  ) {
    self.ledger = ledger
    self.holder = holder
    self.marks = ClusterMarks(marks, clusters)
  }

  /// What becomes of each object; one whose webhooks no mesh of Istio serves is left out. A mesh is evidence only if every
  /// object of it in the stream can be read and trusts the new root.
  public func sort(_ observed: [ObservedWebhooks]) -> [SortedEvidence] {
    var ledger = ledger
    var sorted: [SortedEvidence] = []
    var behind: Set<String> = []
    for observed in observed {
      if case .failure = observed.configuration { behind.formUnion(meshes(servedBy: observed.services).map(\.name)) }
      guard let item = sort(observed, ledger) else { continue }
      ledger.evidence += [item].compactMap(\.recorded)
      sorted.append(item)
    }
    behind.formUnion(sorted.filter(\.leavesOpen).compactMap(\.holder))
    for index in sorted.indices where sorted[index].recorded != nil && !sorted[index].leavesOpen {
      let item = sorted[index]
      guard let holder = item.holder, behind.contains(holder) else { continue }
      sorted[index] = SortedEvidence(
        object: item.object, holder: holder, mesh: item.mesh,
        outcome: .notNeeded("it trusts the new root, and another one of `\(holder)` does not, or cannot be judged"))
    }
    return sorted
  }

  /// The meshes to whose istiod some of the Services belong.
  private func meshes(servedBy services: Set<String>) -> [Mesh] {
    ledger.federation.meshes.filter { mesh in
      mesh.controlPlane.patchesWebhooks && (holder == nil || holder == mesh.name)
        && services.contains("\(mesh.namespace)/\(mesh.istiod)")
    }
  }

  private func sort(_ observed: ObservedWebhooks, _ ledger: RotationLedger) -> SortedEvidence? {
    switch observed.configuration {
    case .failure(let fault):
      return SortedEvidence(object: observed.object, holder: nil, mesh: nil, outcome: .refused(fault.diagnostic))
    case .success(let configuration): return sort(observed.object, configuration, ledger)
    }
  }

  private func sort(
    _ object: SeenObject, _ configuration: WebhookConfiguration, _ ledger: RotationLedger
  ) -> SortedEvidence? {
    let named = meshes(servedBy: Set(configuration.webhooks.map { "\($0.namespace)/\($0.service)" }))
    guard let first = named.first else { return nil }
    func result(_ outcome: SortedEvidence.Outcome, _ holder: String? = nil) -> SortedEvidence {
      SortedEvidence(object: object, holder: holder, mesh: holder, outcome: outcome)
    }
    func objection(_ mesh: Mesh) -> Message? { marks.objection(to: mesh.name, in: mesh.namespace, object.file) }
    let meshes = named.filter { objection($0) == nil }
    guard let mesh = meshes.first else {
      return result(.refused(Self.otherCluster(object, configuration, first, objection(first) ?? "")), first.name)
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
    if let refusal = refusal(object, configuration, mesh, ledger) { return result(.refused(refusal), mesh.name) }
    let own = configuration.webhooks.filter { $0.namespace == mesh.namespace && $0.service == mesh.istiod }
    let wanted = Set(last.certificates)
    let lacking = own.reduce(into: Set<Certificate>()) { $0.formUnion(wanted.subtracting($1.roots)) }
    func evidence(_ version: Int) -> Evidence {
      Evidence(
        holder: mesh.name, mesh: mesh.name, kind: .webhooks, version: version, time: ledger.now,
        source: "\(configuration.kind) uid \(object.uid ?? "-") resourceVersion \(object.resourceVersion ?? "-")",
        uid: object.uid, resourceVersion: object.resourceVersion, object: "\(configuration.kind)/\(object.name)")
    }
    func isKnown(_ evidence: Evidence) -> Bool {
      ledger.evidence.contains {
        $0.kind == .webhooks && $0.holder == mesh.name && $0.source == evidence.source && $0.version == evidence.version
      }
    }
    guard lacking.isEmpty else {
      let behind = Self.behind(object, mesh, lacking)
      // A gate that was never open needs nothing to shut it.
      let wasSeen = ledger.evidence.contains { $0.kind == .webhooks && $0.holder == mesh.name }
      return result(wasSeen && !isKnown(evidence(0)) ? .contrary(evidence(0), behind) : .refused(behind), mesh.name)
    }
    let found = evidence(last.number)
    return result(isKnown(found) ? .known : .evidence(found, warnings: []), mesh.name)
  }

  /// Why an object of a cluster says nothing about a mesh, whatever it trusts: by the rules of ConfigMaps.
  private func refusal(
    _ object: SeenObject, _ configuration: WebhookConfiguration, _ mesh: Mesh, _ ledger: RotationLedger
  ) -> Diagnostic? {
    let seen = SeenBundle(holder: mesh.name, mesh: mesh.name, certificates: [], object: object)
    do throws(CAError) {
      try seen.requireOwn(ledger)
      try seen.requirePast(ledger)
      try seen.requireLasting()
      return nil
    } catch {
      return Self.worded(error.diagnostic, object, configuration, mesh)
    }
  }

  /// A refusal of a ConfigMap, as one of the object.
  private static func worded(
    _ refusal: Diagnostic, _ object: SeenObject, _ configuration: WebhookConfiguration, _ mesh: Mesh
  ) -> Diagnostic {
    var diagnostic = refusal
    diagnostic.what = Message(refusal.what.description.replacing("ConfigMap", with: configuration.kind))
    diagnostic.next = again(object, configuration, mesh)
    return diagnostic
  }

  private static func again(_ object: SeenObject, _ configuration: WebhookConfiguration, _ mesh: Mesh) -> Message {
    let words = ["oc", "get", configuration.kind.lowercased(), object.name].map(ShellWord.quoted).joined(separator: " ")
    return "\(words) -o yaml, from the cluster of `\(mesh.name)`"
  }

  private static func otherCluster(
    _ object: SeenObject, _ configuration: WebhookConfiguration, _ mesh: Mesh, _ objection: Message
  ) -> Diagnostic {
    worded(EvidenceSorter.otherCluster(object, mesh.name, objection), object, configuration, mesh)
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

extension SortedEvidence {
  /// Whether it leaves open that the API server trusts the mesh's webhooks: it does not trust those of this object, or the
  /// object cannot be judged. One that is from another cluster says nothing about the mesh.
  fileprivate var leavesOpen: Bool {
    switch outcome {
    case .contrary: true
    case .refused(let diagnostic): diagnostic.code != "MT-ROT-34"
    case .evidence, .known, .notNeeded: false
    }
  }
}
