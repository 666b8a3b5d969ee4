/// One way in which the status of a live object differs from what its rules resolve to.
public enum MappingDifference: Hashable, Sendable {
  /// The rules give it, and the status does not have it.
  case missing(ServiceMapping)
  /// The status has it, and the rules do not give it.
  case unexpected(ServiceMapping)
  /// Both have the exported name, with different services behind it.
  case changed(resolved: ServiceMapping, live: ServiceMapping)
  /// The status has the exported name several times, which the API server does not take: it is no longer updated.
  case repeated(exportedName: String, count: Int)

  /// The host name across the border.
  public var exportedName: String {
    switch self {
    case .missing(let mapping), .unexpected(let mapping), .changed(_, let mapping): mapping.exportedName
    case .repeated(let exportedName, _): exportedName
    }
  }

  /// Compares what rules resolve to with a live status, by exported name. The order means nothing, since the API server
  /// holds the entries as a map. Where one side has a name several times, any of its entries will do.
  public static func all(resolved: [ServiceMapping], live: [ServiceMapping]) -> [MappingDifference] {
    let resolved = Dictionary(grouping: resolved, by: \.exportedName)
    let live = Dictionary(grouping: live, by: \.exportedName)
    return Set(resolved.keys).union(live.keys).sorted().flatMap { name in
      let repeated = live[name].flatMap { $0.count > 1 ? Self.repeated(exportedName: name, count: $0.count) : nil }
      return [difference(resolved[name] ?? [], live[name] ?? []), repeated].compactMap { $0 }
    }
  }

  private static func difference(_ resolved: [ServiceMapping], _ live: [ServiceMapping]) -> MappingDifference? {
    guard let wanted = resolved.last else { return live.last.map { .unexpected($0) } }
    guard let found = live.last else { return .missing(wanted) }
    return Set(resolved).isDisjoint(with: live) ? .changed(resolved: wanted, live: found) : nil
  }
}
