public import CA
import Diagnostics
import Federation
public import Kubernetes
import SPIFFE
public import X509

/// An object that a cluster returned of a mesh on its way: a ServiceMeshControlPlane or a ConfigMap of Istio.
public struct ObservedControlPlane: Sendable {
  public enum Content: Sendable {
    /// What the control plane of OpenShift Service Mesh 2 is told, and the environment of its istiod.
    case former(MeshConfig, [String: String])
    /// What istiod reads.
    case target(MeshConfig)
    /// What istiod distributes.
    case ownRoots([Certificate])
  }

  public let object: SeenObject
  public let content: Result<Content, ObservedRoots.Unreadable>

  public init(object: SeenObject, content: Result<Content, ObservedRoots.Unreadable>) {
    self.object = object
    self.content = content
  }
}

/// Finds what objects show of a migration.
public struct MigrationSorter {
  private let machine: MigrationMachine
  private let ledger: RotationLedger
  private let forms: MigrationForms

  public init(_ machine: MigrationMachine, _ forms: MigrationForms, _ ledger: RotationLedger) {
    self.machine = machine
    self.forms = forms
    self.ledger = ledger
  }

  private var name: String { machine.migration.mesh }

  /// What one object shows; nil if it is none that the migration waits for.
  public func evidence(
    of observed: ObservedControlPlane, at now: Timestamp
  ) -> Result<MigrationEvidence, ObservedRoots.Unreadable>? {
    guard let former = forms.former.mesh(named: name), let target = forms.target.mesh(named: name),
      observed.object.namespace == former.namespace
    else { return nil }
    let content: ObservedControlPlane.Content
    switch observed.content {
    case .failure(let fault): return .failure(fault)
    case .success(let read): content = read
    }
    let found: (need: MigrationNeed, lack: Diagnostic?)
    switch content {
    case .former(let config, let environment):
      guard observed.object.name == former.controlPlane.name else { return nil }
      found = (.roots, lack(config, target, environment[MigrationPatch.multiRoot] == "true"))
    case .target(let config):
      guard target.controlPlane.isMeshConfig(observed.object.name) else { return nil }
      found = (.installed, lack(config, target, true))
    case .ownRoots(let roots):
      let wanted = Set(ledger.authorities.bundle(of: name, in: forms.former)?.certificates ?? [])
      let lack =
        Set(roots) == wanted
        ? nil
        : Self.refusal(
          "`istio-ca-root-cert` of `\(name)` has other roots than before",
          "a new control plane below other roots splits the mesh: its proxies and those of the old one refuse each other",
          "give the new control plane the same Secret cacerts, in the same namespace")
      found = (.sameRoots, lack)
    }
    if let lack = found.lack { return .failure(ObservedRoots.Unreadable(lack)) }
    guard observed.object.isFromCluster else {
      return .failure(
        ObservedRoots.Unreadable(
          HomeRefusal.rotation(.notFromCluster(file: observed.object.file, holder: name, mesh: name)).diagnostic))
    }
    return .success(
      MigrationEvidence(
        mesh: name, holder: name, need: found.need, time: now,
        source: "\(observed.object.name) uid \(observed.object.uid ?? "-") resourceVersion "
          + "\(observed.object.resourceVersion ?? "-")", uid: observed.object.uid))
  }

  /// What a configuration lacks before nothing but it holds the roots of peers.
  private func lack(_ config: MeshConfig, _ target: Mesh, _ isMultiRoot: Bool) -> Diagnostic? {
    let own = Set(ledger.authorities.bundle(of: name, in: forms.target)?.certificates ?? [])
    var needsDelivery = false
    for peer in target.peers {
      let wanted = Set(ledger.authorities.bundle(of: peer.name, in: forms.target)?.certificates ?? [])
      if wanted.isSubset(of: own) {
        guard
          config.sharesRoots(with: peer.trustDomain.name) || peer.trustDomain == target.trustDomain
            || config.trustDomainAliases.contains(peer.trustDomain.name)
        else {
          return Self.refusal(
            "the configuration of `\(name)` does not name the trust domain \(peer.trustDomain) of `\(peer.name)`",
            "its proxies would refuse every client of that trust domain",
            "apply what the step's folder says, and try again")
        }
        continue
      }
      needsDelivery = true
      let held = Set(config.roots(of: peer.trustDomain.name))
      guard wanted.isSubset(of: held) else {
        return Self.refusal(
          "the configuration of `\(name)` lacks roots of `\(peer.name)`",
          "`caCertificates` has \(held.count) of its \(wanted.count) roots for \(peer.trustDomain); once the last "
            + "ServiceMeshPeer is gone, nothing else holds them, and traffic with `\(peer.name)` dies (I-63)",
          "apply what the step's folder says, and try again")
      }
    }
    guard needsDelivery, !(config.requestsRoots && isMultiRoot) else { return nil }
    return Self.refusal(
      "the configuration of `\(name)` has the roots of its peers, and its proxies do not get them",
      config.requestsRoots
        ? "istiod has no ISTIO_MULTIROOT_MESH" : "`defaultConfig.proxyMetadata` has no PROXY_CONFIG_XDS_AGENT",
      "apply what the step's folder says, and try again")
  }

  private static func refusal(_ what: Message, _ why: Message, _ next: Message) -> Diagnostic {
    Diagnostic("MT-MIG-12", what: what, why: why, next: next)
  }
}
