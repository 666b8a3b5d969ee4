import CA
import Cluster
import Diagnostics
import Documents
import Federation
import Kubernetes
import SPIFFE
import X509

/// What the home writes, on its way into the meshes' clusters: shown first, then carried out, and recorded.
struct Deployment {
  struct Options {
    var isPruning = false
    var takenOver: [ObjectReference] = []
    /// Which of a mesh's objects; all unless a step of a rotation needs only some.
    var isWanted: @Sendable (DeployedManifest) -> Bool = { _ in true }
    /// How long a control plane may take to be reconciled.
    var wait = Duration.seconds(600)
  }

  typealias Shown = (mesh: String, answer: Result<MeshPreview, ClusterError>)
  typealias Done = (mesh: String, answer: Result<[ObjectOutcome], ClusterError>)

  let clusters: MeshClusters
  let targets: [String: DeploymentTarget]
  private let home: OpenHome
  private let deployed: [String: [DeployedObject]]
  private let options: Options

  init(_ clusters: MeshClusters, _ home: OpenHome, _ options: Options) throws {
    self.clusters = clusters
    self.home = home
    self.options = options
    let identifier = try home.identifier()
    var targets: [String: DeploymentTarget] = [:]
    var deployed: [String: [DeployedObject]] = [:]
    for mesh in clusters.meshes {
      let deployable = try home.deployable(mesh.place.name)
      targets[mesh.place.name] = DeploymentTarget(deployable, mesh.place, home: identifier, options)
      deployed[mesh.place.name] = deployable.deployed
    }
    self.targets = targets
    self.deployed = deployed
  }

  /// Reads the clusters and asks them what they would say; nothing is written to them.
  ///
  /// - Parameter contexts: Those that were shown before, by mesh.
  func preview(through contexts: [String: ContextView] = [:]) -> [Shown] {
    clusters.each(.rehearsing) { mesh, session throws(ClusterError) in
      guard let target = targets[mesh.place.name] else { throw Self.unknown(mesh.place.name) }
      try contexts[mesh.place.name]?.require(session.context)
      return try MeshPreview(target, session, known: mesh.known)
    }
  }

  /// Records where the meshes were seen.
  func remember(_ shown: [Shown]) throws -> [Diagnostic] {
    var identities: [String: ClusterIdentity?] = [:]
    for (mesh, answer) in shown {
      if case .success(let preview) = answer { identities[mesh] = preview.identity }
    }
    return try ClusterRecord.remember(identities, clusters, home)
  }

  // MARK: - Carrying out

  /// Writes what was shown, several clusters at a time, and records what became of it. Meshes in which nothing is to be
  /// written are left out.
  ///
  /// - Parameter tell: What has just become of an object; it may be called by several threads.
  func carryOut(
    _ shown: [Shown], tell: @escaping @Sendable (String, ObjectOutcome) -> Void = { _, _ in }
  ) throws -> [Done] {
    var previews: [String: MeshPreview] = [:]
    for (mesh, answer) in shown {
      if case .success(let preview) = answer, preview.isPending { previews[mesh] = preview }
    }
    for preview in previews.values { try begin(preview) }
    let pending = previews
    let wait = options.wait
    let done: [Done] = clusters.only { pending[$0.place.name] != nil }.each(.writing) {
      mesh, session throws(ClusterError) in
      guard let preview = pending[mesh.place.name] else { throw Self.unknown(mesh.place.name) }
      try preview.requireSameCluster(session)
      return preview.carryOut(session, wait: wait, interruption: Interrupt.interruption) { tell(mesh.place.name, $0) }
    }
    for (mesh, answer) in done {
      if case .success(let outcomes) = answer, let preview = previews[mesh] { try end(preview, outcomes) }
    }
    return done
  }

  private static func unknown(_ mesh: String) -> ClusterError { .setup(.noContext(mesh: mesh, file: "")) }

  /// Before the first request: what is about to be written.
  private func begin(_ preview: MeshPreview) throws {
    let mesh = preview.target.place.name
    let writes = preview.objects.filter(\.decision.isWrite)
    let intended = writes.map { object in
      var known = record(of: object.manifest.reference, object.manifest.type, in: mesh)
      // What an earlier deployment was about to write, if the cluster has it: an end that nobody recorded.
      if let earlier = deployed[mesh]?.first(where: { $0.isSame(as: known) })?.intended,
        let fields = ObjectContent(text: earlier)?.fields, let live = object.live?.content,
        fields.allSatisfy({ live[$0] == $1 })
      {
        known.content = earlier
      }
      known.intended = object.manifest.content.text
      return known
    }
    let server = "\(preview.context.server.text) through \(preview.context.name)"
    try home.beginDeployment(
      of: mesh, serial: preview.target.serial, intending: intended, to: server,
      withKey: writes.contains { $0.manifest.type == .secrets })
  }

  /// After the last one: what is known to be there, and what is gone. Of what failed, what was known before stays.
  private func end(_ preview: MeshPreview, _ outcomes: [ObjectOutcome]) throws {
    let mesh = preview.target.place.name
    var known: [DeployedObject] = []
    var gone: [DeployedObject] = []
    for outcome in outcomes {
      var object = record(of: outcome.reference, outcome.type, in: mesh)
      let manifest = preview.target.manifests.first { $0.reference == outcome.reference }
      switch outcome.result {
      case .deleted: gone.append(object)
      case .created, .applied, .unchanged:
        object.uid = outcome.uid.isEmpty ? object.uid : outcome.uid
        object.resourceVersion = outcome.resourceVersion.isEmpty ? object.resourceVersion : outcome.resourceVersion
        object.content = manifest?.content.text
        object.changed = outcome.time ?? object.changed
        known.append(object)
      case .conflict, .denied, .forbidden, .skipped:
        if object.content != nil { known.append(object) } else { gone.append(object) }
      case .unknown, .failed: break
      }
    }
    gone += preview.former.filter { $0.decision == .gone }.map { record(of: $0.reference, $0.type, in: mesh) }
    try home.endDeployment(of: mesh, with: known, without: gone)
  }

  private func record(of reference: ObjectReference, _ type: ResourceType, in mesh: String) -> DeployedObject {
    let fresh = DeployedObject(
      namespace: reference.namespace, kind: reference.kind, name: reference.name, apiVersion: type.apiVersion)
    guard let known = deployed[mesh]?.first(where: { $0.isSame(as: fresh) }) else { return fresh }
    return DeployedObject(
      namespace: known.namespace, kind: known.kind, name: known.name, apiVersion: type.apiVersion, uid: known.uid,
      resourceVersion: known.resourceVersion, content: known.content, changed: known.changed)
  }
}

extension DeploymentTarget {
  init(_ deployable: DeployableMesh, _ place: MeshPlace, home: String, _ options: Deployment.Options) {
    let all = deployable.manifests.deployed(in: place.namespace)
    var published: [ObjectReference: PublishedObject] = [:]
    var former: [(type: ResourceType, reference: ObjectReference)] = []
    for object in deployable.deployed {
      let reference = ObjectReference(namespace: object.namespace, kind: object.kind, name: object.name)
      published[reference] = PublishedObject(
        uid: object.uid,
        contents: [object.content, object.intended].compactMap { $0.flatMap(ObjectContent.init(text:)) })
      guard !all.contains(where: { $0.reference == reference }),
        let type = ResourceType.deployed(object.kind, apiVersion: object.apiVersion)
      else { continue }
      former.append((type, reference))
    }
    for manifest in all {
      let known = published[manifest.reference]
      published[manifest.reference] = PublishedObject(
        uid: known?.uid, contents: (known?.contents ?? []) + Self.earlier(manifest, deployable))
    }
    self.init(
      place: place, manifests: all.filter(options.isWanted), published: published, former: former,
      planner: DeployPlanner(
        home: home, serial: deployable.serial, takenOver: options.takenOver, isPruning: options.isPruning,
        allowsWriting: deployable.mesh.cluster.allowsWriting))
  }

  /// What an Istio was told while one of its peers had another bundle.
  private static func earlierTrust(_ deployable: DeployableMesh) -> [ObjectContent] {
    let (mesh, trust) = (deployable.mesh, deployable.manifests.trust)
    var roots: [String: [Certificate]] = [:]
    for peer in mesh.peers {
      roots[peer.name] = trust.authorities.filter { $0.trustDomains == [peer.trustDomain.name] }.compactMap(\.root)
    }
    // Meshes below one root have each other's roots in their own bundle.
    guard roots.values.contains(where: { !$0.isEmpty }) else { return [] }
    return mesh.peers.flatMap { peer in
      (deployable.formerRoots[peer.name] ?? []).map { bundle in
        let earlier = roots.merging([peer.name: bundle]) { $1 }
        return ObjectContent(IstioTrust(mesh, rootsByPeer: earlier, ownRoots: []).resource(of: mesh))
      }
    }
  }

  /// What the home has published for an object, before it deployed any.
  private static func earlier(_ manifest: DeployedManifest, _ deployable: DeployableMesh) -> [ObjectContent] {
    switch manifest.type {
    case .configMaps:
      let peer = deployable.mesh.peers.first { $0.rootConfigMap == manifest.reference.name }
      return (peer.flatMap { deployable.formerRoots[$0.name] } ?? []).map { roots in
        ObjectContent(.mapping([("data", .mapping([(ConfigMap.rootKey, .string(PEM.write(roots)))]))]))
      }
    case let type where type.isIstio: return earlierTrust(deployable)
    case .secrets: return deployable.formerSecrets.map { ObjectContent(.mapping([]), values: $0) }
    default: return []
    }
  }
}
