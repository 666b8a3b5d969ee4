public import CA
import Diagnostics
public import Federation
import Kubernetes
public import X509

/// Finds for each ConfigMap of a stream the mesh that holds it and the mesh whose roots it has, by its name and
/// namespace. The stream may hold the objects of several clusters.
public struct EvidenceSorter {
  /// The ConfigMap in which istiod distributes a mesh's own roots.
  public static let ownRoots = "istio-ca-root-cert"

  let ledger: RotationLedger
  let holder: String?
  let mesh: String?
  private let claimant: String?
  private let marks: ClusterMarks

  /// - Parameters:
  ///   - holder: The only mesh where objects were seen; nil for any.
  ///   - mesh: The only mesh whose roots are sought; nil for any.
  ///   - claimant: Who states that files without uid show what a mesh has.
  ///   - marks: What tells clusters apart in the files of the stream.
  ///   - clusters: Where meshes were seen before.
  public init(
    _ ledger: RotationLedger, holder: String? = nil, mesh: String? = nil, claimant: String? = nil,
    marks: [ClusterMark] = [], clusters: [String: KnownCluster] = [:]
  ) {
    self.marks = ClusterMarks(marks, clusters)
    self.ledger = ledger
    self.holder = holder
    self.mesh = mesh
    self.claimant = claimant
  }

  /// What becomes of each ConfigMap that has the name of a bundle, in the order of the stream. Others are left out.
  public func sort(_ observed: [ObservedRoots]) -> [SortedEvidence] {
    var seen: Set<Copy> = []
    let different = observed.filter { observed in
      // The same object twice, such as in a list and in a file of its own, is one object.
      observed.object.uid == nil || seen.insert(Copy(observed)).inserted
    }
    let places = Dictionary(grouping: different.filter { $0.object.uid != nil }) { $0.object.uid }
      .mapValues { Set($0.map { [$0.object.namespace ?? "", $0.object.name] }).count }
    let witness = ClusterWitness(observed, ledger, marks)
    var ledger = ledger
    let sorted = different.flatMap { observed -> [SortedEvidence] in
      guard let owner = self.owner(of: observed) else { return [] }
      let sorted: [SortedEvidence] =
        if places[observed.object.uid].map({ $0 > 1 }) ?? false {
          [result(observed, nil, owner, .refused(Self.twoPlaces(observed.object)))]
        } else if let later = Self.later(than: observed.object, in: different) {
          [
            result(
              observed, nil, owner, .notNeeded("a later state of it is also here, \(later.resourceVersion ?? "-")"))
          ]
        } else if let config = observed.meshConfig {
          meshConfig(observed, config, witness, ledger)
        } else {
          sortAll(observed, owner, among: different.map(\.object), witness, ledger)
        }
      ledger.evidence += sorted.compactMap(\.recorded)
      return sorted
    }
    return agreeing(sorted)
  }

  /// What an object shows of the mesh whose roots it has, and of each peer whose roots its holder has among its own.
  private func sortAll(
    _ observed: ObservedRoots, _ owner: Owner, among all: [SeenObject], _ witness: ClusterWitness,
    _ ledger: RotationLedger
  ) -> [SortedEvidence] {
    switch place(observed, owner, among: all, witness, ledger) {
    case .nowhere(let outcome): return [outcome]
    case .at(let holder):
      let first = judge(observed, holder, owner, ledger)
      guard owner.mesh == nil else { return [first] }
      let peers = peersInOwnBundle(observed, at: holder, ledger)
      // Where another mesh is asked about, what the holder's own roots show is not.
      return mesh == nil || mesh == holder ? [first] + peers : peers
    }
  }

  /// The clusters that evidence shows for the first time, by mesh.
  public func found(_ sorted: [SortedEvidence], at now: Timestamp) -> [String: KnownCluster] {
    var found: [String: KnownCluster] = [:]
    for item in sorted where item.object.isFromCluster && item.recorded != nil {
      guard let holder = item.holder, let mesh = ledger.federation.mesh(named: holder),
        let uid = marks.first(of: holder, in: mesh.namespace, item.object.file)
      else { continue }
      found[holder] = found[holder] ?? KnownCluster(anchor: ClusterMarks.namespace, uid: uid, seen: now)
    }
    return found
  }

  /// An object as it was read, wherever that was.
  private struct Copy: Hashable {
    let object: SeenObject
    let certificates: [Certificate]?
    let config: MeshConfig?

    init(_ observed: ObservedRoots) {
      object = observed.object.anywhere
      certificates = try? observed.certificates.get()
      config = try? observed.meshConfig?.get()
    }
  }

  /// A later state of the same object.
  private static func later(than object: SeenObject, in observed: [ObservedRoots]) -> SeenObject? {
    guard object.isFromCluster else { return nil }
    return observed.map(\.object).first { other in
      other.isFromCluster && other.uid == object.uid && other.path == object.path
        && ObjectState(object).order(to: ObjectState(other)) == .older
    }
  }

  func result(
    _ observed: ObservedRoots, _ holder: String?, _ owner: Owner, _ outcome: SortedEvidence.Outcome
  ) -> SortedEvidence {
    SortedEvidence(object: observed.object, holder: holder, mesh: owner.mesh ?? holder, outcome: outcome)
  }

  // MARK: - Whose roots

  /// The mesh whose roots an object should have; nil for the mesh that holds it, whichever that is.
  struct Owner {
    let mesh: String?
  }

  private func owner(of observed: ObservedRoots) -> Owner? {
    let object = observed.object
    guard observed.meshConfig == nil else { return Owner(mesh: nil) }
    let found: String?
    if object.name == Self.ownRoots {
      found = nil
    } else {
      guard let named = ledger.federation.owner(of: object, holder: holder) else { return nil }
      found = named
    }
    guard let mesh else { return Owner(mesh: found) }
    // Its own roots are only those of the mesh itself, unless those of peers are among them.
    let mayHold = holder.map { $0 == mesh || ledger.federation.rootSource(of: mesh, at: $0) == .ownBundle } ?? true
    guard found == mesh || found == nil && mayHold else { return nil }
    return Owner(mesh: found)
  }

  // MARK: - Who holds it

  /// Where an object is.
  private enum Placement {
    case at(String)
    /// At no mesh for which it would be evidence; the outcome may name the mesh that it was looked for at.
    case nowhere(SortedEvidence)
  }

  private func nowhere(
    _ observed: ObservedRoots, _ holder: String?, _ owner: Owner, _ outcome: SortedEvidence.Outcome
  ) -> Placement { .nowhere(result(observed, holder, owner, outcome)) }

  private func place(
    _ observed: ObservedRoots, _ owner: Owner, among all: [SeenObject], _ witness: ClusterWitness,
    _ ledger: RotationLedger
  ) -> Placement {
    let object = observed.object
    let parties = parties(of: owner, object)
    let named = parties.filter { $0.namespace == object.namespace && (holder == nil || $0.name == holder) }
    let holders = named.filter { witness.objection(to: $0.name, at: object) == nil }
    if holders.isEmpty, let first = named.first, let objection = witness.objection(to: first.name, at: object) {
      return nowhere(observed, first.name, owner, .refused(Self.otherCluster(object, first.name, objection)))
    }
    if holders.count > 1 {
      return nowhere(observed, nil, owner, .refused(Self.ambiguous(object, holders.map(\.name))))
    }
    if let only = holders.first {
      if let mesh = owner.mesh, let outcome = unread(object, of: mesh, at: only.name, among: all) {
        return nowhere(observed, only.name, owner, outcome)
      }
      return .at(only.name)
    }
    let isControlPlane = ledger.federation.meshes.contains { $0.namespace == object.namespace }
    if object.name == Self.ownRoots, object.namespace != nil, !isControlPlane {
      return application(observed, owner, witness, ledger)
    }
    guard let holder, let party = parties.first(where: { $0.name == holder }) else {
      return nowhere(observed, nil, owner, .notNeeded(elsewhere(object, owner)))
    }
    guard !all.contains(where: { $0.name == object.name && $0.namespace == party.namespace }) else {
      return nowhere(observed, holder, owner, .notNeeded("the one in `\(party.namespace)` is also here"))
    }
    if object.namespace == nil, !object.isFromCluster {
      if let mesh = owner.mesh, let outcome = unread(object, of: mesh, at: holder, among: all) {
        return nowhere(observed, holder, owner, outcome)
      }
      return .at(holder)
    }
    return nowhere(
      observed, holder, owner,
      .refused(
        HomeRefusal.rotation(
          .otherNamespace(
            configMap: object.name, namespace: object.namespace, holder: holder, expected: party.namespace)
        ).diagnostic))
  }

  /// istiod writes its own roots into every namespace of its mesh. Of which mesh that is, only the rest of the file shows,
  /// or what was recorded of the object.
  private func application(
    _ observed: ObservedRoots, _ owner: Owner, _ witness: ClusterWitness, _ ledger: RotationLedger
  ) -> Placement {
    let object = observed.object
    var shown = witness.meshes(in: object.file)
    if shown.isEmpty, let uid = object.uid, let before = ledger.evidence.last(where: { $0.uid == uid }) {
      shown = [before.holder]
    }
    if let only = shown.first, shown.count == 1 {
      if let holder, holder != only {
        let objection: Message = "the namespace of `\(only)`'s control plane is beside it"
        return nowhere(observed, holder, owner, .refused(Self.otherCluster(object, holder, objection)))
      }
      guard parties(of: owner, object).contains(where: { $0.name == only }) else {
        return nowhere(observed, only, owner, .notNeeded("it is in the cluster of `\(only)`"))
      }
      return .at(only)
    }
    guard let holder, let mesh = ledger.federation.mesh(named: holder) else {
      return nowhere(
        observed, nil, owner,
        .notNeeded(shown.isEmpty ? elsewhere(object, owner) : "control planes of several meshes are beside it"))
    }
    // What no cluster returned is somebody's word, or nothing.
    guard object.isFromCluster else { return .at(holder) }
    return nowhere(observed, holder, owner, .refused(Self.unplaced(object, mesh, shown)))
  }

  /// The meshes that may hold the object, by the name that they have for it, with their namespaces.
  private func parties(of owner: Owner, _ object: SeenObject) -> [(name: String, namespace: String)] {
    guard let name = owner.mesh, let mesh = ledger.federation.mesh(named: name) else {
      return ledger.federation.meshes.filter { candidate in
        guard let mesh, mesh != candidate.name else { return true }
        return ledger.federation.rootSource(of: mesh, at: candidate.name) == .ownBundle
      }.map { ($0.name, $0.namespace) }
    }
    return mesh.peers.filter { ledger.federation.rootConfigMap(of: name, at: $0.name) == object.name }
      .map { ($0.name, $0.namespace) }
  }

  private func elsewhere(_ object: SeenObject, _ owner: Owner) -> Message {
    let place = object.namespace.map { "the namespace `\($0)`" } ?? "a file without namespace"
    guard let mesh = owner.mesh else {
      return "it is in \(place), which is that of no control plane, and none is beside it"
    }
    let there = ledger.federation.mesh(named: mesh)?.peers.first { $0.namespace == object.namespace }
    if let holder = there?.name {
      return
        "`\(holder)` has the roots of `\(mesh)` in `\(ledger.federation.rootConfigMap(of: mesh, at: holder))`, not here"
    }
    return "it is in \(place), which is that of no peer of `\(mesh)`"
  }

  // MARK: - What it shows

  func judge(
    _ observed: ObservedRoots, _ holder: String, _ owner: Owner, _ ledger: RotationLedger
  ) -> SortedEvidence {
    let mesh = owner.mesh ?? holder
    let root = ledger.rootOwner(of: mesh)
    guard ledger.rotation(of: root) != nil else {
      return result(observed, holder, owner, .notNeeded("`\(root)/root` is not being rotated"))
    }
    let object = observed.object
    let seen = SeenBundle(
      holder: holder, mesh: mesh,
      certificates: attributed((try? observed.certificates.get()) ?? [], to: mesh, at: holder, ledger), object: object,
      claimant: claimant)
    let contradiction = seen.contradiction(in: ledger)
    func refused(_ diagnostic: Diagnostic) -> SortedEvidence {
      result(observed, holder, owner, contradiction.map { .contrary($0, diagnostic) } ?? .refused(diagnostic))
    }
    if case .failure(let fault) = observed.certificates { return refused(fault.diagnostic) }
    do throws(CAError) {
      let (evidence, warnings) = try seen.evidence(in: ledger)
      let isKnown = ledger.evidence.contains { $0.isSame(as: evidence) }
      return result(observed, holder, owner, isKnown ? .known : .evidence(evidence, warnings: warnings))
    } catch {
      return refused(error.diagnostic)
    }
  }

  private static func twoPlaces(_ object: SeenObject) -> Diagnostic {
    Diagnostic(
      "MT-ROT-31", what: "the uid of `\(object.namespace ?? "")/\(object.name)` is also that of another object",
      why: "a uid belongs to one object of one cluster, so one of the two was copied",
      next: "get each from the cluster of its own mesh")
  }

  static func otherCluster(_ object: SeenObject, _ holder: String, _ objection: Message) -> Diagnostic {
    let namespace = object.namespace ?? ""
    let place = object.namespace.map { "\($0)/\(object.name)" } ?? object.name
    return Diagnostic(
      "MT-ROT-34", what: "`\(place)` is not from the cluster of `\(holder)`", why: objection,
      next: "oc get configmap \(ShellWord.quoted(object.name)) -n \(ShellWord.quoted(namespace)) -o yaml, from the "
        + "cluster of `\(holder)`")
  }

  private static func unplaced(_ object: SeenObject, _ mesh: Mesh, _ shown: Set<String>) -> Diagnostic {
    let place = "\(object.namespace ?? "")/\(object.name)"
    return Diagnostic(
      "MT-ROT-45", what: "nothing shows that `\(place)` is from the cluster of `\(mesh.name)`",
      why: "every mesh has an object of this name in its namespaces, and "
        + (shown.isEmpty
          ? "no object of a control plane's namespace is beside it"
          : "the control planes of \(shown.sorted().joined(separator: " and ")) are beside it"),
      next: "oc get configmap \(ShellWord.quoted(object.name)) -n \(mesh.namespace) -o yaml, from the cluster of "
        + "`\(mesh.name)`")
  }

  static func ambiguous(_ object: SeenObject, _ holders: [String]) -> Diagnostic {
    Diagnostic(
      "MT-ROT-32", what: "`\(object.namespace ?? "")/\(object.name)` may be of \(holders.joined(separator: " or "))",
      why: "their control planes have the same namespace in different clusters",
      next: "pass all ConfigMaps of the namespace together, or name the mesh: "
        + "`\(.meshtrust("rotate", "seen", holders.first ?? "PEER", "-f", "FILE"))`")
  }
}

extension ResolvedFederation {
  /// The ConfigMap in which a mesh keeps the roots of another. Of a remote only the usual name is known.
  public func rootConfigMap(of mesh: String, at holder: String) -> String {
    self.mesh(named: holder)?.gateways(for: mesh)?.rootConfigMap ?? Naming.rootConfigMap(ofPeer: mesh)
  }

  /// The mesh whose roots a ConfigMap has, by the name that it has for them: in the control plane's namespace it may have
  /// one of its own, elsewhere only the derived one is known.
  fileprivate func owner(of object: SeenObject, holder: String?) -> String? {
    let places = meshes.filter { object.namespace == $0.namespace || object.namespace == nil && holder == $0.name }
    let holders = places.filter { holder == nil || $0.name == holder }
    let own = (holders.isEmpty ? places : holders).lazy.flatMap(\.gateways)
      .first { $0.rootConfigMap == object.name && self.mesh(named: $0.peer) != nil }?.peer
    return own ?? meshes.first { Naming.rootConfigMap(ofPeer: $0.name) == object.name }?.name
  }
}

extension SeenObject {
  /// The object without the file in which it was found.
  fileprivate var anywhere: SeenObject {
    SeenObject(
      name: name, namespace: namespace, uid: uid, resourceVersion: resourceVersion, created: created, changed: changed,
      isBeingDeleted: isBeingDeleted, reading: reading, file: "")
  }
}

extension Evidence {
  /// Whether it comes from the same object in the same state.
  fileprivate func isSame(as other: Evidence) -> Bool {
    uid != nil && uid == other.uid && source == other.source && version == other.version && holder == other.holder
      && mesh == other.mesh
  }
}
