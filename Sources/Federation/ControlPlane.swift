public struct ControlPlane: Hashable, Sendable {
  public enum Flavour: String, CaseIterable, Hashable, Sendable {
    /// OpenShift Service Mesh 2, or Maistra.
    case maistra
    /// Upstream Istio, installed with Helm or istioctl.
    case istio
    /// OpenShift Service Mesh 3, or upstream Istio, installed by the Sail operator.
    case sail

    /// The product, for sentences.
    public var title: String {
      switch self {
      case .maistra: "OpenShift Service Mesh 2"
      case .istio: "upstream Istio"
      case .sail: "Istio of the Sail operator"
      }
    }
  }

  /// What signs the certificates of the workloads.
  public enum Signer: String, CaseIterable, Hashable, Sendable {
    /// istiod, with the key in the Secret `cacerts`.
    case istiod
    /// cert-manager's istio-csr, with an issuer of cert-manager.
    case istioCSR = "istio-csr"
    /// SPIRE.
    case spire
  }

  /// istiod's `--resync`, in seconds: within this time a changed ConfigMap with a peer's roots reaches every proxy, without
  /// a restart. Source: pilot/cmd/pilot-discovery/app/cmd.go, OSSM-6079.
  public static let resync: Int64 = 60

  /// In seconds: within this time a changed configuration of Istio is in istiod's volume, which the kubelet refreshes every
  /// minute, and with every proxy that asks for it. Source: pilot/pkg/bootstrap/mesh.go, pilot/pkg/xds/pcds.go.
  public static let configurationDelay: Int64 = 180

  /// The name of the ServiceMeshControlPlane or of the Istio resource, or istiod's revision.
  public let name: String
  public let flavour: Flavour
  /// The version, if given. Without one none is written, so that applying never upgrades a mesh.
  public let version: Version?
  public let signer: Signer
  /// Whether istiod loads a new intermediate below the same roots without a restart.
  public let autoReload: Bool
  /// Whether istiod loads new roots without a restart (ISTIO_MULTIROOT_MESH).
  public let multiRoot: Bool
  /// Whether the roots of peers are part of the mesh's own bundle: the only way in which ztunnels learn of them.
  public let poolsInRoot: Bool
  /// Whether peers' trust domains are aliases of the mesh's own.
  public let aliasesPeers: Bool
}

extension ControlPlane {
  /// Whether istiod serves admission webhooks below the mesh's root, and patches their `caBundle` itself.
  public var patchesWebhooks: Bool { flavour != .maistra && signer != .spire }
}

/// What carries the traffic of the workloads.
public enum DataPlane: String, CaseIterable, Hashable, Sendable {
  /// An Envoy in each Pod.
  case sidecar
  /// A ztunnel on each node.
  case ambient
}
