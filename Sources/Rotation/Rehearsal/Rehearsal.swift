import Federation
public import Parallel
import SPIFFE
import TLS
import X509

/// Performs every handshake of a federation in memory before a mesh has to.
public struct Rehearsal: Sendable {
  private let scene: RehearsalScene
  let parties: [ReadyParty]
  let stock: LeafStock

  public init(_ scene: RehearsalScene) throws(RotationError) {
    self.scene = scene
    stock = LeafStock(time: scene.time)
    var shelf = StoreShelf()
    var parties: [ReadyParty] = []
    for party in scene.parties {
      guard let material = party.material, let issuer = party.issuer else { continue }
      let trust = try RehearsedTrust(HeldTrust(party.mesh, material), at: scene.time, &shelf)
      parties.append(ReadyParty(mesh: party.mesh, material: material, issuer: issuer, trust: trust))
    }
    self.parties = parties
  }

  /// Rehearses every ordered pair of peers, each mesh with itself, and each proxy with its control plane.
  ///
  /// - Parameter forging: also try to impersonate every other mesh with each mesh's own intermediate.
  public func report(forging: Bool = false, watch: WorkWatch? = nil) throws(RotationError) -> RehearsalReport {
    let works: [Work] =
      pairs.map { Work.pair(client: $0.client, server: $0.server) } + parties.map { Work.own($0) }
      + (forging ? forgeryPlans.map { Work.forgery($0) } : [])
    let results = try AllCores.map(works, watch: watch) { work throws(RotationError) in try result(of: work) }
    return RehearsalReport(
      time: scene.time, handshakes: results.flatMap(\.handshakes),
      unknown: scene.unknown(besides: Set(parties.map(\.mesh.name))),
      forgeries: forging ? results.flatMap(\.forgeries) : nil)
  }

  /// A unit of work, which shares certificates.
  private enum Work: Sendable {
    case pair(client: ReadyParty, server: ReadyParty)
    case own(ReadyParty)
    case forgery(ForgeryPlan)
  }

  private struct Result: Sendable {
    var handshakes: [RehearsedHandshake] = []
    var forgeries: [Forgery] = []
  }

  private func result(of work: Work) throws(RotationError) -> Result {
    switch work {
    case .pair(let client, let server): Result(handshakes: try rehearse(client, server))
    case .own(let party): Result(handshakes: try rehearse(party))
    case .forgery(let plan): Result(forgeries: [try plan.tried(stock)])
    }
  }

  private var pairs: [(client: ReadyParty, server: ReadyParty)] {
    parties.flatMap { client in
      parties.filter { client.mesh.peer(named: $0.mesh.name) != nil }.map { (client, $0) }
    }
  }
}
