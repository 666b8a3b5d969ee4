public import Federation

/// What the administrator of one mesh does in one step of a rotation, in order.
public struct StepInstructions: Sendable {
  private let rotation: RootRotation
  private let mesh: Mesh
  private let federation: ResolvedFederation

  /// Instructions for a mesh in the rotation's present phase.
  public init(rotation: RootRotation, mesh: Mesh, federation: ResolvedFederation) {
    self.rotation = rotation
    self.mesh = mesh
    self.federation = federation
  }

  /// Whether the mesh itself signs below the root that changes.
  private var isOwn: Bool { rotation.owner == .shared || rotation.owner.meshName == mesh.name }
  private var client: String { mesh.controlPlane.flavour == .maistra ? "oc" : "kubectl" }
  private var istiod: String { Naming.istiod(ofControlPlane: mesh.controlPlane.name) }

  /// The peers below the root that changes: whose ConfigMaps the mesh gets anew.
  private var rotatingPeers: [Peer] {
    mesh.peers.filter {
      rotation.owner == .shared ? federation.mesh(named: $0.name) != nil : rotation.owner.meshName == $0.name
    }
  }

  /// The commands, each with the reason it is there.
  public var commands: [(command: String, reason: String)] {
    var list: [(command: String, reason: String)] = []
    if isOwn {
      list.append(
        (
          "\(client) apply -f secret-cacerts.yaml", ownChange
        ))
      if needsRestart {
        list.append(
          (
            "\(client) rollout restart deployment/\(istiod) -n \(mesh.namespace)",
            "istiod takes up \(rotation.phase == .signing ? "the new intermediate" : "changed roots") only when it starts"
          ))
      }
    }
    for peer in rotatingPeers {
      list.append(
        (
          "\(client) apply -f configmap-\(peer.rootConfigMap).yaml", "\(peer.name)'s bundle for this step"
        ))
    }
    if isOwn, restartsProxies { list += proxyRestarts }
    list += evidence
    return list
  }

  private var ownChange: String {
    switch rotation.phase {
    case .steady: "the new root alone"
    case .distributing: "root-cert.pem with both roots; the same intermediate signs"
    case .signing: "the same root-cert.pem, and an intermediate below the root that arrives"
    case .retiring: "root-cert.pem without the root that leaves"
    }
  }

  /// Maistra refuses changed roots while it runs, and reads a new intermediate by itself only with autoReload; Istio
  /// takes both with ISTIO_MULTIROOT_MESH.
  private var needsRestart: Bool {
    switch rotation.phase {
    case .signing: true
    case .steady, .distributing, .retiring:
      mesh.controlPlane.flavour == .maistra || !mesh.controlPlane.multiRoot
    }
  }

  /// A proxy learns new roots of its own domain, and gets a leaf of the new intermediate, when it renews; a restart does
  /// it at once.
  private var restartsProxies: Bool { rotation.phase == .distributing || rotation.phase == .signing }

  /// Every federation gateway, found by the label that istiod itself finds it by.
  private var proxyRestarts: [(command: String, reason: String)] {
    mesh.gateways.flatMap { [$0.ingress.name, $0.egress.name] }.map { gateway in
      (
        "\(client) delete pod -n \(mesh.namespace) -l service.istio.io/canonical-name=\(gateway)",
        "or wait until it renews, at most \(mesh.profile.maxWorkloadLifetime); so for every workload"
      )
    }
  }

  private var evidence: [(command: String, reason: String)] {
    guard rotation.phase != .signing else {
      guard isOwn else { return [] }
      return [
        (
          "meshtrust rotate next \(target) --assume \"\(mesh.name): istiod restarted\"",
          "once istiod runs with the new intermediate; add \"\(mesh.name): all proxies restarted\" if they were"
        )
      ]
    }
    var list: [(command: String, reason: String)] = []
    if isOwn {
      list.append(
        (
          "\(client) get configmap istio-ca-root-cert -n \(mesh.namespace) -o yaml > own.yaml && meshtrust rotate seen "
            + "\(mesh.name) --for \(mesh.name) -f own.yaml", "what the mesh's own proxies are given"
        ))
    }
    for peer in rotatingPeers {
      list.append(
        (
          "\(client) get configmap \(peer.rootConfigMap) -n \(mesh.namespace) -o yaml > \(peer.name).yaml && meshtrust "
            + "rotate seen \(mesh.name) --for \(peer.name) -f \(peer.name).yaml",
          "run, or send the file to whoever runs, the rotation of \(rotation.owner)"
        ))
    }
    return list
  }

  private var target: String { rotation.owner == .shared ? "--shared" : "\(rotation.owner)" }

  /// The text of the folder's README.
  func readme(files: [String]) -> String {
    var lines = [
      "# \(mesh.name): step \(rotation.step), \(rotation.phase.rawValue)", "",
      "The root of \(rotation.owner == .shared ? "the federation" : "`\(rotation.owner)`") changes from generation "
        + "\(rotation.leaving) to \(rotation.arriving)"
        + (rotation.reason.isEmpty ? "." : " (\(rotation.reason))."), "",
      "This folder: "
        + files.joined(separator: ", ") + ". Run in it, in this order:", "",
    ]
    for (index, item) in commands.enumerated() {
      lines += ["\(index + 1). \(item.reason)", "", "       \(item.command)", ""]
    }
    lines += [
      "The next step opens when `meshtrust rotate status` says so. It covers certificates and bundles. What no proof",
      "covers: an istiod that restarts with two or more peers may for a moment hand a proxy a map without one of the",
      "domains; roll its replicas one by one.", "",
    ]
    return lines.joined(separator: "\n")
  }
}
