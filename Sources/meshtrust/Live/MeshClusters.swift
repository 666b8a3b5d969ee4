import CA
import Cluster
import Diagnostics
import Dispatch
import Federation
import Kubernetes
import Synchronization
import X509

/// The clusters of some meshes, each reached through its own context.
struct MeshClusters {
  /// A mesh, and how its cluster is reached.
  struct Reached: Sendable {
    let place: MeshPlace
    let access: ClusterAccess
    /// Where it was seen before.
    let known: ClusterIdentity?
    /// Whether federation.yaml lets commands write to it.
    let allowsWriting: Bool
  }

  let meshes: [Reached]
  /// The meshes that nobody chose a context for, unless they were named.
  let without: [String]

  /// - Parameters:
  ///   - named: The meshes that were named; empty for all.
  ///   - isComplete: Whether each of them needs a context.
  init(_ options: ContextOptions, _ home: OpenHome, named: [String], isComplete: Bool = true) throws {
    let federation = try home.federation()
    let chosen = named.isEmpty ? federation.meshes : try named.map { try federation.requireMesh($0) }
    let choices = try options.choices(federation, only: chosen.count == 1 ? chosen.first?.name : nil)
    let known = try home.knownClusters()
    var meshes: [Reached] = []
    var without: [String] = []
    for mesh in chosen {
      let place = MeshPlace(mesh)
      guard let access = choices.known(mesh.name, isOpenShift: place.isMaistra) else {
        without.append(mesh.name)
        continue
      }
      meshes.append(
        Reached(
          place: place, access: access, known: known[mesh.name].flatMap(ClusterIdentity.init),
          allowsWriting: mesh.cluster.allowsWriting))
    }
    if let mesh = without.first, meshes.isEmpty || !named.isEmpty && isComplete {
      _ = try choices.access(of: mesh, isOpenShift: true)
    }
    self.meshes = meshes
    self.without = without
  }

  private init(_ meshes: [Reached]) {
    self.meshes = meshes
    without = []
  }

  /// Some of the meshes.
  func only(_ isIncluded: (Reached) -> Bool) -> MeshClusters { MeshClusters(meshes.filter(isIncluded)) }

  /// Most of the time is spent waiting for clusters, so that the number of cores is no measure.
  private static let atATime = 8

  /// Does something with every mesh's cluster, several at a time; the answers are in the order of the meshes.
  func each<Value: Sendable>(
    _ methods: ProxyMethods = .reading, _ body: @Sendable (Reached, ClusterSession) throws(ClusterError) -> Value
  ) -> [(mesh: String, answer: Result<Value, ClusterError>)] {
    let environment = ProgramEnvironment(Environment.all)
    let answers = Mutex<[Int: Result<Value, ClusterError>]>([:])
    let meshes = meshes
    let next = Mutex(0)
    let group = DispatchGroup()
    withoutActuallyEscaping(body) { body in
      for lane in 0..<min(meshes.count, Self.atATime) {
        // Each lane has a thread of its own.
        DispatchQueue(label: "cluster \(lane)").async(group: group) {
          while true {
            let index = next.withLock { next in
              defer { next += 1 }
              return next
            }
            guard index < meshes.count else { return }
            let mesh = meshes[index]
            let answer = Result { () throws(ClusterError) in
              guard methods != .writing || mesh.allowsWriting else { throw .setup(.readOnly(mesh: mesh.place.name)) }
              return try body(
                mesh,
                ClusterSession(
                  mesh.access, environment: environment, methods: methods, interruption: Interrupt.interruption))
            }
            answers.withLock { $0[index] = answer }
          }
        }
      }
      group.wait()
    }
    return answers.withLock { answers in
      meshes.indices.compactMap { index in answers[index].map { (meshes[index].place.name, $0) } }
    }
  }
}

extension MeshPlace {
  init(_ mesh: Mesh) {
    self.init(
      name: mesh.name, namespace: mesh.namespace, isMaistra: mesh.controlPlane.flavour == .maistra,
      hasBorder: !mesh.offeredServices.isEmpty || !mesh.usedServices.isEmpty,
      controlPlane: mesh.controlPlane,
      signerNamespace: mesh.controlPlane.signer == .istioCSR ? IstioCSR.namespace : nil)
  }
}

extension ClusterIdentity {
  /// Nil for an anchor of a later version.
  init?(_ known: KnownCluster) {
    guard let anchor = Anchor(rawValue: known.anchor) else { return nil }
    self.init(anchor: anchor, uid: known.uid, seen: known.seen)
  }
}

extension KnownCluster {
  init(_ identity: ClusterIdentity) {
    self.init(anchor: identity.anchor.rawValue, uid: identity.uid, seen: identity.seen)
  }
}
