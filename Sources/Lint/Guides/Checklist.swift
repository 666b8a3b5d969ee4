public import Diagnostics

/// The implementation checklist of the OpenShift Service Mesh manual (1.18.8), filled in from an inventory.
public struct Checklist: Sendable, Hashable {
  public enum State: Sendable, Hashable {
    /// Nothing contradicts it, and something shows it.
    case ticked
    /// It is missing or wrong; the evidence, one line each.
    case missing([Message])
    /// Manifests cannot show it; what would.
    case notCheckable(Message)
  }

  public struct Item: Sendable, Hashable {
    /// The task, in the manual's order.
    public let title: String
    /// The nesting below another item: 0 or 1.
    public let depth: Int
    public let state: State
    /// The rules that decide it.
    public let rules: [Code]
  }

  /// In the manual's order.
  public let items: [Item]

  /// `report` has the findings for the same inventory.
  public init(_ inventory: Inventory, report: LintReport) {
    let examiner = Examiner(inventory: inventory, errors: report.findings(atLeast: .error))
    items = Self.templates.map { template in
      Item(title: template.title, depth: template.depth, state: examiner.state(template), rules: template.rules)
    }
  }

  /// An item without its state.
  private struct Template: Sendable {
    let title: String
    var depth = 0
    var rules: [Code] = []
    /// Describes what is missing in a mesh; nil if nothing is.
    var lack: @Sendable (MeshObjects) -> Message? = { _ in nil }
    /// How to check an item that manifests cannot show.
    var beyond: Message?
  }

  private static let templates: [Template] = [
    Template(
      title: "configure the network between the clusters",
      beyond: "try it: `\(.meshtrust("fetch", "HOST:15443"))` from the other cluster"),
    Template(
      title: "load balancers of the federation gateways pass TLS through", depth: 1,
      rules: ["MT-G-10", "MT-G-11", "MT-G-12", "MT-P-02", "MT-P-03", "MT-P-14"],
      lack: { mesh in
        mesh.controlPlane?.gateways.contains { $0.direction == .ingress && $0.serviceType != "ClusterIP" } ?? false
          ? nil : "`\(mesh.name)` has no ingress gateway that is reachable from outside"
      }),
    Template(
      title: "install the operator, 2.1 or later, in each cluster",
      beyond: "`oc get csv -n openshift-operators` in each cluster"),
    Template(
      title: "deploy a ServiceMeshControlPlane, 2.1 or later, in each cluster", rules: ["MT-G-22", "MT-G-23"],
      lack: { $0.controlPlane == nil ? "there is no ServiceMeshControlPlane of `\($0.name)`" : nil }),
    Template(
      title: "configure the ServiceMeshControlPlane of each mesh for federation", rules: ["MT-G-13", "MT-G-14"],
      lack: { $0.controlPlane == nil ? "there is no ServiceMeshControlPlane of `\($0.name)`" : nil }),
    Template(
      title: "create an egress gateway for each peer", depth: 1,
      rules: ["MT-G-01", "MT-G-02", "MT-G-03", "MT-G-04", "MT-G-15", "MT-P-09"], lack: { $0.lack(.egress) }),
    Template(
      title: "create an ingress gateway for each peer", depth: 1,
      rules: ["MT-G-01", "MT-G-02", "MT-G-03", "MT-G-04", "MT-G-05", "MT-G-20"], lack: { $0.lack(.ingress) }),
    Template(
      title: "give each mesh a trust domain of its own", depth: 1,
      rules: ["MT-T-01", "MT-T-02", "MT-T-04", "MT-T-06", "MT-T-07"],
      lack: { $0.controlPlane == nil ? "there is no ServiceMeshControlPlane of `\($0.name)`" : nil }),
    Template(
      title: "create a ServiceMeshPeer for each pair of meshes",
      rules: ["MT-P-01", "MT-P-12", "MT-P-15", "MT-T-08", "MT-T-09", "MT-T-15", "MT-C-01", "MT-C-10"],
      lack: { $0.peers.isEmpty ? "`\($0.name)` has no ServiceMeshPeer" : nil }),
    Template(
      title: "export services with ExportedServiceSets", rules: ["MT-X-01", "MT-X-02", "MT-X-05", "MT-X-11"]),
    Template(
      title: "import services with ImportedServiceSets", rules: ["MT-X-01", "MT-X-06", "MT-X-07", "MT-X-17"]),
  ]

  /// Decides the state of items.
  private struct Examiner {
    let inventory: Inventory
    let errors: [Finding]

    func state(_ template: Template) -> State {
      if let beyond = template.beyond { return .notCheckable(beyond) }
      guard !inventory.meshes.isEmpty else { return .notCheckable("pass the manifests of the meshes") }
      let lacks = inventory.meshes.compactMap(template.lack) + sets(template)
      let broken = errors.filter { template.rules.contains($0.code) }
        .map { finding -> Message in
          "\(finding.diagnostic.place?.description ?? finding.object): \(finding.diagnostic.what) [\(finding.code)]"
        }
      return lacks.isEmpty && broken.isEmpty ? .ticked : .missing(lacks + broken)
    }

    /// Exports and imports must be somewhere, but not in every mesh.
    private func sets(_ template: Template) -> [Message] {
      if template.title.hasPrefix("export"), inventory.meshes.allSatisfy(\.exports.isEmpty) {
        return ["there is no ExportedServiceSet"]
      }
      if template.title.hasPrefix("import"), inventory.meshes.allSatisfy(\.imports.isEmpty) {
        return ["there is no ImportedServiceSet"]
      }
      return []
    }
  }
}

extension MeshObjects {
  /// Whether gateways of a direction are missing entirely.
  fileprivate func lack(_ direction: GatewayView.Direction) -> Message? {
    if controlPlane?.gateways.contains(where: { $0.direction == direction }) == true { return nil }
    return "`\(name)` has no \(direction.rawValue) gateway for a peer"
  }
}
