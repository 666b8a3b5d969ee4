import Diagnostics
public import Federation
import Kubernetes
import SystemPackage

/// What the administrator of one mesh does in one step of a rotation, in order.
public struct StepInstructions: Sendable {
  let rotation: RootRotation
  let mesh: Mesh
  let federation: ResolvedFederation
  private let hasSecret: Bool
  private let isSealed: Bool

  /// The instructions for a mesh in the rotation's present phase. If its files do not contain its Secret, the Secret is
  /// piped.
  public init(
    rotation: RootRotation, mesh: Mesh, federation: ResolvedFederation, hasSecret: Bool = true,
    isSealed: Bool = false
  ) {
    self.rotation = rotation
    self.mesh = mesh
    self.federation = federation
    self.hasSecret = hasSecret
    self.isSealed = isSealed
  }

  /// Whether the mesh itself is below the changing root.
  var isOwn: Bool { rotation.owner == .shared || rotation.owner.meshName == mesh.name }

  /// The peers below the changing root, whose roots change.
  var rotatingPeers: [Peer] {
    mesh.peers.filter {
      rotation.owner == .shared ? federation.mesh(named: $0.name) != nil : rotation.owner.meshName == $0.name
    }
  }

  /// The steps, in order.
  public var steps: [AdministratorStep] {
    guard mesh.controlPlane.flavour == .maistra else { return istioSteps }
    var list: [AdministratorStep] = []
    if isOwn {
      list.append(AdministratorStep(.mesh(mesh.name), ownChange, commands: secretCommands))
      // Maistra refuses changed roots until it restarts, and an istiod that serves below the old root must go.
      let change = rotation.phase == .signing ? "the new intermediate" : "changed roots"
      list.append(onMesh("\(mesh.istiodRestart)", "istiod takes up \(change) only when it starts"))
    }
    for peer in rotatingPeers {
      list.append(
        onMesh(
          mesh.clientCommands.apply("configmap-\(peer.rootConfigMap).yaml"),
          "\(peer.name)'s bundle for this step"))
    }
    if isOwn, restartsProxies { list += proxyRestarts }
    list += evidence
    return list
  }

  var secretCommands: [Message] {
    let commands = mesh.clientCommands
    // SPIRE reads files.
    guard let file = ManifestSet.secretFile(of: mesh) else { return [] }
    if isSealed { return [commands.apply("sealed\(file)")] }
    return [
      hasSecret
        ? commands.applySecret("\(file)")
        : "\(.meshtrust("emit", mesh.name, "--only", "secret")) | \(commands.applySecret())",
      "\(commands.removeCopy(ofSecret: mesh.signingSecret, in: mesh.namespace))",
    ]
  }

  func onMesh(_ command: Message, _ what: Message) -> AdministratorStep {
    AdministratorStep(.mesh(mesh.name), what, commands: [command])
  }

  func inHome(_ command: Message, _ what: Message) -> AdministratorStep {
    AdministratorStep(.home, what, commands: [command])
  }

  private var ownChange: Message {
    switch rotation.phase {
    case .steady: "the new root alone"
    case .distributing: "root-cert.pem with both roots; the same intermediate signs"
    case .signing: "the same root-cert.pem, and an intermediate below the root that arrives"
    case .retiring:
      rotation.isCompromised
        ? "the new root alone, and an intermediate below it" : "root-cert.pem without the root that leaves"
    }
  }

  /// A proxy learns new roots of its own domain, and gets a leaf below the new intermediate, when it renews. A restart
  /// does it at once.
  private var restartsProxies: Bool {
    rotation.phase == .distributing || rotation.phase == .signing || rotation.isCompromised
  }

  /// Every federation gateway; its Deployment has its name.
  private var proxyRestarts: [AdministratorStep] {
    mesh.gatewayNames.map { gateway in
      onMesh(
        "\(mesh.clientCommands.restart(gateway, in: mesh.namespace))",
        "restart \(gateway), or wait until it renews (at most \(mesh.profile.maxWorkloadLifetime)); "
          + "every workload likewise")
    }
  }

  /// How to prove that the step has arrived: first what to read from the mesh, then what to record in the home.
  private var evidence: [AdministratorStep] {
    var list = cards
    if isOwn, rotation.phase == .signing || rotation.isCompromised {
      list.append(
        inHome(
          "\(.meshtrust("rotate", "vouch", mesh.name, "istiod restarted"))",
          "where the home is, once istiod runs with the new intermediate; "
            + "add \"all proxies restarted\" if they were"))
    }
    guard rotation.phase != .signing else { return list }
    if isOwn { list += look(at: "istio-ca-root-cert", of: mesh.name) }
    for peer in rotatingPeers { list += look(at: peer.rootConfigMap, of: peer.name) }
    return list
  }

  /// What the administrators of remotes get.
  var cards: [AdministratorStep] {
    guard isOwn else { return [] }
    return mesh.peers.filter(\.isRemote).map { peer in
      inHome(
        "\(.meshtrust("trust", "export", mesh.name, "--for", peer.name)) > \(mesh.name).trust.yaml",
        "where the home is: a card for \(peer.name)'s administrator, who imports it and applies")
    }
  }

  /// After an abort only its time tells an object from one of before the rotation.
  var fields: String { rotation.isBackwards ? " --show-managed-fields" : "" }

  func look(at configMap: String, of name: String) -> [AdministratorStep] {
    // Several administrators send such files to one person.
    let file = "\(mesh.name)-holds-\(name).yaml"
    return [
      onMesh(
        "\(mesh.client) get configmap \(configMap) -n \(mesh.namespace) -o yaml\(fields) > \(file)",
        "what the cluster holds of \(name); send the file to whoever runs the rotation"),
      inHome("\(.meshtrust("rotate", "seen", "-f", file))", "where the home is"),
    ]
  }

  func readme(files: [String]) -> String {
    var lines = [
      "# \(mesh.name): step \(rotation.step), \(rotation.phase.rawValue)", "",
      "The root of \(rotation.owner == .shared ? "the federation" : "`\(rotation.owner)`") changes from generation "
        + "\(rotation.leaving) to \(rotation.arriving)"
        + (rotation.reason.isEmpty ? "." : " (\(rotation.reason))."), "",
      "This folder: "
        + (files.isEmpty ? "nothing but this" : files.joined(separator: ", ")) + ". Run in it, in this order:", "",
    ]
    // The file is the same whoever writes it, so that its commands name no home.
    for (index, step) in steps.enumerated() {
      lines += ["\(index + 1). \(step.what.text(in: .none))", ""]
      lines += step.commands.map { "       \($0.text(in: .none))" } + [""]
    }
    let status = SuggestedCommand.meshtrust("rotate", "status").text(in: .none)
    if mesh.controlPlane.flavour == .maistra {
      lines += [
        "The next step opens when `\(status)` says so. It covers certificates and bundles. What no proof",
        "covers: an istiod that restarts with two or more peers may for a moment hand a proxy a map without one of the",
        "domains; roll its replicas one by one.", "",
      ]
    } else {
      lines += [
        "The next step opens when `\(status)` says so. It covers certificates and bundles. What no proof",
        "covers: proxies that started before PROXY_CONFIG_XDS_AGENT was set, and istiods with another root that share",
        "this one's revision.", "",
      ]
    }
    return lines.joined(separator: "\n")
  }
}
