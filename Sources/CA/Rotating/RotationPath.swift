public import Federation

/// How the control plane and the proxies of a mesh take up other roots and another intermediate: one row of the table that
/// the steps, the gates and the instructions of a rotation follow.
///
/// Source: istio/istio, pilot/pkg/bootstrap/istio_ca.go, security/pkg/pki/util/keycertbundle.go and
/// pkg/security/nodeagent; istio/ztunnel; cert-manager/istio-csr 0.17, pkg/tls.
public struct RotationPath: Hashable, Sendable {
  public enum Name: String, CaseIterable, Hashable, Sendable {
    /// OpenShift Service Mesh 2.
    case maistra
    /// Istio of which no version is given: what is safe with every version.
    case unknown = "istio-unknown-version"
    /// Istio up to 1.17.
    case restart = "istio-restart"
    /// Istio 1.18 and 1.19.
    case intermediates = "istio-intermediates"
    /// Istio 1.20 to 1.29.
    case bytes = "istio-bytes"
    /// Istio 1.30 and later.
    case certificates = "istio-certificates"
    /// Istio without ISTIO_MULTIROOT_MESH.
    case oneRoot = "istio-one-root"
    /// Ambient without a version: what is safe with every version.
    case ambientUnknown = "ambient-unknown-version"
    /// Ambient, up to Istio 1.27.
    case ambientRestart = "ambient-restart"
    /// Ambient, Istio 1.28 and later.
    case ambient
    /// Signed by istio-csr.
    case istioCSR = "istio-csr"
    /// Signed by SPIRE.
    case spire
  }

  public let name: Name
  /// In words, for whoever plans.
  public let title: String
  /// The phases whose changed files istiod takes up only when it starts.
  public let istiodRestarts: Set<RotationPhase>
  /// Whether proxies request certificates at once when the new root is repeated in the file; otherwise they do at half of
  /// their lifetime, or when they start.
  public let isNudged: Bool
  /// Whether the proxies learn new roots of their own istiod only when they start, so that no wait is enough.
  public let needsProxyRestart: Bool
  /// Whether a root can change at all without cutting proxies off from one another.
  public let canChangeRoots: Bool

  private init(
    _ name: Name, _ title: String, istiod: Set<RotationPhase>, nudged: Bool = false, proxies: Bool = false,
    roots: Bool = true
  ) {
    (self.name, self.title, istiodRestarts, isNudged) = (name, title, istiod, nudged)
    (needsProxyRestart, canChangeRoots) = (proxies, roots)
  }

  private static let every: Set<RotationPhase> = [.distributing, .signing, .retiring, .steady]
  private static let rootChanges: Set<RotationPhase> = [.distributing, .retiring, .steady]

  /// Every path, in the order of ``Name``.
  public static let all: [RotationPath] = [
    RotationPath(.maistra, "istiod restarts at each step, and proxies follow within their lifetime", istiod: every),
    RotationPath(
      .unknown, "no version is given: istiod restarts at each step, which is safe with every version", istiod: every),
    RotationPath(.restart, "up to 1.17 istiod reloads nothing and restarts at each step", istiod: every),
    RotationPath(
      .intermediates, "1.18 and 1.19 reload intermediates; istiod restarts for changed roots", istiod: rootChanges,
      nudged: true),
    RotationPath(
      .bytes, "1.20 to 1.29 reload everything, if roots are added and removed at the ends of the file", istiod: [],
      nudged: true),
    RotationPath(.certificates, "from 1.30 on everything is reloaded", istiod: [], nudged: true),
    RotationPath(
      .oneRoot, "without ISTIO_MULTIROOT_MESH only intermediates change without an outage", istiod: every,
      roots: false),
    RotationPath(
      .ambientUnknown, "no version is given: istiod and ztunnels restart at each step", istiod: every, proxies: true),
    RotationPath(
      .ambientRestart, "up to 1.27 ztunnels learn istiod's roots when they start; they restart at each step",
      istiod: [], proxies: true),
    RotationPath(
      .ambient, "ztunnels take roots with their certificates: at half of their lifetime, or when they restart",
      istiod: []),
    RotationPath(
      .istioCSR, "istio-csr reloads its file of roots, and its issuer signs on", istiod: []),
    RotationPath(.spire, "SPIRE rotates its own authority, and brings the bundles of peers", istiod: []),
  ]

  /// The path of a mesh.
  public init(of mesh: Mesh) {
    let name = Self.name(of: mesh)
    self = Self.all.first { $0.name == name } ?? Self.all[0]
  }

  private static func name(of mesh: Mesh) -> Name {
    let plane = mesh.controlPlane
    guard plane.flavour != .maistra else { return .maistra }
    switch plane.signer {
    case .istioCSR: return .istioCSR
    case .spire: return .spire
    case .istiod: break
    }
    guard plane.multiRoot else { return .oneRoot }
    guard let version = plane.version else { return mesh.dataPlane == .ambient ? .ambientUnknown : .unknown }
    if mesh.dataPlane == .ambient {
      return version.ztunnelKeepsRootsOfIstiod ? .ambientRestart : .ambient
    }
    switch version.rootReload {
    case .restart: return version.reloadsIntermediates ? .intermediates : .restart
    case .bytes: return .bytes
    case .certificates: return .certificates
    }
  }
}
