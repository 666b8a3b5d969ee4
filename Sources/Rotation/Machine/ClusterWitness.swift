import CA
import Diagnostics
import Federation
import X509

/// What the ConfigMaps of a namespace tell together about whose control plane is there. Two meshes may have namespaces of
/// one name in different clusters, and only what is beside an object tells them apart.
struct ClusterWitness {
  /// A namespace as one file shows it.
  private struct Place: Hashable {
    let file: String
    /// Nil in what no cluster returned.
    let namespace: String?

    init(_ object: SeenObject) {
      file = object.file
      namespace = object.namespace
    }
  }

  private let ledger: RotationLedger
  private let marks: ClusterMarks
  private var names: [Place: Set<String>] = [:]
  /// The roots that istiod distributes there.
  private var ownRoots: [Place: Set<Certificate>] = [:]

  init(_ observed: [ObservedRoots], _ ledger: RotationLedger, _ marks: ClusterMarks) {
    self.ledger = ledger
    self.marks = marks
    for item in observed where item.object.isFromCluster {
      let place = Place(item.object)
      names[place, default: []].insert(item.object.name)
      guard item.object.name == EvidenceSorter.ownRoots, case .success(let roots) = item.certificates else { continue }
      ownRoots[place, default: []].formUnion(roots)
    }
  }

  /// Why an object cannot be from the cluster of a mesh; nil if nothing speaks against it.
  func objection(to holder: String, at object: SeenObject) -> Message? { objection(to: holder, at: Place(object)) }

  /// The meshes whose control plane's namespace a file shows.
  func meshes(in file: String) -> Set<String> {
    let places = names.keys.filter { $0.file == file }
    let remotes = ledger.federation.meshes.flatMap(\.peers).filter(\.isRemote).map { ($0.name, $0.namespace) }
    var found: Set<String> = []
    for (mesh, namespace) in ledger.federation.meshes.map({ ($0.name, $0.namespace) }) + remotes {
      let fits = places.contains { $0.namespace == namespace && objection(to: mesh, at: $0) == nil }
      if fits { found.insert(mesh) }
    }
    return found
  }

  private func objection(to holder: String, at place: Place) -> Message? {
    if let namespace = namespace(of: holder), let objection = marks.objection(to: holder, in: namespace, place.file) {
      return objection
    }
    // Neither is another's under another name: federation.yaml cannot say so.
    let own = Naming.rootConfigMap(ofPeer: holder)
    if names[place]?.contains(own) ?? false {
      return "`\(own)` is beside it, and no mesh has the ConfigMap of a peer of its own name"
    }
    guard let roots = ownRoots[place], roots.isDisjoint(with: known(of: holder)),
      let other = parties.first(where: { $0 != holder && !roots.isDisjoint(with: known(of: $0)) })
    else { return nil }
    return "`\(EvidenceSorter.ownRoots)` beside it has the roots of `\(other)`"
  }

  /// The namespace of a mesh's or a remote's control plane.
  private func namespace(of name: String) -> String? {
    ledger.federation.mesh(named: name)?.namespace
      ?? ledger.federation.meshes.lazy.compactMap { $0.peer(named: name)?.namespace }.first
  }

  private var parties: [String] {
    ledger.federation.meshes.map(\.name) + ledger.authorities.remotes.map(\.name)
  }

  /// Every root that a mesh ever published, or that a remote's card has.
  private func known(of name: String) -> Set<Certificate> {
    guard ledger.federation.mesh(named: name) != nil else {
      return Set(ledger.authorities.remote(named: name)?.card.roots ?? [])
    }
    return Set(ledger.bundles[ledger.rootOwner(of: name)]?.flatMap(\.certificates) ?? [])
  }
}
