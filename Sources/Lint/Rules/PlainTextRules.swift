import Diagnostics
import Federation
import Kubernetes

/// The rules about PeerAuthentications that let plain text in: MT-G-30, MT-X-29.
///
/// The Gateways of federation decide what its gateways take, and no PeerAuthentication does. It decides what sidecars
/// take, and how everybody calls. Source: maistra/istio, pilot/pkg/model/authentication.go and pilot/pkg/xds/mtls_checker.go.
enum PlainTextRules {
  static let gateways = [
    Rule.inventory("MT-G-30", .error) { inventory, collector in
      for policy in inventory.openPolicies {
        for mesh in inventory.meshes where policy.isIn(mesh.namespace, of: mesh) && mesh.isFederated {
          for opening in policy.openings(ofMesh: true) { report(opening, of: policy, in: mesh, &collector) }
        }
        guard let istio = inventory.istio, !policy.hasSelector else { continue }
        for plane in istio.planes(of: policy.manifest) where plane.namespace == policy.manifest.namespace {
          guard let peer = istio.peers(of: plane).first else { continue }
          for opening in policy.openings(ofMesh: true) {
            collector.report(
              opening.field, opening.ofMesh,
              why: opening.isOff
                ? "calls to `\(peer.domain)` leave in plain text, and gateways between clusters pass mutual TLS alone"
                : nil,
              next: strict, paste: paste, severity: opening.isOff ? .error : .warning)
          }
        }
      }
    }
  ]

  static let services = [
    Rule.inventory("MT-X-29", .error) { inventory, collector in
      for policy in inventory.openPolicies {
        for mesh in inventory.meshes where !policy.isIn(mesh.namespace, of: mesh) {
          let exports = inventory.traffic.exports.filter { $0.mesh === mesh }
          let found = exports.flatMap { $0.resolved.exported.map(\.service.name) }.filter { service in
            service.namespace == policy.manifest.namespace
          }
          for set in exports where !set.isComplete { collector.needs(.services, for: set.manifest.object) }
          let taken = Set(found).sorted().map { (name: $0, holds: policy.selects(mesh.service($0))) }
          for service in taken where service.holds == nil {
            collector.needs(.services, for: "the exported service `\(service.name)`")
          }
          let hit = taken.filter { $0.holds == true }.map(\.name.description)
          guard !hit.isEmpty else { continue }
          for opening in policy.openings(ofMesh: false) {
            collector.report(
              opening.field, "\(hit.quoted) \(hit.count == 1 ? "is" : "are") exported, and \(opening.what)",
              next: strict, paste: paste, severity: opening.isOff ? .error : .warning)
          }
        }
      }
    }
  ]

  private static let strict: Message = "write `STRICT`, or remove the object"
  private static let paste: RepairText = "mtls:\n  mode: STRICT"

  private static func report(
    _ opening: OpenPolicy.Opening, of policy: OpenPolicy, in mesh: MeshObjects, _ collector: inout Collector
  ) {
    guard policy.hasSelector else {
      return collector.report(
        opening.field, opening.ofMesh,
        why: opening.isOff
          ? "sidecars then call our egress gateways in plain text, which take mutual TLS alone: no imported service answers"
          : nil, next: strict, paste: paste, severity: opening.isOff ? .error : .warning)
    }
    for gateway in mesh.federationGateways where policy.selects(gateway) {
      let isCalled = opening.isOff && gateway.direction == .egress
      collector.report(
        opening.field, "the \(gateway.direction.rawValue) gateway `\(gateway.name)` is selected, and \(opening.what)",
        why: isCalled
          ? "sidecars then call it in plain text, and it takes mutual TLS alone: no imported service answers"
          : "the Gateways of federation decide what it takes, and that is mutual TLS: the object only misleads",
        next: "remove the object, or select other Pods", severity: isCalled ? .error : .note)
    }
  }
}

/// A PeerAuthentication with a mode below STRICT.
private struct OpenPolicy {
  /// One field that lets plain text in.
  struct Opening {
    let field: Field
    /// DISABLE; otherwise PERMISSIVE.
    let isOff: Bool
    let what: String

    /// In words, of a whole mesh.
    var ofMesh: Message {
      isOff
        ? "mutual TLS is off in the whole mesh: \(what)"
        : "every workload of the mesh takes plain text too: \(what)"
    }
  }

  let manifest: Manifest
  /// The mesh to which it belongs, if that is known.
  let owner: MeshObjects?

  private var labels: [String: String] { manifest.spec["selector"]["matchLabels"].table }
  var hasSelector: Bool { !labels.isEmpty }

  /// Whether it is in a namespace of a mesh; two meshes in two clusters may have namespaces of one name.
  func isIn(_ namespace: String, of mesh: MeshObjects) -> Bool {
    if let owner, owner !== mesh { return false }
    return manifest.namespace == namespace || manifest.namespace == nil && owner === mesh
  }

  /// Modes of single ports count only beside a selector. In the mesh as a whole, no mode means PERMISSIVE.
  func openings(ofMesh: Bool) -> [Opening] {
    let mtls = manifest.spec["mtls"]
    var found: [Opening] = []
    switch mtls["mode"].string ?? "UNSET" {
    case "DISABLE": found.append(Opening(field: mtls["mode"], isOff: true, what: "`mtls.mode` is DISABLE"))
    case "PERMISSIVE":
      found.append(Opening(field: mtls["mode"], isOff: false, what: "`mtls.mode` is PERMISSIVE"))
    case "UNSET" where ofMesh && !hasSelector:
      found.append(Opening(field: mtls["mode"], isOff: false, what: "without a mode it is PERMISSIVE"))
    default: break
    }
    guard hasSelector else { return found }
    for (port, field) in manifest.spec["portLevelMtls"].entries {
      guard let mode = field["mode"].string, ["DISABLE", "PERMISSIVE"].contains(mode) else { continue }
      found.append(
        Opening(field: field["mode"], isOff: mode == "DISABLE", what: "the mode of port \(port) is \(mode)"))
    }
    return found
  }

  /// Whether it is for the Pods of a Service; nil if the Service does not tell.
  func selects(_ service: Manifest?) -> Bool? {
    guard hasSelector else { return true }
    guard let selector = service?.spec["selector"].table, !selector.isEmpty else { return nil }
    if labels.contains(where: { key, value in selector[key].map { $0 != value } ?? false }) { return false }
    return labels.allSatisfy { selector[$0.key] == $0.value } ? true : nil
  }

  /// Whether it is for a gateway's Pods, which have the labels of its Service and those that the operator adds.
  func selects(_ gateway: GatewayView) -> Bool {
    labels.allSatisfy { key, value in
      gateway.labels[key] == value
        || ["app", "istio", "service.istio.io/canonical-name"].contains(key)
          && (value == gateway.name || value == "\(gateway.direction.rawValue)gateway")
    }
  }
}

extension Inventory {
  /// The PeerAuthentications of any mode; only openings below STRICT make findings.
  fileprivate var openPolicies: [OpenPolicy] {
    manifests.indices.compactMap { index in
      guard manifests[index].isA("PeerAuthentication", of: "security.istio.io") else { return nil }
      return OpenPolicy(manifest: manifests[index], owner: meshOfManifest[index].map { meshes[$0] })
    }
  }
}

extension MeshObjects {
  /// One of its Services.
  fileprivate func service(_ name: ServiceName) -> Manifest? {
    services.first { $0.name == name.name && $0.namespace == name.namespace }
  }
}
