import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Reports
import SPIFFE
import Signers
import X509

/// `meshtrust show`: the federation with all names derived.
struct ShowCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the resolved federation: every derived name, identity, gateway, peer, root and expiry.",
    discussion: Manual.text(
      examples: ["meshtrust show", "meshtrust show red-mesh --json"],
      exits: [
        .done: "shown", .malformed: "federation.yaml is missing or wrong", .usage: "there is no such mesh",
        .inputOutput: "a file cannot be read",
      ]))

  @Argument(help: ArgumentHelp("Only this mesh.", valueName: "mesh"))
  var mesh: String?

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.open(console)
    let federation = try home.federation()
    let authorities = try home.authorities()
    let meshes = try mesh.map { [try federation.requireMesh($0)] } ?? federation.meshes
    console.say(federation.findings.filter { $0.severity == .warning })
    if output.json {
      console.print(
        .schema(
          "show",
          [
            ("name", .string(federation.name)), ("roots", .string(federation.roots.rawValue)),
            ("meshes", .sequence(meshes.map { MeshView($0, federation, authorities).node })),
            ("diagnostics", .sequence(federation.findings.map(\.node))),
          ]))
    } else {
      let roots = federation.roots == .shared ? "one shared root" : "a root for each mesh"
      console.print("\(federation.name): \(Counted.text(federation.meshes.count, "mesh")), \(roots)")
      for mesh in meshes { console.print("\n" + MeshView(mesh, federation, authorities).text(on: console.page)) }
    }
    return .done
  }
}

/// A mesh with its derived names.
struct MeshView {
  let mesh: Mesh
  let root: Authority?
  let intermediate: Authority?
  /// For the roots of remotes; nil for JSON.
  let authorities: AuthoritySet?

  init(_ mesh: Mesh, _ federation: ResolvedFederation, _ authorities: AuthoritySet) {
    self.mesh = mesh
    self.authorities = authorities
    root = authorities.root(of: mesh.name, in: federation)
    intermediate = authorities.intermediate(of: mesh.name)
  }

  /// For JSON alone.
  init(_ reported: ReportedMesh) {
    mesh = reported.mesh
    authorities = nil
    root = reported.root
    intermediate = reported.intermediate
  }

  func text(on page: Page) -> String {
    var facts = Table()
    facts.add("namespace", mesh.namespace)
    facts.add("trust domain", mesh.trustDomain.name)
    facts.add("control plane", Self.controlPlane(mesh.controlPlane))
    facts.add(
      "cluster",
      "name \(mesh.cluster.name ?? "not given"), network \(mesh.cluster.network ?? "not given"), domain "
        + mesh.cluster.domain)
    if let platform = mesh.platform { facts.add("platform", platform.rawValue) }
    if let locality = mesh.locality { facts.add("locality", locality.path) }
    facts.add("root", Self.line(root))
    facts.add("intermediate", Self.line(intermediate))
    var lines = [mesh.name] + facts.lines(on: page, indent: 2)
    for gateways in mesh.gateways { lines += peer(gateways, page) }
    return lines.joined(separator: "\n")
  }

  private func peer(_ gateways: PeerGateways, _ page: Page) -> [String] {
    var table = Table()
    table.add(
      "our gateways", "\(gateways.ingress.name) (\(gateways.ingress.serviceType.rawValue)), \(gateways.egress.name)")
    guard let peer = mesh.peer(named: gateways.peer) else {
      return ["  peer \(gateways.peer): no trust card yet"] + table.lines(on: page, indent: 4)
    }
    table.add("client ID to expect", peer.client.clientID)
    table.add("server identity", peer.server.spiffeID.uri)
    if let identity = try? mesh.identity(ofGateway: gateways.ingress.name) {
      table.add("callers appear as", "\(identity.clientID)  (what exported services see, and AuthorizationPolicies)")
    }
    table.add(
      "address",
      peer.reach.addresses.joined(separator: ", ") + (peer.reach.isAssumed ? "  (assumed: same cluster)" : ""))
    table.add("ports", "discovery \(peer.reach.discoveryPort), service \(peer.reach.servicePort)")
    table.add("roots in", "ConfigMap \(peer.rootConfigMap)")
    for root in authorities?.remote(named: peer.name)?.card.roots ?? [] {
      table.add("root", "\(root), until \(root.validity.notAfter.day)")
    }
    for row in ServiceRuleView.rows(of: mesh, peer: peer.name) { table.add(row.name, row.text) }
    if mesh.imports.contains(where: { $0.peer == peer.name }) {
      table.add(
        "hidden name",
        "SERVICE.NAMESPACE.svc.\(mesh.name)-exports.local, in \(mesh.namespace) only; the manual calls it "
          + ".svc.\(peer.name).remote")
    }
    return ["  peer \(peer.name)\(peer.isRemote ? "  (remote)" : "")"] + table.lines(on: page, indent: 4)
  }

  var node: Node {
    .mapping([
      ("name", .string(mesh.name)), ("namespace", .string(mesh.namespace)),
      ("trustDomain", .string(mesh.trustDomain.name)),
      (
        "controlPlane",
        .mapping([
          ("name", .string(mesh.controlPlane.name)), ("flavour", .string(mesh.controlPlane.flavour.rawValue)),
          ("version", .optional(mesh.controlPlane.version?.description)),
        ])
      ),
      ("platform", .optional(mesh.platform?.rawValue)),
      ("clusterName", .optional(mesh.cluster.name)), ("network", .optional(mesh.cluster.network)),
      ("clusterDomain", .string(mesh.cluster.domain)), ("locality", .optional(mesh.locality?.path)),
      ("root", Self.node(root)), ("intermediate", Self.node(intermediate)),
      ("peers", .sequence(mesh.peers.map { node(of: $0) })),
    ])
  }

  private func node(of peer: Peer) -> Node {
    .mapping([
      ("name", .string(peer.name)), ("isRemote", .bool(peer.isRemote)), ("trustDomain", .string(peer.trustDomain.name)),
      ("clientID", .string(peer.client.clientID)), ("serverID", .string(peer.server.spiffeID.uri)),
      ("callerIdentity", .optional((try? mesh.identity(ofGateway: peer.ingress.name))?.clientID)),
      ("ingressGateway", .string(peer.ingress.name)), ("egressGateway", .string(peer.egress.name)),
      ("addresses", .strings(peer.reach.addresses)), ("addressesAssumed", .bool(peer.reach.isAssumed)),
      ("discoveryPort", .int(peer.reach.discoveryPort)), ("servicePort", .int(peer.reach.servicePort)),
      ("rootConfigMap", .string(peer.rootConfigMap)),
      ("exports", ServiceRuleView.exports(of: mesh, peer: peer.name)),
      ("imports", ServiceRuleView.imports(of: mesh, peer: peer.name)),
    ])
  }

  private static func controlPlane(_ plane: ControlPlane) -> String {
    [plane.name, plane.flavour.rawValue, plane.version?.description].compactMap { $0 }.joined(separator: ", ")
  }

  private static func line(_ authority: Authority?) -> String {
    guard let authority else { return "not issued yet" }
    let place = if case .outside(let place) = authority.keyPlace { ", key in \(place.words)" } else { "" }
    return "\(authority.certificate), until \(authority.certificate.validity.notAfter.day)\(place)"
  }

  private static func node(_ authority: Authority?) -> Node {
    guard let authority else { return .null }
    return .mapping([
      ("subject", .string(authority.certificate.subject.description)), ("generation", .int(authority.generation)),
      ("fingerprint", .string(authority.certificate.fingerprint)),
      ("notAfter", .string(authority.certificate.validity.notAfter.description)), ("hasKey", .bool(authority.hasKey)),
      ("keyPlace", .string(authority.keyPlace.stored)),
    ])
  }
}

extension KeyPlace {
  /// The value in JSON: `home`, `elsewhere`, or the address of a key outside.
  fileprivate var stored: String {
    switch self {
    case .home: "home"
    case .outside(let place): place.description
    case .elsewhere: "elsewhere"
    }
  }
}
