/// A service that is imported from a peer.
public struct ImportedService: Hashable, Sendable {
  /// The service as the peer offers it.
  public let offered: OfferedService
  /// Its name here.
  public let name: ServiceName
  /// The host name that workloads here use.
  public let host: String
  /// Whether it joins the cluster's Services: its endpoints are merged with those of a Service of the same name.
  public let isLocal: Bool
  /// Whether the cluster has such a Service; nil if that is unknown or the import is not local.
  public let meetsLocalService: Bool?
  /// The namespace that the control plane assigns to it. Its name can be used from every namespace.
  public let home: String
  /// The locality assigned to its endpoints.
  public let locality: Locality?
  /// The rule that selects it, counted from 0.
  public let rule: Int

  /// What prevents its use.
  public var cautions: [ServiceCaution] {
    ServiceCaution.cautions(name: name, host: host) + ServiceCaution.cautions(ports: offered.ports)
  }
}

/// A service that a peer offers and that is not imported.
public struct DeclinedService: Hashable, Sendable {
  /// Why a service is not imported.
  public enum Reason: Hashable, Sendable {
    /// A rule that is apparently meant for it is skipped.
    case skipped(SkippedRule)
    /// A rule would select it if the control plane supported globs; the pattern, and the rule counted from 0.
    case glob(String, rule: Int)
    /// No rule selects it.
    case noRule
  }

  public let offered: OfferedService
  public let reason: Reason
}

extension DeclinedService.Reason: CustomStringConvertible {
  /// A predicate: "the service …".
  public var description: String {
    switch self {
    case .skipped(let skipped): "seems to be meant by rule \(skipped.rule + 1), which is skipped: it \(skipped.fault)"
    case .glob(let pattern, let rule):
      "is not named `\(pattern)`: rule \(rule + 1) is taken literally, and only `*` on its own is a wildcard"
    case .noRule: "is not selected by any rule"
    }
  }
}
