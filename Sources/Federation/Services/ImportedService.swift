/// A service that arrives from a peer.
public struct ImportedService: Hashable, Sendable {
  /// The service as the peer offers it.
  public let offered: OfferedService
  /// What it is called here.
  public let name: ServiceName
  /// The host name that workloads here use.
  public let host: String
  /// Whether it joins the cluster's Services: its endpoints come together with those of a Service of that name.
  public let isLocal: Bool
  /// Whether the cluster has such a Service; nil when that is not known, or the import is not local.
  public let meetsLocalService: Bool?
  /// The namespace that the control plane keeps it in. Its name can be used from every namespace.
  public let home: String
  /// Where its endpoints are said to be.
  public let locality: Locality?
  /// The rule that took it, counted from 0.
  public let rule: Int

  /// What keeps it from being used.
  public var cautions: [ServiceCaution] {
    ServiceCaution.cautions(name: name, host: host) + ServiceCaution.cautions(ports: offered.ports)
  }
}

/// A service that a peer offers and that stays out.
public struct DeclinedService: Hashable, Sendable {
  /// Why a service is not imported.
  public enum Reason: Hashable, Sendable {
    /// A rule that seems to be meant for it is skipped.
    case skipped(SkippedRule)
    /// A rule would select it if the control plane knew globs; the pattern, and the rule counted from 0.
    case glob(String, rule: Int)
    /// No rule selects it.
    case noRule
  }

  /// The service as the peer offers it.
  public let offered: OfferedService
  /// Why it stays out.
  public let reason: Reason
}

extension DeclinedService.Reason: CustomStringConvertible {
  /// The reason as the second half of a sentence: the service …
  public var description: String {
    switch self {
    case .skipped(let skipped): "is meant by rule \(skipped.rule + 1), which is skipped: it \(skipped.fault)"
    case .glob(let pattern, let rule):
      "is not called `\(pattern)`: rule \(rule + 1) is compared letter by letter, and only a lone `*` is open"
    case .noRule: "is selected by no rule"
    }
  }
}
