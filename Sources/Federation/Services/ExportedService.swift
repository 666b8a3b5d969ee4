/// A service that is exported to a peer.
public struct ExportedService: Hashable, Sendable {
  /// The service in its own mesh.
  public let service: LocalService
  /// Its host name in its own mesh.
  public let localHost: String
  /// Its exported name.
  public let name: ServiceName
  /// Its exported host name.
  public let host: String
  /// The rule that selects it, counted from 0.
  public let rule: Int

  /// What prevents its use.
  public var cautions: [ServiceCaution] {
    ServiceCaution.cautions(name: name, host: host) + ServiceCaution.cautions(ports: service.ports)
      + (service.kind == .headless ? [.headless] : [])
  }

  /// The service as offered to the peer.
  public var offered: OfferedService { OfferedService(name: name, host: host, ports: service.ports) }
}

/// A service that is not exported.
public struct WithheldService: Hashable, Sendable {
  /// Why a service is not exported.
  public enum Reason: Hashable, Sendable {
    /// It is outside the mesh.
    case external
    /// It was itself imported from a peer.
    case imported
    /// Its annotation `networking.istio.io/exportTo` hides it from the control plane.
    case hidden(exportTo: [String])
    /// Its namespace is not a member of the mesh.
    case notMember
    /// A rule that is apparently meant for it is skipped.
    case skipped(SkippedRule)
    /// A rule would select it if the control plane supported globs; the pattern, and the rule counted from 0.
    case glob(String, rule: Int)
    /// No rule selects it.
    case noRule
  }

  public let service: LocalService
  public let reason: Reason
}

extension WithheldService.Reason: CustomStringConvertible {
  /// A predicate: "the service …".
  public var description: String {
    switch self {
    case .external: "is outside the mesh (ExternalName or MESH_EXTERNAL)"
    case .imported: "is imported from a peer, and imports are not exported again"
    case .hidden(let exportTo): "is hidden from the control plane by exportTo `\(exportTo.joined(separator: ","))`"
    case .notMember: "is in a namespace that is not a member of the mesh"
    case .skipped(let skipped): "seems to be meant by rule \(skipped.rule + 1), which is skipped: it \(skipped.fault)"
    case .glob(let pattern, let rule):
      "is not named `\(pattern)`: rule \(rule + 1) is taken literally, and only `*` on its own is a wildcard"
    case .noRule: "is not selected by any rule"
    }
  }
}
