import Documents
import Federation
import Kubernetes
import SPIFFE
import X509

/// What the input says of meshes of Istio and of what signs for them.
///
/// It is made only where there is anything of the kind, so that these rules cost nothing where all is Maistra.
final class IstioObjects: Sendable {
  let planes: [IstioPlane]
  /// The CAs for istiod outside of Maistra's meshes.
  let signers: [IstioSigner]
  let manifests: [Manifest]
  let strangers: [Document]
  let facts: Facts
  /// Control planes, peers and sets of Maistra.
  let maistra: [MeshObjects]
  /// The ConfigMaps in which istiod or istio-csr publishes the roots of a mesh of Istio.
  let publishedRoots: [Manifest]
  /// What signs for meshes in the place of istiod.
  let certificateServices: [CertificateService]
  /// Every trust domain of which some mesh, home or card is known.
  let knownDomains: Set<String>
  private let places: FolderPlaces
  private let kinds: [String: [Manifest]]
  private let rootMaps: [String: [Manifest]]
  private let signerOfPlane: [Int: Int]
  private let planesOfDomain: [String: [Int]]
  private let ownRoots = Remembered<Int, [Certificate]?>()

  /// Nil if nothing in the input is of Istio. `owner` has the mesh of a manifest by its index.
  init?(
    _ manifests: [Manifest], strangers: [Document], meshes: [MeshObjects], owner: (Int) -> MeshObjects?, facts: Facts,
    home: MeshFolders
  ) {
    guard Self.isPresent(manifests, strangers, owner, facts) else { return nil }
    self.manifests = manifests
    self.strangers = strangers
    self.facts = facts
    maistra = meshes.filter(\.isOfMaistra)
    // The operator of Maistra writes a ConfigMap `istio-NAME` and a Deployment `istiod-NAME` too.
    let layers = manifests.indices.compactMap { index -> IstioLayer? in
      guard let layer = IstioLayer(manifests[index]) else { return nil }
      let isShared = layer.origin == .configMap || layer.origin == .deployment
      return isShared && owner(index)?.isOfMaistra == true ? nil : layer
    }
    let planes = PlaneGrouping(layers + strangers.compactMap { IstioLayer($0) }).planes.enumerated().map { id, layers in
      IstioPlane(id: id, layers: layers, facts: facts, home: home)
    }
    let places = FolderPlaces(planes)
    self.planes = planes
    self.places = places
    signers = manifests.indices.compactMap { index -> IstioSigner? in
      let secret = manifests[index]
      guard secret.isA(Secret.kind, of: ""), secret.name == CACerts.secretName else { return nil }
      let isOfMaistra = owner(index)?.isOfMaistra == true
      let users = places.planes(of: secret).map { planes[$0] }.filter { plane in
        (plane.namespace ?? secret.namespace) == secret.namespace && (!isOfMaistra || plane.folder == secret.folder)
      }
      return users.isEmpty && isOfMaistra ? nil : IstioSigner(view: SigningView(secret), planes: users)
    }
    signerOfPlane = Dictionary(signers.enumerated().flatMap { index, signer in signer.planes.map { ($0.id, index) } }) {
      first, _ in first
    }
    kinds = Dictionary(grouping: manifests, by: \.kind)
    let names = Set(planes.map(\.trustBundleName))
    publishedRoots = manifests.filter { $0.isA(ConfigMap.kind, of: "") && names.contains($0.name) }
    rootMaps = Dictionary(grouping: publishedRoots) { Self.place($0.name, $0.namespace) }
    certificateServices =
      manifests.compactMap { CertificateService($0) } + strangers.compactMap { CertificateService($0) }
    planesOfDomain = Dictionary(grouping: planes.map(\.id).filter { planes[$0].trustDomain != nil }) {
      planes[$0].trustDomain ?? ""
    }
    knownDomains = Set(planesOfDomain.keys).union(maistra.compactMap(\.trustDomain)).union(facts.remoteDomains.values)
      .union((facts.federation?.meshes ?? []).flatMap { [$0.trustDomain.name] + $0.peers.map(\.trustDomain.name) })
  }

  private static func place(_ name: String, _ namespace: String?) -> String {
    "\(namespace.map { "/\($0)" } ?? "")/\(name)"
  }

  /// The CA of a control plane, if its Secret is in the input.
  func signer(of plane: IstioPlane) -> IstioSigner? { signerOfPlane[plane.id].map { signers[$0] } }

  /// The ConfigMaps in which a control plane may publish its roots.
  func rootMaps(of plane: IstioPlane) -> [Manifest] {
    (rootMaps[Self.place(plane.trustBundleName, plane.namespace)] ?? []).filter { belongs($0, to: plane) }
  }

  /// Whether an object may belong to a control plane.
  func belongs(_ manifest: Manifest, to plane: IstioPlane) -> Bool { places.planes(of: manifest).contains(plane.id) }

  /// The control planes with a trust domain.
  func planes(ofDomain domain: String) -> [IstioPlane] { (planesOfDomain[domain] ?? []).map { planes[$0] } }

  /// What ``findOwnRoots(of:)`` finds, which is asked for each pair of control planes.
  func ownRoots(of plane: IstioPlane) -> [Certificate]? {
    ownRoots.value(for: plane.id) { findOwnRoots(of: plane) }
  }

  /// The control planes that an object may belong to: those in the nearest folder, and of these the ones in its namespace.
  func planes(of manifest: Manifest) -> [IstioPlane] { places.planes(of: manifest).map { planes[$0] } }

  /// The only one, if there is just one.
  func plane(of manifest: Manifest) -> IstioPlane? {
    let found = places.planes(of: manifest)
    return found.count == 1 ? planes[found[0]] : nil
  }

  /// The control planes near a file that is no manifest.
  func planes(near folder: Substring) -> [IstioPlane] { places.planes(near: folder).map { planes[$0] } }

  /// Whether a Secret is that of a mesh known to be Istio's.
  func isSigner(_ manifest: Manifest) -> Bool {
    signers.contains { !$0.planes.isEmpty && $0.view.manifest.document.place == manifest.document.place }
  }

  /// The control plane of a mesh that is known by its Secret.
  func plane(of mesh: MeshObjects) -> IstioPlane? {
    guard !mesh.isOfMaistra, let secret = mesh.signing?.manifest else { return nil }
    return signers.first { $0.manifest.document.place == secret.document.place }?.planes.first
  }

  /// Whether the files of a control plane of Istio stand in the folder of an object, or below it.
  func owns(_ manifest: Manifest) -> Bool {
    planes(of: manifest).contains { plane in
      plane.folder == manifest.folder || plane.folder.hasPrefix("\(manifest.folder)/")
    }
  }

  func all(_ kind: String, of group: String) -> [Manifest] { (kinds[kind] ?? []).filter { $0.isA(kind, of: group) } }
}

extension MeshObjects {
  /// Whether something shows that it is a mesh of Maistra.
  var isOfMaistra: Bool { !controlPlanes.isEmpty || !peers.isEmpty || !exports.isEmpty || !imports.isEmpty }
}

// MARK: - What is of Istio

extension IstioObjects {
  /// The kinds of Istio, and of what signs or distributes for it, with their groups.
  private static let kinds: [String: String] = [
    "Istio": "sailoperator.io", "IstioRevision": "sailoperator.io", "ZTunnel": "sailoperator.io",
    "IstioOperator": "install.istio.io", "ServiceEntry": "networking.istio.io", "WorkloadEntry": "networking.istio.io",
    "AuthorizationPolicy": "security.istio.io", "Gateway": "networking.istio.io", "Bundle": "trust.cert-manager.io",
    "ClusterBundle": "trust-manager.io", "ClusterFederatedTrustDomain": "spire.spiffe.io",
    "ClusterSPIFFEID": "spire.spiffe.io", "IstioCSR": "operator.openshift.io",
    "PrometheusRule": "monitoring.coreos.com",
  ]

  /// What Maistra has too counts only outside of its meshes.
  private static func isPresent(
    _ manifests: [Manifest], _ strangers: [Document], _ owner: (Int) -> MeshObjects?, _ facts: Facts
  ) -> Bool {
    if facts.federation?.meshes.contains(where: { $0.controlPlane.flavour != .maistra }) == true { return true }
    return !strangers.isEmpty
      || manifests.indices.contains { index in
        let manifest = manifests[index]
        if let group = kinds[manifest.kind] { return manifest.group == group }
        // Maistra has none, whatever else stands in the folder.
        if manifest.isZTunnel { return true }
        guard manifest.isPartOfIstio else { return false }
        return owner(index)?.isOfMaistra != true
      }
  }
}

extension Manifest {
  /// Whether it is a part of a control plane or of a data plane that Maistra has too.
  fileprivate var isPartOfIstio: Bool {
    switch kind {
    case ConfigMap.kind: isMeshConfigMap
    case Secret.kind: isA(Secret.kind, of: "") && name == CACerts.secretName
    case "Deployment": isIstiod
    default: false
    }
  }
}

/// The Secret `cacerts` of a mesh of Istio, or of one of which nothing else is known.
struct IstioSigner: Sendable {
  let view: SigningView
  /// Those that sign with it.
  let planes: [IstioPlane]

  var manifest: Manifest { view.manifest }
  /// The known versions of Istio that use it.
  var versions: [ControlPlane.Version] { planes.compactMap(\.version) }
}

// MARK: - Whose is what

/// Sorts the places in which control planes are configured by control plane.
private struct PlaneGrouping {
  private(set) var planes: [[IstioLayer]] = []
  /// What the layers of each say, so that a layer is not compared with every other one.
  private var marks: [Mark] = []

  private struct Mark {
    var namespace: String?
    var revision: String?
    var origins: Set<IstioLayer.Origin> = []
    var folders: Set<Substring> = []
    var namespaces: Set<String> = []

    mutating func add(_ layer: IstioLayer) {
      namespace = namespace ?? layer.namespace
      revision = revision ?? layer.revision
      origins.insert(layer.origin)
      folders.insert(layer.folder)
      if let namespace = layer.namespace { namespaces.insert(namespace) }
    }
  }

  init(_ layers: [IstioLayer]) {
    for origin in IstioLayer.Origin.allCases {
      for layer in layers where layer.origin == origin {
        if let known = index(for: layer) {
          planes[known].append(layer)
          marks[known].add(layer)
        } else {
          planes.append([layer])
          var mark = Mark()
          mark.add(layer)
          marks.append(mark)
        }
      }
    }
  }

  /// The control plane that a layer adds to: one of its names without another layer of the kind, in the same folder, or
  /// with both names in another one.
  private func index(for layer: IstioLayer) -> Int? {
    let open = marks.indices.filter { index in
      !marks[index].origins.contains(layer.origin) && agrees(layer, marks[index])
    }
    let beside = open.filter { marks[$0].folders.contains(layer.folder) }
    if !beside.isEmpty { return beside.count == 1 || layer.namespace != nil ? beside.first : nil }
    guard layer.namespace != nil, layer.revision != nil else { return nil }
    let named = open.filter { index in layer.namespace.map { marks[index].namespaces.contains($0) } ?? false }
    return named.count == 1 ? named.first : nil
  }

  private func agrees(_ layer: IstioLayer, _ mark: Mark) -> Bool {
    if let namespace = mark.namespace, let own = layer.namespace, own != namespace { return false }
    guard let revision = mark.revision, let own = layer.revision else { return true }
    // An Istio with the update strategy RevisionBased has a revision for each version.
    return own == revision || own.hasPrefix("\(revision)-v")
  }
}

/// Finds the control planes near a file.
private struct FolderPlaces: Sendable {
  private let folders: [[Substring]]
  private let namespaces: [String?]
  /// Many objects stand in one folder.
  private let known = Remembered<Substring, Neighbours>()

  private struct Neighbours: Sendable {
    let all: [Int]
    let byNamespace: [String: [Int]]
  }

  init(_ planes: [IstioPlane]) {
    folders = planes.map { $0.folder.split(separator: "/") }
    namespaces = planes.map(\.namespace)
  }

  func planes(of manifest: Manifest) -> [Int] {
    let near = neighbours(of: manifest.folder)
    return manifest.namespace.flatMap { near.byNamespace[$0] } ?? near.all
  }

  /// Those that share the longest beginning of the path.
  func planes(near folder: Substring) -> [Int] { neighbours(of: folder).all }

  private func neighbours(of folder: Substring) -> Neighbours {
    known.value(for: folder) {
      let all = nearest(folder)
      let named = all.compactMap { index in namespaces[index].map { (name: $0, index: index) } }
      return Neighbours(all: all, byNamespace: Dictionary(grouping: named, by: \.name).mapValues { $0.map(\.index) })
    }
  }

  private func nearest(_ folder: Substring) -> [Int] {
    let parts = folder.split(separator: "/")
    let common = folders.map { zip($0, parts).prefix { $0 == $1 }.count }
    guard let most = common.max() else { return [] }
    return common.indices.filter { common[$0] == most }
  }
}
