import Kubernetes

/// A kind of object, and where the API has it.
public struct ResourceType: Hashable, Sendable {
  /// Empty for the core group.
  public let group: String
  public let version: String
  /// In small letters, in the plural: `configmaps`.
  public let plural: String
  public let kind: String

  public init(group: String = "", version: String, plural: String, kind: String) {
    self.group = group
    self.version = version
    self.plural = plural
    self.kind = kind
  }

  /// The same in the version that a cluster or a manifest has.
  func inVersion(_ version: String) -> ResourceType {
    ResourceType(group: group, version: version, plural: plural, kind: kind)
  }

  /// Whether a definition makes it, which a cluster may lack.
  var isDefined: Bool { group.contains(".") }

  public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

  /// The path of one object, or of all of a namespace, or of all.
  ///
  /// - Parameter namespace: Nil or empty for all, and for an object of the whole cluster.
  func path(namespace: String?, name: String? = nil) -> String {
    let root = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
    let place = namespace.flatMap { $0.isEmpty ? nil : "/namespaces/\(Self.escaped($0))" } ?? ""
    return "\(root)\(place)/\(plural)" + (name.map { "/\(Self.escaped($0))" } ?? "")
  }

  /// Percent-encodes everything but unreserved characters (RFC 3986 section 2.3).
  static func escaped(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return text.utf8.reduce(into: "") { result, byte in
      let scalar = Unicode.Scalar(byte)
      let isPlain = byte < 0x80 && (scalar.properties.isAlphabetic || (0x30...0x39).contains(byte))
      if isPlain || "-._~".utf8.contains(byte) {
        result.unicodeScalars.append(scalar)
      } else {
        result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
  }
}

extension ResourceType {
  public static let namespaces = ResourceType(version: "v1", plural: "namespaces", kind: "Namespace")
  public static let configMaps = ResourceType(version: "v1", plural: "configmaps", kind: "ConfigMap")
  public static let secrets = ResourceType(version: "v1", plural: "secrets", kind: "Secret")
  public static let nodes = ResourceType(version: "v1", plural: "nodes", kind: "Node")
  public static let services = ResourceType(version: "v1", plural: "services", kind: "Service")
  public static let pods = ResourceType(version: "v1", plural: "pods", kind: "Pod")
  public static let deployments = ResourceType(
    group: "apps", version: "v1", plural: "deployments", kind: "Deployment")
  public static let statefulSets = ResourceType(
    group: "apps", version: "v1", plural: "statefulsets", kind: "StatefulSet")
  public static let daemonSets = ResourceType(group: "apps", version: "v1", plural: "daemonsets", kind: "DaemonSet")
  public static let controlPlanes = ResourceType(
    group: "maistra.io", version: "v2", plural: "servicemeshcontrolplanes", kind: "ServiceMeshControlPlane")
  public static let memberRolls = ResourceType(
    group: "maistra.io", version: "v1", plural: "servicemeshmemberrolls", kind: "ServiceMeshMemberRoll")
  public static let peers = ResourceType(
    group: "federation.maistra.io", version: "v1", plural: "servicemeshpeers", kind: "ServiceMeshPeer")
  public static let exports = ResourceType(
    group: "federation.maistra.io", version: "v1", plural: "exportedservicesets", kind: "ExportedServiceSet")
  public static let imports = ResourceType(
    group: "federation.maistra.io", version: "v1", plural: "importedservicesets", kind: "ImportedServiceSet")

  public static let destinationRules = ResourceType(
    group: "networking.istio.io", version: "v1beta1", plural: "destinationrules", kind: "DestinationRule")
  static let workloadEntries = ResourceType(
    group: "networking.istio.io", version: "v1", plural: "workloadentries", kind: "WorkloadEntry")

  init(_ kind: BorderKind) {
    self.init(group: kind.group, version: kind.version, plural: kind.plural, kind: kind.kind)
  }

  /// The control plane of Istio as the Sail operator has it.
  public static let istios = ResourceType(group: "sailoperator.io", version: "v1", plural: "istios", kind: "Istio")

  /// What is written so that services are exchanged without service sets: ``BorderComparison/kinds``.
  static let ofBorder = BorderKind.all.filter(\.isWritten).map { ResourceType($0) }

  /// What is read to judge which services cross. DestinationRules are ``LiveParts/rules``, which are read with it.
  static let decidingAtBorder = BorderKind.all.filter { $0.kind != DestinationRule.kind }.map { ResourceType($0) }

  /// What signs for a mesh of Istio, in a namespace.
  static let ofSigners = [
    ResourceType(group: "operator.openshift.io", version: "v1alpha1", plural: "istiocsrs", kind: "IstioCSR"),
    ResourceType(group: "cert-manager.io", version: "v1", plural: "issuers", kind: "Issuer"),
  ]

  /// What distributes the roots of peers, in the whole cluster.
  static let ofDistributors = [
    ResourceType(group: "trust.cert-manager.io", version: "v1alpha1", plural: "bundles", kind: "Bundle"),
    ResourceType(group: "trust-manager.io", version: "v1alpha2", plural: "clusterbundles", kind: "ClusterBundle"),
    ResourceType(
      group: "spire.spiffe.io", version: "v1alpha1", plural: "clusterfederatedtrustdomains",
      kind: "ClusterFederatedTrustDomain"),
  ]

  /// Whether its objects belong to the whole cluster.
  var isOfCluster: Bool { Resource.kindsOfCluster.contains(kind) }

  /// Whether it is the Sail operator's resource, of any version.
  public var isIstio: Bool { group == Self.istios.group && kind == Self.istios.kind }

  /// Whether it brings the roots of peers to a mesh of Istio.
  public var carriesRoots: Bool { isIstio || Self.ofDistributors.contains { $0.kind == kind } }
}
