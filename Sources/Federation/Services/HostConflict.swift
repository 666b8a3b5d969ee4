/// Several services that want one host name.
public struct HostConflict: Hashable, Sendable {
  /// The host name.
  public let host: String
  /// Who wants it. On the exporting side these are the services themselves: the gateway of all but one is dropped, and
  /// the status stops being updated. On the importing side they are exported names in the order of their hosts: the
  /// last one wins.
  public let services: [ServiceName]

  /// Finds them; services of one host keep their order.
  static func all(in claims: [(host: String, service: ServiceName)]) -> [HostConflict] {
    Dictionary(grouping: claims, by: \.host).filter { $0.value.count > 1 }
      .map { HostConflict(host: $0.key, services: $0.value.map(\.service)) }
      .sorted { $0.host < $1.host }
  }
}
