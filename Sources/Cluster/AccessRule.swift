public import Documents
import Kubernetes

extension MeshPlace {
  /// The Secret with which the mesh's own signer signs: istiod's, or that of istio-csr's issuer.
  public var signingSecret: String { signerNamespace == nil ? CACerts.secretName : IstioCSR.issuer }

  /// The Secrets with which something may sign for the mesh, in its namespace: that of its own signer first.
  public var signingSecrets: [String] {
    (signerNamespace == nil ? [] : [signingSecret]) + [CACerts.secretName, CACerts.selfSignedName]
  }
}

/// One rule of a Role: what may be done with which resources.
public struct AccessRule: Hashable, Sendable {
  /// Empty for the core group.
  public let group: String
  public let resources: [String]
  /// Empty for all.
  public let names: [String]
  public let verbs: [String]

  init(_ group: String, _ resources: [String], names: [String] = [], _ verbs: [String]) {
    self.group = group
    self.resources = resources
    self.names = names
    self.verbs = verbs
  }

  var node: Node {
    var entries: [(String, Node)] = [
      ("apiGroups", .sequence([.string(group)])), ("resources", .sequence(resources.map { .string($0) })),
    ]
    if !names.isEmpty { entries.append(("resourceNames", .sequence(names.map { .string($0) }))) }
    return .mapping(entries + [("verbs", .sequence(verbs.map { .string($0) }))])
  }
}

/// The rights that the tool needs in the namespace of a mesh's control plane.
public struct MeshRights: Sendable {
  /// What the tool calls a right, for people.
  public struct Right: Hashable, Sendable {
    public let group: String
    public let resource: String
    /// Nil for all.
    public let name: String?
    public let verb: String

    /// A rule that grants it.
    public var rule: AccessRule { AccessRule(group, [resource], names: [name].compactMap { $0 }, [verb]) }
  }

  public let place: MeshPlace
  /// The ConfigMaps with the roots of each peer.
  private let rootConfigMaps: [String]
  /// The Deployments that are restarted: istiod and the federation gateways.
  private let deployments: [String]
  private let controlPlane: String
  private let isOpenShift: Bool

  public init(_ place: MeshPlace, controlPlane: String, rootConfigMaps: [String], deployments: [String]) {
    self.place = place
    self.controlPlane = controlPlane
    self.rootConfigMaps = rootConfigMaps
    self.deployments = deployments
    isOpenShift = place.isMaistra
  }

  /// To read everything that `--live` reads but the Secret, whose key no reading command but `diff` needs.
  public var reading: [AccessRule] {
    let read = ["get", "list"]
    let federation = ["servicemeshpeers", "exportedservicesets", "importedservicesets"]
    return [
      AccessRule("", ["namespaces"], names: [place.namespace], ["get"]),
      AccessRule("", ["configmaps", "services", "pods"], read),
      AccessRule("apps", ["deployments", "statefulsets", "daemonsets"], read),
    ]
      + (isOpenShift
        ? [
          AccessRule("maistra.io", ["servicemeshcontrolplanes", "servicemeshmemberrolls"], read),
          AccessRule("federation.maistra.io", federation, read),
        ] : []) + (isOpenShift && !place.hasBorder ? [] : Self.rules(ResourceType.decidingAtBorder, read)) + [
        AccessRule("networking.istio.io", ["destinationrules", "workloadentries"], read)
      ]
  }

  /// To look at the certificates in the Secrets with which something signs for the mesh. The cluster sends their keys too,
  /// which are dropped.
  public var readingSecrets: [AccessRule] { [AccessRule("", ["secrets"], names: place.signingSecrets, ["get"])] }

  /// In the whole cluster: the kinds of Istio without a namespace, and those of every namespace, since each may belong to a
  /// mesh of Istio.
  public var readingCluster: [AccessRule] {
    guard !isOpenShift else { return [] }
    let types = MeshReader.ofCluster + ResourceType.decidingAtBorder + ResourceType.ofSigners + MeshReader.webhooks
    return Self.rules(types + [.namespaces, .services, .destinationRules], ["get", "list"])
  }

  /// In the whole cluster, to apply what the home writes for a mesh of Istio.
  public var applyingCluster: [AccessRule] {
    guard !isOpenShift else { return [] }
    let write = ["create", "patch", "delete"]
    return [
      AccessRule("sailoperator.io", ["istios"], ["create"]),
      AccessRule("sailoperator.io", ["istios"], names: [controlPlane], ["patch"]),
      AccessRule("trust.cert-manager.io", ["bundles"], write),
      AccessRule("trust-manager.io", ["clusterbundles"], write),
      AccessRule("spire.spiffe.io", ["clusterfederatedtrustdomains"], write),
      AccessRule("security.istio.io", ["authorizationpolicies"], write),
      AccessRule("operator.openshift.io", ["istiocsrs"], ["create", "patch"]),
      AccessRule("cert-manager.io", ["issuers"], ["create", "patch"]),
    ]
  }

  /// In the namespace of what signs for the mesh: the ConfigMap with its roots.
  public var readingSigner: [AccessRule] { [AccessRule("", ["configmaps"], ["get", "list"])] }
  public var applyingSigner: [AccessRule] { [AccessRule("", ["configmaps"], ["create", "patch"])] }

  /// In each member's namespace.
  public var readingMembers: [AccessRule] {
    [
      AccessRule("", ["pods", "services"], ["get", "list"]),
      AccessRule("", ["configmaps"], names: ["istio-ca-root-cert"], ["get"]),
      AccessRule("networking.istio.io", ["destinationrules", "workloadentries"], ["get", "list"]),
    ]
  }

  /// To ask single Pods through port-forward: `create` for SPDY and `get` for WebSockets (kubectl 1.31 and later).
  public static let asking = [AccessRule("", ["pods/portforward"], ["get", "create"])]

  /// To restart the workloads of a member, in its namespace.
  public static let restartingMembers = [
    AccessRule("apps", ["deployments", "statefulsets", "daemonsets"], ["get", "list", "patch"])
  ]

  /// To apply what the home writes, and to restart what must take it up; beside ``reading``.
  public var applying: [AccessRule] {
    let federation = ["servicemeshpeers", "exportedservicesets", "importedservicesets"]
    return [
      // The creation of objects cannot be limited to names.
      AccessRule("", ["configmaps", "secrets"], ["create"]),
      AccessRule("", ["configmaps"], names: rootConfigMaps, ["get", "patch", "delete"]),
      AccessRule(
        "", ["secrets"], names: [CACerts.secretName] + (isOpenShift ? [] : [IstioCSR.issuer]), ["get", "patch"]),
    ]
      + (isOpenShift
        ? [
          AccessRule("maistra.io", ["servicemeshcontrolplanes"], ["create"]),
          AccessRule("maistra.io", ["servicemeshcontrolplanes"], names: [controlPlane], ["get", "patch"]),
          AccessRule("federation.maistra.io", federation, ["create", "patch", "delete"]),
        ] : [])
      + (isOpenShift && !place.hasBorder ? [] : Self.rules(ResourceType.ofBorder, ["create", "patch", "delete"])) + [
        AccessRule("networking.istio.io", ["destinationrules"], ["create", "patch", "delete"]),
        AccessRule("apps", ["deployments"], names: deployments, ["get", "patch"]),
      ]
  }

  /// One rule for each group.
  private static func rules(_ types: [ResourceType], _ verbs: [String]) -> [AccessRule] {
    Dictionary(grouping: types, by: \.group).sorted { $0.key < $1.key }.map { group, types in
      AccessRule(group, types.map(\.plural).sorted(), verbs)
    }
  }

  /// A Role with rules, and a RoleBinding of it for a user; or a ClusterRole, if no namespace is given.
  public static func manifests(
    _ name: String, in namespace: String?, _ rules: [AccessRule], user: String
  ) -> [Node] {
    let place = namespace.map { [("namespace", Node.string($0))] } ?? []
    let metadata = Node.mapping([("name", .string(name))] + place)
    let api = "rbac.authorization.k8s.io"
    let kind = namespace == nil ? "ClusterRole" : "Role"
    return [
      .mapping([
        ("apiVersion", .string("\(api)/v1")), ("kind", .string(kind)), ("metadata", metadata),
        ("rules", .sequence(rules.map(\.node))),
      ]),
      .mapping([
        ("apiVersion", .string("\(api)/v1")), ("kind", .string("\(kind)Binding")), ("metadata", metadata),
        (
          "roleRef",
          .mapping([("apiGroup", .string(api)), ("kind", .string(kind)), ("name", .string(name))])
        ),
        (
          "subjects",
          .sequence([
            .mapping([("apiGroup", .string(api)), ("kind", .string("User")), ("name", .string(user))])
          ])
        ),
      ]),
    ]
  }

  /// The single rights of some rules.
  public static func rights(_ rules: [AccessRule]) -> [Right] {
    rules.flatMap { rule in
      rule.resources.flatMap { resource in
        (rule.names.isEmpty ? [nil] : rule.names.map { Optional($0) }).flatMap { name in
          rule.verbs.map { Right(group: rule.group, resource: resource, name: name, verb: $0) }
        }
      }
    }
  }
}
