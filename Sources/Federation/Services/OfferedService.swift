/// A service that a peer offers, under its exported name.
public struct OfferedService: Hashable, Sendable {
  public let name: ServiceName
  /// Its host name, which ends with the peer's name for this mesh.
  public let host: String
  /// Nil if unknown.
  public let ports: [LocalService.Port]?

  public init(name: ServiceName, host: String, ports: [LocalService.Port]? = nil) {
    self.name = name
    self.host = host
    self.ports = ports
  }

  /// Takes a service of which only the name is known; `us` is the peer's name for this mesh.
  public init(_ name: ServiceName, offeredTo us: String) {
    self.init(name: name, host: name.host(suffix: Naming.exportSuffix(toPeer: us)))
  }

  /// Takes a host name of the form `NAME.NAMESPACE.svc.PEER-exports.local`, as in a status; nil for any other.
  public init?(host: String) {
    let labels = host.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    guard labels.count == 3, labels[2].hasPrefix("svc."), labels[2].hasSuffix("-exports.local"),
      labels.allSatisfy({ !$0.isEmpty })
    else { return nil }
    self.init(name: ServiceName(namespace: labels[1], name: labels[0]), host: host)
  }
}
