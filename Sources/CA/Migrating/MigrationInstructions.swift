import Diagnostics
public import Federation
import Kubernetes
import SystemPackage

/// What the administrator of one mesh does in one step of a migration, in order.
public struct MigrationInstructions: Sendable {
  private let migration: MeshMigration
  private let mesh: Mesh
  private let moving: Mesh
  private let border: [String]

  /// - Parameters:
  ///   - mesh: The mesh whose administrator it is.
  ///   - moving: The mesh that changes its control plane, as it will be.
  ///   - border: The files with the objects of the new way between meshes.
  public init(_ migration: MeshMigration, _ mesh: Mesh, moving: Mesh, border: [String]) {
    self.migration = migration
    self.mesh = mesh
    self.moving = moving
    self.border = border
  }

  private var isMoving: Bool { mesh.name == migration.mesh }
  private var client: String { mesh.client }
  private var namespace: String { mesh.namespace }

  /// The steps, in order; none for a mesh that has nothing to do.
  public var steps: [AdministratorStep] {
    if migration.isAborting { return restoring }
    return switch migration.phase {
    case .preparing: preparing
    case .crossing: crossing
    case .installing: isMoving ? installing : []
    case .moving:
      (isMoving ? workloads + moving.peers.filter(\.isRemote).map { verifying($0.name) } : []) + [verifying(mesh.name)]
    case .leaving: isMoving ? leaving : []
    }
  }

  private func onMesh(_ what: Message, _ commands: Message..., why: Message = "") -> AdministratorStep {
    AdministratorStep(.mesh(mesh.name), what, why: why, commands: commands)
  }

  private func vouching(_ sentence: String, _ what: Message) -> AdministratorStep {
    AdministratorStep(
      .home, what, commands: ["\(.meshtrust("migrate", "vouch", migration.mesh, sentence))"])
  }

  /// What the clusters show as well, where they can be reached.
  private func vouchingOrLooking(_ sentence: String, _ what: Message) -> AdministratorStep {
    let look = SuggestedCommand.meshtrust("migrate", "seen", migration.mesh, "--live")
    return vouching(sentence, "\(what), or in its place `\(look)`, which looks at the clusters")
  }

  private func seeing(_ command: String, _ file: String, _ what: Message) -> [AdministratorStep] {
    [
      onMesh(what, "\(client) \(command) > \(file)"),
      AdministratorStep(
        .home, "where the home is", commands: ["\(.meshtrust("migrate", "seen", migration.mesh, "-f", file))"]),
    ]
  }

  /// What the old control plane is told, which it needs as long as it runs workloads.
  var hasPatch: Bool {
    isMoving && !migration.isAborting && [.preparing, .crossing, .installing].contains(migration.phase)
  }

  private var patch: Message {
    "\(client) patch smcp \(migration.formerName) -n \(namespace) --type merge --patch-file \(MigrationPatch.file)"
  }

  /// What nobody sees until a root changes: nothing but the patch brings roots to the old control plane from here on.
  private var patching: AdministratorStep {
    onMesh("the roots of every peer again, if one of them has changed since it was applied", patch)
  }

  /// What the administrators of peers do whose files are not written here.
  private func remotes(_ what: (String) -> Message) -> [AdministratorStep] {
    moving.peers.filter(\.isRemote).flatMap { peer in
      [AdministratorStep(.home, what(peer.name), commands: []), verifying(peer.name)]
    }
  }

  private func verifying(_ name: String) -> AdministratorStep {
    vouching("\(name) verified", "once requests between `\(name)` and its peers pass through the east-west gateways")
  }

  // MARK: - Steps 1 to 4 of the procedure

  private var preparing: [AdministratorStep] {
    var list: [AdministratorStep] = []
    if isMoving {
      list.append(
        onMesh(
          "the roots of every peer, and what finds gateways of other networks",
          patch,
          why:
            "with the last ServiceMeshPeer the proxies lose the roots of all peers unless `caCertificates` has them; until "
            + "then an AuthorizationPolicy that names the mesh's own trust domain also admits its peers, because of the aliases"
        ))
    }
    if !border.isEmpty {
      list.append(
        onMesh(
          "the way around the federation gateways: east-west gateway, entries with the identities of servers, policies",
          "\(client) apply \(border.map { "-f \($0)" }.joined(separator: " "))"))
    }
    if isMoving {
      list.append(
        onMesh(
          "every workload, so that its proxy asks for the roots of peers",
          "\(client) rollout restart deployment -n NAMESPACE"))
      list += seeing(
        "get smcp \(mesh.controlPlane.name) -n \(namespace) -o yaml", "\(mesh.name)-smcp.yaml",
        "what the control plane is told; send the file to whoever runs the migration")
      list.append(vouchingOrLooking("all proxies restarted", "once they were"))
    }
    if !border.isEmpty { list.append(vouching("\(mesh.name) applied", "once the objects are applied")) }
    if isMoving {
      list += remotes {
        "the administrator of `\($0)` gives its proxies the roots of `\(mesh.name)` in a form that outlives its ServiceMeshPeer, "
          + "and a way to the east-west gateway of `\(mesh.name)`"
      }
    }
    return list + [verifying(mesh.name)]
  }

  // MARK: - Steps 5 and 6

  private var crossing: [AdministratorStep] {
    var list: [AdministratorStep] = []
    let peers = isMoving ? mesh.peers.map(\.name) : [migration.mesh]
    if isMoving || mesh.controlPlane.flavour == .maistra {
      list.append(
        onMesh(
          "service sets, which nothing uses any more",
          "\(client) delete importedserviceset,exportedserviceset \(peers.joined(separator: " ")) -n \(namespace) "
            + "--ignore-not-found"))
    }
    if isMoving {
      list.append(patching)
      list.append(
        onMesh(
          "the ServiceMeshPeers, and with the last one the map of roots by trust domain",
          "\(client) delete servicemeshpeer \(peers.joined(separator: " ")) -n \(namespace)"))
      list.append(
        onMesh(
          "the federation gateways: remove them from spec.gateways",
          "\(client) edit smcp \(migration.formerName) -n \(namespace)"))
      list.append(
        onMesh(
          "istiod and every workload, because what still works may be what they remember",
          "\(client) rollout restart deployment/istiod-\(migration.formerName) -n \(namespace)",
          "\(client) rollout restart deployment -n NAMESPACE"))
      list.append(vouchingOrLooking("all proxies restarted", "once they were"))
    }
    if isMoving || mesh.controlPlane.flavour == .maistra {
      list.append(vouchingOrLooking("\(mesh.name) severed", "once all of this is gone"))
    }
    if isMoving {
      list += remotes {
        "the administrator of `\($0)` removes its ServiceMeshPeer and service sets for `\(mesh.name)`, whose federation "
          + "gateways are gone"
      }
    }
    return list + [verifying(mesh.name)]
  }

  // MARK: - Steps 7 to 10

  private var installing: [AdministratorStep] {
    [
      patching, onMesh("the CNI plug-in of the new control plane", "\(client) create -f istiocni.yaml"),
      onMesh(
        "the new control plane, in the same namespace, below the same Secret \(CACerts.secretName)",
        "\(client) create -f ../../\(IstioFiles.resource.string)",
        why: "both sign with the same key below the same root, so that their proxies believe each other"),
    ]
      + seeing(
        "get configmap \(Naming.meshConfigMap(ofRevision: migration.name)) istio-ca-root-cert -n \(namespace) -o yaml",
        "\(mesh.name)-new.yaml", "what the new control plane reads; send the file to whoever runs the migration")
  }

  private var workloads: [AdministratorStep] {
    [
      onMesh(
        "one namespace after the other",
        "\(client) label namespace NAMESPACE istio.io/rev=\(migration.name) maistra.io/ignore-namespace=true "
          + "istio-injection- --overwrite", "\(client) rollout restart deployment -n NAMESPACE"),
      vouchingOrLooking("all workloads moved", "once no Pod has a proxy of the old control plane"),
    ]
  }

  private var leaving: [AdministratorStep] {
    [
      onMesh(
        "the old control plane", "\(client) delete smcp \(migration.formerName) -n \(namespace)",
        "\(client) delete smmr default -n \(namespace)"),
      onMesh(
        "what the mesh has from now on, with policies that name client workloads and no gateways",
        mesh.clientCommands.apply(folder: "../.."), mesh.sailPatch(file: "../../\(IstioFiles.patch)")),
      vouchingOrLooking("old control plane removed", "once it is"),
    ]
  }

  // MARK: - Back

  private var restoring: [AdministratorStep] {
    guard isMoving else {
      return [
        onMesh("everything as before", mesh.clientCommands.apply(folder: "../..")),
        vouching("\(mesh.name) restored", "once it is"),
      ]
    }
    var list: [AdministratorStep] = []
    if migration.phase == .moving {
      list.append(
        onMesh(
          "the workloads, one namespace after the other",
          "\(client) label namespace NAMESPACE istio.io/rev- maistra.io/ignore-namespace-",
          "\(client) rollout restart deployment -n NAMESPACE"))
    }
    if migration.phase == .moving || migration.phase == .installing {
      list.append(
        onMesh("the new control plane, once no workload has its proxy", "\(client) delete istio \(migration.name)"))
    }
    list.append(
      onMesh(
        "the ServiceMeshPeers, service sets and gateways of before", mesh.clientCommands.apply(folder: "../..")))
    return list + [vouching("\(mesh.name) restored", "once it is")]
  }

  func readme(_ steps: [AdministratorStep]) -> String {
    let phase = migration.isAborting ? "restoring" : migration.phase.rawValue
    var lines = [
      "# \(mesh.name): step \(migration.step), \(phase)", "",
      "`\(migration.mesh)` moves from OpenShift Service Mesh 2 to Istio \(migration.version) of the Sail operator"
        + (migration.reason.isEmpty ? "." : " (\(migration.reason))."), "", "Run in this folder, in this order:", "",
    ]
    for (index, step) in steps.enumerated() {
      lines += ["\(index + 1). \(step.what.text(in: .none))", ""]
      if !step.why.text(in: .none).isEmpty { lines += ["   \(step.why.text(in: .none))", ""] }
      lines += step.commands.map { "       \($0.text(in: .none))" } + [""]
    }
    let status = SuggestedCommand.meshtrust("migrate", "status").text(in: .none)
    return (lines + ["The next step opens when `\(status)` says so.", ""]).joined(separator: "\n")
  }
}
