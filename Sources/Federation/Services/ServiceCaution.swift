public import Diagnostics
public import SPIFFE

/// Something about a service that leaves or arrives which keeps it from being used.
public enum ServiceCaution: Hashable, Sendable {
  /// The name or namespace, as it goes over the border, is no DNS label.
  case name(String, NameFault)
  /// The host name has more than 253 bytes.
  case longHost(count: Int)
  /// There is not exactly one port: their numbers.
  case ports([Int])
  /// Ports that do not speak TCP.
  case datagrams([Int])
  /// The service has no address of its own.
  case headless

  /// The rule of the linter that is broken.
  public var code: Code {
    switch self {
    case .name, .longHost: "MT-X-16"
    case .ports: "MT-X-11"
    case .datagrams, .headless: "MT-X-12"
    }
  }

  /// How much it weighs: with an error nothing is reached at all.
  public var severity: Severity {
    switch self {
    case .name, .longHost, .ports: .error
    case .datagrams, .headless: .warning
    }
  }

  /// What is wrong with a name that goes over the border.
  static func cautions(name: ServiceName, host: String) -> [ServiceCaution] {
    var cautions: [ServiceCaution] = []
    for part in [name.name, name.namespace] {
      if let fault = NameSyntax.label.fault(in: part) { cautions.append(.name(part, fault)) }
    }
    if host.utf8.count > 253 { cautions.append(.longHost(count: host.utf8.count)) }
    return cautions
  }

  /// What is wrong with ports, as far as they are known.
  static func cautions(ports: [LocalService.Port]?) -> [ServiceCaution] {
    guard let ports else { return [] }
    var cautions: [ServiceCaution] = ports.count == 1 ? [] : [.ports(ports.map(\.number))]
    let datagrams = ports.filter { $0.transport != "TCP" }.map(\.number)
    if !datagrams.isEmpty { cautions.append(.datagrams(datagrams)) }
    return cautions
  }
}

extension ServiceCaution: CustomStringConvertible {
  /// The caution as the second half of a sentence: the service …
  public var description: String {
    switch self {
    case .name(let name, let fault):
      "is called `\(name)`, which \(fault); the control plane generates an invalid gateway for it and only logs that"
    case .longHost(let count): "has a host name of \(count) bytes, more than the 253 allowed"
    case .ports([]): "has no port"
    case .ports(let ports):
      "has the ports \(Self.list(ports)), where the gateways can route one only"
    case .datagrams(let ports): "has ports that are not TCP (\(Self.list(ports))), which no gateway routes"
    case .headless: "is headless, and its endpoints are not reached one by one through the gateways"
    }
  }

  private static func list(_ ports: [Int]) -> String { ports.map(String.init).joined(separator: ", ") }
}
