public import CA
import Diagnostics
import Federation
public import Rotation
import SPIFFE
import X509

extension FederationReport {
  /// Reads a home. Nothing in it is changed, and its secret is not used.
  public init(_ home: OpenHome) throws(RotationError) {
    let federation = try fromHome { () throws(CAError) in try home.federation() }
    let authorities = try fromHome { () throws(CAError) in try home.authorities() }
    let ledger = try fromHome { () throws(CAError) in try home.rotationLedger(withKeys: false) }
    var rotations: [ReportedRotation] = []
    for rotation in ledger.rotations { rotations.append(try ReportedRotation(rotation, ledger, home)) }
    let timeline = try Timeline(RehearsalScene(home, at: home.now, withKeys: false))
    let status = try fromHome { () throws(CAError) in try home.status() }
    let entries = try fromHome { () throws(CAError) in try home.log() }
    let fault = try fromHome { () throws(CAError) in try home.logFault() }
    self.federation = federation
    time = home.now
    meshes = federation.meshes.map { ReportedMesh($0, federation, authorities) }
    remotes = ReportedRemote.all(in: federation, authorities)
    acceptances = Acceptance.all(in: federation, authorities, timeline, rotations.flatMap(\.shut))
    self.timeline = timeline
    lifetimes = Lifespan.all(in: federation, ledger)
    self.rotations = rotations
    self.status = status
    var findings = federation.findings + home.home.findings()
    findings += status.warnings
    findings += authorities.sharedKeys(in: federation)
    if let fault { findings.append(fault.diagnostic) }
    self.findings = findings.sorted { $0.severity > $1.severity }
    log = entries.suffix(Self.logLength).reversed()
    logCount = entries.last?.number ?? 0
  }
}

extension ReportedMesh {
  init(_ mesh: Mesh, _ federation: ResolvedFederation, _ authorities: AuthoritySet) {
    self.mesh = mesh
    root = authorities.root(of: mesh.name, in: federation)
    intermediate = authorities.intermediate(of: mesh.name)
    bundle = authorities.bundle(of: mesh.name, in: federation)?.certificates ?? []
    callerIdentities = Dictionary(
      mesh.peers.compactMap { peer in
        (try? mesh.identity(ofGateway: peer.ingress.name)).map { (peer.name, $0.clientID) }
      }
    ) { first, _ in first }
  }
}

extension ReportedRemote {
  static func all(in federation: ResolvedFederation, _ authorities: AuthoritySet) -> [ReportedRemote] {
    var peers: [String: [String]] = [:]
    for mesh in federation.meshes {
      for gateways in mesh.gateways where federation.mesh(named: gateways.peer) == nil {
        peers[gateways.peer, default: []].append(mesh.name)
      }
    }
    return Set(peers.keys).union(authorities.remotes.map(\.name)).sorted().map { name in
      ReportedRemote(name: name, held: authorities.remote(named: name), peers: peers[name] ?? [])
    }
  }
}

extension ReportedRotation {
  init(_ rotation: RootRotation, _ ledger: RotationLedger, _ home: OpenHome) throws(RotationError) {
    let machine = RotationMachine(ledger, rotation.owner)
    let steps = try fromHome { () throws(CAError) in try home.rotationSteps(of: rotation.owner) }
    self.rotation = rotation
    gates = machine.gates()
    evidence = ledger.evidence(of: rotation)
    contradictions = machine.contradictions
    forecast = RotationForecast(ledger, rotation.owner)
    self.steps = steps.filter { $0.time >= rotation.started }
    proof = steps.last.flatMap { StoredProof($0.proof) }
    next = Gate.advice(on: gates, of: rotation.owner)
  }
}
