/// Several services with the same host name.
public struct HostConflict: Hashable, Sendable {
  public let host: String
  /// The services. On the exporting side these are the services themselves: the gateway of all but one is dropped, and
  /// the status is no longer updated. On the importing side they are exported names in the order of their hosts: the
  /// last one wins.
  public let services: [ServiceName]

  /// Services with the same host keep their order.
  static func all(in claims: [(host: String, service: ServiceName)]) -> [HostConflict] {
    Dictionary(grouping: claims, by: \.host).filter { $0.value.count > 1 }
      .map { HostConflict(host: $0.key, services: $0.value.map(\.service)) }
      .sorted { $0.host < $1.host }
  }
}
