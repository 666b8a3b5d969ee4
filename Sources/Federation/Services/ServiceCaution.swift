public import Diagnostics
public import SPIFFE

/// What prevents an exported or imported service from being used.
public enum ServiceCaution: Hashable, Sendable {
  /// The exported name or namespace is not a DNS label.
  case name(String, NameFault)
  /// The host name is longer than 253 bytes.
  case longHost(count: Int)
  /// The number of ports is not one; the port numbers.
  case ports([Int])
  /// Ports that are not TCP.
  case datagrams([Int])
  /// The service has no address of its own.
  case headless

  /// The violated lint rule.
  public var code: Code {
    switch self {
    case .name, .longHost: "MT-X-16"
    case .ports: "MT-X-11"
    case .datagrams, .headless: "MT-X-12"
    }
  }

  /// An error means that nothing can be reached.
  public var severity: Severity {
    switch self {
    case .name, .longHost, .ports: .error
    case .datagrams, .headless: .warning
    }
  }

  /// What is wrong with an exported name.
  static func cautions(name: ServiceName, host: String) -> [ServiceCaution] {
    var cautions: [ServiceCaution] = []
    for part in [name.name, name.namespace] {
      if let fault = NameSyntax.label.fault(in: part) { cautions.append(.name(part, fault)) }
    }
    if host.utf8.count > 253 { cautions.append(.longHost(count: host.utf8.count)) }
    return cautions
  }

  /// What is wrong with the ports, if they are known.
  static func cautions(ports: [LocalService.Port]?) -> [ServiceCaution] {
    guard let ports else { return [] }
    var cautions: [ServiceCaution] = ports.count == 1 ? [] : [.ports(ports.map(\.number))]
    let datagrams = ports.filter { $0.transport != "TCP" }.map(\.number)
    if !datagrams.isEmpty { cautions.append(.datagrams(datagrams)) }
    return cautions
  }
}

extension ServiceCaution: CustomStringConvertible {
  /// A predicate: "the service …".
  public var description: String {
    switch self {
    case .name(let name, let fault):
      "is named `\(name)`, which \(fault); the control plane generates an invalid gateway, and only logs that"
    case .longHost(let count): "has a host name of \(count) bytes, more than the 253 allowed"
    case .ports([]): "has no port"
    case .ports(let ports):
      "has the ports \(Self.list(ports)), but the gateways can route only one"
    case .datagrams(let ports): "has ports that are not TCP (\(Self.list(ports))), which gateways cannot route"
    case .headless: "is headless, and its endpoints cannot be reached individually through the gateways"
    }
  }

  private static func list(_ ports: [Int]) -> String { ports.map(String.init).joined(separator: ", ") }
}
