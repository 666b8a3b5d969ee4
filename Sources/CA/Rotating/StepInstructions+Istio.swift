import Diagnostics
import Federation
import Kubernetes
import SystemPackage

/// What administrators of meshes of Istio do: roots of peers come with the configuration of the mesh, or stand in its own
/// bundle, and what restarts depends on the version.
extension StepInstructions {
  private var path: RotationPath { RotationPath(of: mesh) }

  /// The peers below the changing root whose roots the mesh has in its own bundle.
  private var peersInOwnBundle: [Peer] {
    rotatingPeers.filter { federation.rootSource(of: $0.name, at: mesh.name) == .ownBundle }
  }

  /// Between distributing and signing nothing changes in the configuration of peers.
  private var peersInMeshConfig: [Peer] {
    guard rotation.phase != .signing else { return [] }
    return rotatingPeers.filter {
      if case .meshConfig = federation.rootSource(of: $0.name, at: mesh.name) { true } else { false }
    }
  }

  /// Whether the file of the mesh's own roots changes: for its own root, or for that of a peer in it.
  private var changesOwnFile: Bool { isOwn || !peersInOwnBundle.isEmpty }

  /// The steps of the phase, in order.
  var istioSteps: [AdministratorStep] {
    var list: [AdministratorStep] = []
    if changesOwnFile { list += ownFile + istiodRestarts }
    if !peersInMeshConfig.isEmpty { list += [configuration] }
    if mesh.controlPlane.signer == .spire { list += agentBundles }
    if changesOwnFile { list += istioProxyRestarts }
    return list + istioEvidence
  }

  // MARK: - The mesh's own roots and its signer

  private var ownFile: [AdministratorStep] {
    switch mesh.controlPlane.signer {
    case .istiod:
      return [
        AdministratorStep(
          .mesh(mesh.name), isOwn ? istioChange : "root-cert.pem with the roots of the peers for this step",
          why: "one update of one Secret: istiod may read several halfway", commands: secretCommands)
      ]
    case .istioCSR:
      let change: Message =
        switch rotation.phase {
        case .distributing: "istio-csr's file of roots, with both"
        case .signing: "the same roots, and the issuer's Secret with the intermediate below the root that arrives"
        case .retiring, .steady: "istio-csr's file of roots, without the one that leaves"
        }
      return [
        onMesh(mesh.clientCommands.apply("\(IstioCSR.rootsFile(of: mesh))"), change)
      ] + (isOwn ? [AdministratorStep(.mesh(mesh.name), "what the issuer signs with", commands: secretCommands)] : [])
    case .spire: return []
    }
  }

  private var istioChange: Message {
    switch rotation.phase {
    case .steady: "the new root alone"
    case .distributing: "root-cert.pem with both roots, the new one behind; the same intermediate signs"
    case .signing:
      path.isNudged
        ? "root-cert.pem with the new root twice, which makes proxies renew, and an intermediate below it"
        : "an intermediate below the root that arrives"
    case .retiring:
      rotation.isCompromised
        ? "the new root alone, and an intermediate below it" : "root-cert.pem without the root that leaves"
    }
  }

  private var istiodRestarts: [AdministratorStep] {
    if mesh.controlPlane.signer == .istioCSR {
      guard rotation.phase != .signing, !(mesh.controlPlane.version?.followsMountedRoots ?? false) else { return [] }
      return [
        onMesh(
          "\(mesh.istiodRestart)", "istiod patches its webhooks with the new file of roots only when it starts")
      ]
    }
    guard needsRestart else { return [] }
    let why =
      path.istiodRestarts.isEmpty && !rotation.isCompromised
      ? "up to 1.29 it ignores roots that enter or leave the middle of its file" : path.title
    return [onMesh("\(mesh.istiodRestart)", "istiod takes this change up only when it starts: \(why)")]
  }

  private var needsRestart: Bool { SecretChange(rotation, at: mesh, in: federation).needsRestart }

  // MARK: - The roots of peers

  private var configuration: AdministratorStep {
    let names = peersInMeshConfig.map(\.name).joined(separator: ", ")
    let what: Message = "`caCertificates` with the roots of \(names) for this step; proxies get them at once"
    guard mesh.controlPlane.flavour == .istio else {
      return onMesh(mesh.sailPatch(file: "\(IstioFiles.patch)"), what)
    }
    return onMesh(
      "helm upgrade RELEASE istio/istiod -n \(mesh.namespace) -f YOURS.yaml -f \(IstioFiles.values.string)",
      what + "; with istioctl: istioctl install -f YOURS.yaml -f \(IstioFiles.overlay.string)")
  }

  private var agentBundles: [AdministratorStep] {
    guard !rotatingPeers.isEmpty else { return [] }
    return [
      onMesh("sh commands.sh", "in the folder spire, on the SPIRE server: the bundles of the peers for this step")
    ]
  }

  // MARK: - Proxies

  private var istioProxyRestarts: [AdministratorStep] {
    guard rotation.phase == .distributing || rotation.phase == .signing || rotation.isCompromised else { return [] }
    let lifetime = mesh.profile.maxWorkloadLifetime
    if mesh.dataPlane == .ambient {
      let what: Message =
        path.needsProxyRestart && rotation.phase == .distributing
        ? "ztunnels learn the roots of istiod only when they start: one node after the other, then gateways and waypoints"
        : "one node after the other, then gateways and waypoints; or wait until all have renewed (at most \(lifetime))"
      return [onMesh("\(mesh.client) rollout restart daemonset/ztunnel -n \(mesh.namespace)", what)]
    }
    guard !(rotation.phase == .signing && path.isNudged && mesh.controlPlane.multiRoot) else { return [] }
    return [
      AdministratorStep(
        .mesh(mesh.name),
        "proxies get new roots of their own mesh when they renew (at most \(lifetime)); a restart of every workload and "
          + "gateway does it at once",
        commands: ["\(mesh.client) rollout restart deployment -n NAMESPACE"])
    ]
  }

  // MARK: - Evidence

  private var istioEvidence: [AdministratorStep] {
    var list = cards
    if isOwn, rotation.phase == .signing || rotation.isCompromised { list += signerEvidence }
    guard rotation.phase != .signing else { return list }
    if changesOwnFile { list += look(at: "istio-ca-root-cert", of: mesh.name) }
    if isOwn, rotation.phase == .distributing, mesh.controlPlane.patchesWebhooks {
      list += looking(
        "get mutatingwebhookconfigurations,validatingwebhookconfigurations -o yaml", file: "\(mesh.name)-webhooks.yaml",
        "whom the API server trusts as istiod; send the file to whoever runs the rotation")
    }
    if !peersInMeshConfig.isEmpty {
      let name = Naming.meshConfigMap(ofRevision: mesh.controlPlane.name)
      list += looking(
        "get configmap \(name) -n \(mesh.namespace) -o yaml\(fields)", file: "\(mesh.name)-mesh-config.yaml",
        "what istiod reads of its peers; send the file to whoever runs the rotation")
    }
    if mesh.controlPlane.signer == .spire, !rotatingPeers.isEmpty { list += proxyEvidence }
    return list
  }

  private var signerEvidence: [AdministratorStep] {
    proxyEvidence + [
      inHome(
        "\(.meshtrust("rotate", "vouch", mesh.name, "istiod restarted"))",
        "where the home is, once istiod \(needsRestart ? "runs" : "serves") with the new "
          + "intermediate; add \"all proxies restarted\" if they were")
    ]
  }

  /// What a proxy has, by its own account.
  private var proxyEvidence: [AdministratorStep] {
    let file = "\(mesh.name)-proxies.json"
    let command =
      mesh.dataPlane == .ambient
      ? "istioctl ztunnel-config certificate -o json > \(file)"
      : "istioctl proxy-config secret POD.NAMESPACE -o json > \(file)"
    return [
      onMesh("\(command)", "what a proxy has; send the file to whoever runs the rotation"),
      inHome("\(.meshtrust("rotate", "seen", mesh.name, "-f", file))", "where the home is"),
    ]
  }

  private func looking(_ command: String, file: String, _ what: Message) -> [AdministratorStep] {
    [
      onMesh("\(mesh.client) \(command) > \(file)", what),
      inHome("\(.meshtrust("rotate", "seen", mesh.name, "-f", file))", "where the home is"),
    ]
  }
}
