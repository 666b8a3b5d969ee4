/// A service that leaves for a peer.
public struct ExportedService: Hashable, Sendable {
  /// The service at home.
  public let service: LocalService
  /// Its host name at home.
  public let localHost: String
  /// What it is called across the border.
  public let name: ServiceName
  /// Its host name across the border.
  public let host: String
  /// The rule that took it, counted from 0.
  public let rule: Int

  /// What keeps it from being used.
  public var cautions: [ServiceCaution] {
    ServiceCaution.cautions(name: name, host: host) + ServiceCaution.cautions(ports: service.ports)
      + (service.kind == .headless ? [.headless] : [])
  }

  /// The service as the peer is offered it.
  public var offered: OfferedService { OfferedService(name: name, host: host, ports: service.ports) }
}

/// A service that stays at home.
public struct WithheldService: Hashable, Sendable {
  /// Why a service is not exported.
  public enum Reason: Hashable, Sendable {
    /// It is outside the mesh.
    case external
    /// It came from a peer itself.
    case imported
    /// Its annotation `networking.istio.io/exportTo` hides it from the control plane.
    case hidden(exportTo: [String])
    /// Its namespace is no member of the mesh.
    case notMember
    /// A rule that seems to be meant for it is skipped.
    case skipped(SkippedRule)
    /// A rule would select it if the control plane knew globs; the pattern, and the rule counted from 0.
    case glob(String, rule: Int)
    /// No rule selects it.
    case noRule
  }

  /// The service.
  public let service: LocalService
  /// Why it stays.
  public let reason: Reason
}

extension WithheldService.Reason: CustomStringConvertible {
  /// The reason as the second half of a sentence: the service …
  public var description: String {
    switch self {
    case .external: "is outside the mesh (ExternalName or MESH_EXTERNAL)"
    case .imported: "came from a peer, and nothing is passed on"
    case .hidden(let exportTo): "is hidden from the control plane by exportTo `\(exportTo.joined(separator: ","))`"
    case .notMember: "is in a namespace that is no member of the mesh"
    case .skipped(let skipped): "is meant by rule \(skipped.rule + 1), which is skipped: it \(skipped.fault)"
    case .glob(let pattern, let rule):
      "is not called `\(pattern)`: rule \(rule + 1) is compared letter by letter, and only a lone `*` is open"
    case .noRule: "is selected by no rule"
    }
  }
}
