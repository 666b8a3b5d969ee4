public import CA
public import Cluster
public import Diagnostics
public import Documents
import Federation
public import Kubernetes
import SPIFFE
public import X509

/// An object that a cluster returned of a mesh on its way: a ServiceMeshControlPlane or a ConfigMap of Istio.
public struct ObservedControlPlane: Sendable {
  public enum Content: Sendable {
    /// What the control plane of OpenShift Service Mesh 2 is told, and the environment of its istiod.
    case former(MeshConfig, [String: String])
    /// What istiod reads.
    case target(MeshConfig)
    /// What istiod distributes.
    case ownRoots([Certificate])
  }

  public let object: SeenObject
  /// Whether it is a ServiceMeshControlPlane.
  public let isFormer: Bool
  public let content: Result<Content, ObservedRoots.Unreadable>
  /// Why its operator has not taken it up, by its status; nil if it has.
  public let unreconciled: UnreconciledPlane?

  public init(
    object: SeenObject, isFormer: Bool, content: Result<Content, ObservedRoots.Unreadable>,
    unreconciled: UnreconciledPlane? = nil
  ) {
    self.object = object
    self.isFormer = isFormer
    self.content = content
    self.unreconciled = unreconciled
  }
}

/// Finds what objects show of a migration.
public struct MigrationSorter {
  /// What the objects of a stream show.
  public struct Sorted: Sendable {
    public internal(set) var evidence: [MigrationEvidence] = []
    public internal(set) var refusals: [Diagnostic] = []
    /// What a cluster shows not to be so, or not any more.
    public internal(set) var contrary: [MigrationEvidence] = []

    /// Whether there was no object that the migration waits for.
    public var isEmpty: Bool { evidence.isEmpty && refusals.isEmpty }

    /// Both together.
    public func and(_ other: Sorted) -> Sorted {
      var both = self
      both.evidence += other.evidence
      both.refusals += other.refusals
      both.contrary += other.contrary
      return both
    }
  }

  private let machine: MigrationMachine
  private let ledger: RotationLedger
  private let forms: MigrationForms
  private let marks: ClusterMarks
  /// What was recorded of every migration.
  private let recorded: [MigrationEvidence]

  /// - Parameters:
  ///   - recorded: What was recorded of every migration.
  ///   - marks: What tells clusters apart in the files of the stream.
  ///   - clusters: Where meshes were seen before.
  public init(
    _ machine: MigrationMachine, _ forms: MigrationForms, _ ledger: RotationLedger, recorded: [MigrationEvidence],
    marks: [ClusterMark], clusters: [String: KnownCluster]
  ) {
    self.machine = machine
    self.forms = forms
    self.ledger = ledger
    self.recorded = recorded
    self.marks = ClusterMarks(marks, clusters)
  }

  private var name: String { machine.migration.mesh }

  /// What the objects of a stream show together: a need is shown if every object that is about it shows it, and no two
  /// claim to be the same one.
  public func sort(_ observed: [ObservedControlPlane], at now: Timestamp) -> Sorted {
    var sorted = Sorted()
    var found: [MigrationNeed: [(object: SeenObject, lack: Diagnostic?)]] = [:]
    for item in observed {
      guard let (need, lack) = judge(item) else { continue }
      found[need, default: []].append((item.object, lack))
    }
    for need in MigrationNeed.allCases {
      guard let all = found[need], let first = all.first?.object else { continue }
      let objections = all.compactMap { object, lack in
        objection(to: object, among: all.map(\.object)) ?? older(object, name, need) ?? lack
      }
      guard objections.isEmpty else {
        var said: Set<String> = []
        sorted.refusals += objections.filter { said.insert("\($0.what)").inserted }
        // What is not from the cluster of the mesh, or not alone, says nothing about it.
        let shown = all.first { object, lack in
          lack != nil && object.isFromCluster && objection(to: object, among: all.map(\.object)) == nil
            && older(object, name, need) == nil
        }
        if let shown { sorted.contrary.append(evidence(of: shown.object, name, need, at: now, isContrary: true)) }
        continue
      }
      sorted.evidence.append(evidence(of: first, name, need, at: now))
    }
    return sorted
  }

  private func evidence(
    of object: SeenObject, _ holder: String, _ need: MigrationNeed, at now: Timestamp, isContrary: Bool = false,
    words: String? = nil
  ) -> MigrationEvidence {
    MigrationEvidence(
      mesh: name, holder: holder, need: need, time: now,
      source: "\(words ?? object.name) uid \(object.uid ?? "-") resourceVersion \(object.resourceVersion ?? "-")"
        + (need.isAboutRoots ? machine.roots.mark : ""),
      uid: object.uid, resourceVersion: object.resourceVersion, isContrary: isContrary)
  }

  /// An earlier state than one that was recorded for the need.
  private func older(_ object: SeenObject, _ holder: String, _ need: MigrationNeed) -> Diagnostic? {
    let later = recorded.last { evidence in
      evidence.mesh == name && evidence.holder == holder && evidence.need == need && evidence.resourceVersion != nil
        && ObjectState(object).order(to: ObjectState(evidence)) == .older
    }
    return later.map { evidence in
      Self.refusal(
        "`\(object.namespace ?? "")/\(object.name)` is not newer than what was seen of it",
        "its resourceVersion is \(object.resourceVersion ?? "-"), and \(evidence.resourceVersion ?? "-") was recorded at "
          + "\(evidence.time)", "look again, and pass what the cluster of `\(holder)` returns now")
    }
  }

  /// Whether the objects of the new way are applied, of each mesh of which the stream has any.
  public func sort(border documents: [Document], at now: Timestamp) -> Sorted {
    var sorted = Sorted()
    for holder in machine.awaitedBorders {
      guard let mesh = forms.target.mesh(named: holder) else { continue }
      let comparison = BorderComparison(mesh, documents)
      let objects = comparison.found.map { SeenObject($0) }
      guard let first = objects.first else { continue }
      // One cluster counts over all its objects: the newest of them dates all.
      let newest = objects.dropFirst().reduce(first) {
        ObjectState($1).order(to: ObjectState($0)) == .newer ? $1 : $0
      }
      let objection = objects.lazy.compactMap { self.objection(to: $0, of: holder, in: mesh.namespace) }.first
      if let objection = objection ?? older(newest, holder, .applied) {
        sorted.refusals.append(objection)
      } else if let lack = comparison.lacks.first {
        sorted.refusals.append(
          Self.refusal(
            "`\(holder)` does not have the objects of the new way: \(lack)",
            "\(comparison.found.count) of \(comparison.found.count + comparison.lacks.count) are as they are written; what is "
              + "missing is not called, not admitted, or not let through",
            "apply what the step's folder says, and try again"))
        sorted.contrary.append(evidence(of: newest, holder, .applied, at: now, isContrary: true))
      } else {
        sorted.evidence.append(
          evidence(
            of: newest, holder, .applied, at: now,
            words: "\(objects.count) objects, of which the newest is \(newest.name)"))
      }
    }
    return sorted
  }

  private func objection(to object: SeenObject, of holder: String, in namespace: String) -> Diagnostic? {
    guard object.isFromCluster else {
      return HomeRefusal.rotation(.notFromCluster(file: object.file, holder: holder, mesh: holder)).diagnostic
    }
    if object.isBeingDeleted {
      return Self.refusal(
        "`\(object.namespace ?? "")/\(object.name)` is being deleted", "what it says ends with it",
        "look again once there is its successor")
    }
    return marks.objection(to: holder, in: namespace, object.file).map {
      EvidenceSorter.otherCluster(object, holder, $0)
    }
  }

  /// What one object is about, and what it lacks; nil if it is none that the migration waits for.
  private func judge(_ observed: ObservedControlPlane) -> (need: MigrationNeed, lack: Diagnostic?)? {
    guard let former = forms.former.mesh(named: name), let target = forms.target.mesh(named: name),
      observed.object.namespace == former.namespace
    else { return nil }
    let object = observed.object
    let need: MigrationNeed
    if observed.isFormer {
      guard object.name == former.controlPlane.name else { return nil }
      need = .roots
    } else if object.name == EvidenceSorter.ownRoots {
      need = .sameRoots
    } else {
      guard target.controlPlane.isMeshConfig(object.name) else { return nil }
      need = .installed
    }
    switch observed.content {
    case .failure(let fault): return (need, fault.diagnostic)
    case .success(.former(let config, let environment)):
      let lack = lack(config, target, environment[MigrationPatch.multiRoot] == "true")
      return (need, lack ?? observed.unreconciled.map { Self.unreconciled(object, $0) })
    case .success(.target(let config)): return (need, lack(config, target, true))
    case .success(.ownRoots(let roots)):
      let wanted = Set(ledger.authorities.bundle(of: name, in: forms.former)?.certificates ?? [])
      guard Set(roots) != wanted else { return (need, nil) }
      return (
        need,
        Self.refusal(
          "`istio-ca-root-cert` of `\(name)` has other roots than before",
          "a new control plane below other roots splits the mesh: its proxies and those of the old one refuse each other",
          "give the new control plane the same Secret cacerts, in the same namespace")
      )
    }
  }

  /// Why an object is not the one of the mesh, whatever it contains.
  private func objection(to object: SeenObject, among all: [SeenObject]) -> Diagnostic? {
    guard object.isFromCluster else {
      return HomeRefusal.rotation(.notFromCluster(file: object.file, holder: name, mesh: name)).diagnostic
    }
    let path = "\(object.namespace ?? "")/\(object.name)"
    if all.contains(where: {
      $0.name == object.name && ($0.uid, $0.resourceVersion) != (object.uid, object.resourceVersion)
    }) {
      return Self.refusal(
        "several objects are `\(path)`", "they differ, and nothing tells which one the cluster of `\(name)` has",
        "pass the one that the cluster returns now, alone")
    }
    if object.isBeingDeleted {
      return Self.refusal(
        "`\(path)` is being deleted", "what it says ends with it", "look again once there is its successor")
    }
    if let objection = marks.objection(to: name, in: object.namespace ?? "", object.file) {
      return EvidenceSorter.otherCluster(object, name, objection)
    }
    let others = ledger.evidence.map { ($0.uid, $0.holder, $0.mesh) } + recorded.map { ($0.uid, $0.holder, $0.mesh) }
    guard let other = others.first(where: { uid, holder, _ in uid == object.uid && holder != name }) else { return nil }
    return HomeRefusal.rotation(
      .objectOfOther(uid: object.uid ?? "", holder: name, mesh: name, other: other.1, otherMesh: other.2)
    ).diagnostic
  }

  /// What a configuration lacks before nothing but it holds the roots of peers.
  private func lack(_ config: MeshConfig, _ target: Mesh, _ isMultiRoot: Bool) -> Diagnostic? {
    let own = Set(ledger.authorities.bundle(of: name, in: forms.target)?.certificates ?? [])
    var needsDelivery = false
    for peer in target.peers {
      let wanted = Set(ledger.authorities.bundle(of: peer.name, in: forms.target)?.certificates ?? [])
      guard !wanted.isEmpty else {
        return Self.refusal(
          "no root of `\(peer.name)` is known", "whether the configuration of `\(name)` has all of them cannot be said",
          "issue or import them, apply, and try again")
      }
      if wanted.isSubset(of: own) {
        guard
          config.sharesRoots(with: peer.trustDomain.name) || peer.trustDomain == target.trustDomain
            || config.trustDomainAliases.contains(peer.trustDomain.name)
        else {
          return Self.refusal(
            "the configuration of `\(name)` does not name the trust domain \(peer.trustDomain) of `\(peer.name)`",
            "its proxies would refuse every client of that trust domain",
            "apply what the step's folder says, and try again")
        }
        continue
      }
      needsDelivery = true
      let held = Set(config.roots(of: peer.trustDomain.name))
      guard wanted.isSubset(of: held) else {
        return Self.refusal(
          "the configuration of `\(name)` lacks roots of `\(peer.name)`",
          "`caCertificates` has \(held.count) of its \(wanted.count) roots for \(peer.trustDomain); once the last "
            + "ServiceMeshPeer is gone, nothing else holds them, and traffic with `\(peer.name)` dies (I-63)",
          "apply what the step's folder says, and try again")
      }
    }
    guard needsDelivery, !(config.requestsRoots && isMultiRoot) else { return nil }
    return Self.refusal(
      "the configuration of `\(name)` has the roots of its peers, and its proxies do not get them",
      config.requestsRoots
        ? "istiod has no ISTIO_MULTIROOT_MESH" : "`defaultConfig.proxyMetadata` has no PROXY_CONFIG_XDS_AGENT",
      "apply what the step's folder says, and try again")
  }

  /// What a control plane is told reaches istiod and its proxies once the operator has taken it up.
  private static func unreconciled(_ object: SeenObject, _ plane: UnreconciledPlane) -> Diagnostic {
    refusal(
      "the operator has not taken up `\(object.namespace ?? "")/\(object.name)`: \(plane.reason)",
      "istiod and its proxies still have what was before",
      "wait until its condition Reconciled is true, and pass what the cluster returns then")
  }

  static func refusal(_ what: Message, _ why: Message, _ next: Message) -> Diagnostic {
    Diagnostic("MT-MIG-12", what: what, why: why, next: next)
  }
}

extension SeenObject {
  /// An object of any kind.
  fileprivate init(_ document: Document) {
    let metadata = document.root["metadata"]
    func text(_ name: String) -> String? { metadata?[name]?.text.flatMap { $0.isEmpty ? nil : $0 } }
    self.init(
      name: text("name") ?? "", namespace: text("namespace"), uid: text("uid"),
      resourceVersion: text("resourceVersion"),
      isBeingDeleted: text("deletionTimestamp") != nil, file: document.source)
  }
}
