public import CA
public import Diagnostics
import Federation
public import X509

/// A ConfigMap with its roots, or with the reason why they cannot be read.
public struct ObservedRoots: Sendable {
  public let object: SeenObject
  public let certificates: Result<[Certificate], Unreadable>

  /// Why the roots cannot be read.
  public struct Unreadable: Error, Sendable {
    public let diagnostic: Diagnostic

    public init(_ diagnostic: Diagnostic) {
      self.diagnostic = diagnostic
    }
  }

  public init(object: SeenObject, certificates: Result<[Certificate], Unreadable>) {
    self.object = object
    self.certificates = certificates
  }
}

/// What became of one ConfigMap.
public struct SortedEvidence: Sendable {
  public enum Outcome: Sendable {
    case evidence(Evidence, warnings: [Diagnostic])
    /// The same object at the same version was recorded before.
    case known
    /// No gate waits for it, and why.
    case notNeeded(Message)
    case refused(Diagnostic)
  }

  public let object: SeenObject
  /// The mesh where it was seen, if that is certain.
  public let holder: String?
  /// The mesh whose roots it should have.
  public let mesh: String?
  public let outcome: Outcome

  public init(object: SeenObject, holder: String?, mesh: String?, outcome: Outcome) {
    self.object = object
    self.holder = holder
    self.mesh = mesh
    self.outcome = outcome
  }
}

/// Finds for each ConfigMap of a stream the mesh that holds it and the mesh whose roots it has, by its name and
/// namespace. The stream may hold the objects of several clusters.
public struct EvidenceSorter {
  /// The ConfigMap in which istiod distributes a mesh's own roots.
  public static let ownRoots = "istio-ca-root-cert"

  private let ledger: RotationLedger
  private let holder: String?
  private let mesh: String?
  private let claimant: String?

  /// - Parameters:
  ///   - holder: The only mesh where objects were seen; nil for any.
  ///   - mesh: The only mesh whose roots are sought; nil for any.
  ///   - claimant: Who states that files without uid show what a mesh has.
  public init(_ ledger: RotationLedger, holder: String? = nil, mesh: String? = nil, claimant: String? = nil) {
    self.ledger = ledger
    self.holder = holder
    self.mesh = mesh
    self.claimant = claimant
  }

  /// What becomes of each ConfigMap that has the name of a bundle, in the order of the stream. Others are left out.
  public func sort(_ observed: [ObservedRoots]) -> [SortedEvidence] {
    var seen: Set<SeenObject> = []
    let different = observed.filter { observed in
      // The same object twice, such as in a list and in a file of its own, is one object.
      observed.object.uid == nil || seen.insert(observed.object.anywhere).inserted
    }
    let places = Dictionary(grouping: different.filter { $0.object.uid != nil }) { $0.object.uid }
      .mapValues { Set($0.map { [$0.object.namespace ?? "", $0.object.name] }).count }
    let witness = ClusterWitness(observed, ledger)
    var ledger = ledger
    return different.compactMap { observed in
      guard let owner = self.owner(of: observed.object) else { return nil }
      let sorted =
        places[observed.object.uid].map { $0 > 1 } ?? false
        ? result(observed, nil, owner, .refused(Self.twoPlaces(observed.object)))
        : sort(observed, owner, among: different.map(\.object), witness, ledger)
      if case .evidence(let evidence, _) = sorted.outcome { ledger.evidence.append(evidence) }
      return sorted
    }
  }

  private func result(
    _ observed: ObservedRoots, _ holder: String?, _ owner: Owner, _ outcome: SortedEvidence.Outcome
  ) -> SortedEvidence {
    SortedEvidence(object: observed.object, holder: holder, mesh: owner.mesh ?? holder, outcome: outcome)
  }

  // MARK: - Whose roots

  /// The mesh whose roots an object should have; nil for the mesh that holds it, whichever that is.
  private struct Owner {
    let mesh: String?
  }

  private func owner(of object: SeenObject) -> Owner? {
    let found: String?
    if object.name == Self.ownRoots {
      found = nil
    } else {
      let named = ledger.federation.meshes.first { Naming.rootConfigMap(ofPeer: $0.name) == object.name }
      guard let named else { return nil }
      found = named.name
    }
    guard let mesh else { return Owner(mesh: found) }
    // Its own roots are only those of the mesh itself.
    guard found == mesh || found == nil && (holder == nil || holder == mesh) else { return nil }
    return Owner(mesh: found)
  }

  // MARK: - Who holds it

  private func sort(
    _ observed: ObservedRoots, _ owner: Owner, among all: [SeenObject], _ witness: ClusterWitness,
    _ ledger: RotationLedger
  ) -> SortedEvidence {
    let object = observed.object
    let parties = parties(of: owner)
    let named = parties.filter { $0.namespace == object.namespace && (holder == nil || $0.name == holder) }
    let holders = named.filter { witness.objection(to: $0.name, at: object) == nil }
    if holders.isEmpty, let first = named.first, let objection = witness.objection(to: first.name, at: object) {
      return result(observed, first.name, owner, .refused(Self.otherCluster(object, first.name, objection)))
    }
    if holders.count > 1 {
      return result(observed, nil, owner, .refused(Self.ambiguous(object, holders.map(\.name))))
    }
    if let only = holders.first { return judge(observed, only.name, owner, ledger) }
    guard let holder, let party = parties.first(where: { $0.name == holder }) else {
      return result(observed, nil, owner, .notNeeded(elsewhere(object, owner)))
    }
    guard !all.contains(where: { $0.name == object.name && $0.namespace == party.namespace }) else {
      return result(observed, holder, owner, .notNeeded("the one in `\(party.namespace)` is also here"))
    }
    // istiod writes its own roots into every namespace of its mesh.
    let isControlPlane = ledger.federation.meshes.contains { $0.namespace == object.namespace }
    if object.name == Self.ownRoots, object.namespace != nil, !isControlPlane {
      return judge(observed, holder, owner, ledger)
    }
    if object.namespace == nil, !object.isFromCluster { return judge(observed, holder, owner, ledger) }
    return result(
      observed, holder, owner,
      .refused(
        HomeRefusal.rotation(
          .otherNamespace(
            configMap: object.name, namespace: object.namespace, holder: holder, expected: party.namespace)
        ).diagnostic))
  }

  /// The meshes that may hold the object, with their namespaces.
  private func parties(of owner: Owner) -> [(name: String, namespace: String)] {
    guard let name = owner.mesh, let mesh = ledger.federation.mesh(named: name) else {
      return ledger.federation.meshes.filter { mesh == nil || $0.name == mesh }.map { ($0.name, $0.namespace) }
    }
    return mesh.peers.map { ($0.name, $0.namespace) }
  }

  private func elsewhere(_ object: SeenObject, _ owner: Owner) -> Message {
    let place = object.namespace.map { "the namespace `\($0)`" } ?? "a file without namespace"
    guard let mesh = owner.mesh else {
      return "it is in \(place), which is that of no control plane; name its mesh to count it"
    }
    return "it is in \(place), which is that of no peer of `\(mesh)`"
  }

  // MARK: - What it shows

  private func judge(
    _ observed: ObservedRoots, _ holder: String, _ owner: Owner, _ ledger: RotationLedger
  ) -> SortedEvidence {
    let mesh = owner.mesh ?? holder
    let root = ledger.rootOwner(of: mesh)
    guard ledger.rotation(of: root) != nil else {
      return result(observed, holder, owner, .notNeeded("`\(root)/root` is not being rotated"))
    }
    let object = observed.object
    let certificates: [Certificate]
    switch observed.certificates {
    case .success(let read): certificates = read
    case .failure(let fault): return result(observed, holder, owner, .refused(fault.diagnostic))
    }
    let seen = SeenBundle(
      holder: holder, mesh: mesh, certificates: certificates, object: object, claimant: claimant)
    do throws(CAError) {
      let (evidence, warnings) = try seen.evidence(in: ledger)
      let isKnown = ledger.evidence.contains { $0.isSame(as: evidence) }
      return result(observed, holder, owner, isKnown ? .known : .evidence(evidence, warnings: warnings))
    } catch {
      return result(observed, holder, owner, .refused(error.diagnostic))
    }
  }

  private static func twoPlaces(_ object: SeenObject) -> Diagnostic {
    Diagnostic(
      "MT-ROT-31", what: "the uid of `\(object.namespace ?? "")/\(object.name)` is also that of another object",
      why: "a uid belongs to one object of one cluster, so one of the two was copied",
      next: "get each from the cluster of its own mesh")
  }

  private static func otherCluster(_ object: SeenObject, _ holder: String, _ objection: Message) -> Diagnostic {
    let namespace = object.namespace ?? ""
    return Diagnostic(
      "MT-ROT-34", what: "`\(namespace)/\(object.name)` is not from the cluster of `\(holder)`", why: objection,
      next: "oc get configmap \(object.name) -n \(namespace) -o yaml, from the cluster of `\(holder)`")
  }

  private static func ambiguous(_ object: SeenObject, _ holders: [String]) -> Diagnostic {
    Diagnostic(
      "MT-ROT-32", what: "`\(object.namespace ?? "")/\(object.name)` may be of \(holders.joined(separator: " or "))",
      why: "their control planes have the same namespace in different clusters",
      next: "pass all ConfigMaps of the namespace together, or name the mesh: "
        + "`\(.meshtrust("rotate", "seen", holders.first ?? "PEER", "-f", "FILE"))`")
  }
}

extension SeenObject {
  /// The object without the file in which it was found.
  fileprivate var anywhere: SeenObject {
    SeenObject(
      name: name, namespace: namespace, uid: uid, resourceVersion: resourceVersion, created: created, changed: changed,
      isBeingDeleted: isBeingDeleted, file: "")
  }
}

extension Evidence {
  /// Whether it comes from the same object in the same state.
  fileprivate func isSame(as other: Evidence) -> Bool {
    uid != nil && uid == other.uid && source == other.source && version == other.version && holder == other.holder
      && mesh == other.mesh
  }
}
