/// A difference between the status of a live object and what its rules resolve to.
public enum MappingDifference: Hashable, Sendable {
  /// In the resolved rules, but not in the status.
  case missing(ServiceMapping)
  /// In the status, but not in the resolved rules.
  case unexpected(ServiceMapping)
  /// Both have the exported name, for different services.
  case changed(resolved: ServiceMapping, live: ServiceMapping)
  /// The status has the exported name several times. The API server rejects that, so the status is no longer updated.
  case repeated(exportedName: String, count: Int)

  public var exportedName: String {
    switch self {
    case .missing(let mapping), .unexpected(let mapping), .changed(_, let mapping): mapping.exportedName
    case .repeated(let exportedName, _): exportedName
    }
  }

  /// Compares resolved rules with a live status, by exported name. The order is irrelevant, because the API server
  /// treats the entries as a map. If one side has a name several times, any of its entries may match.
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
