import Documents

/// The API groups of a cluster, which tell Maistra from Istio.
public struct APIGroups: Hashable, Sendable {
  /// The versions of each group, the preferred one first.
  private let versions: [String: [String]]

  /// Reads an APIGroupList, the answer to `GET /apis`.
  init?(_ root: Node) {
    guard root["kind"]?.string == "APIGroupList", let groups = root["groups"]?.sequence else { return nil }
    versions = groups.reduce(into: [:]) { table, group in
      guard let name = group["name"]?.string else { return }
      let preferred = group["preferredVersion"]?["version"]?.string
      let all = (group["versions"]?.sequence ?? []).compactMap { $0["version"]?.string }
      table[name] = (preferred.map { [$0] } ?? []) + all.filter { $0 != preferred }
    }
  }

  public func has(_ type: ResourceType) -> Bool { versions[type.group]?.contains(type.version) ?? false }

  /// Nil if the cluster has no such group.
  public func preferredVersion(of group: String) -> String? { versions[group]?.first }

  /// A kind in the version that the cluster prefers; nil without its group.
  public func preferred(_ type: ResourceType) -> ResourceType? { preferredVersion(of: type.group).map(type.inVersion) }

  /// A kind in every other version that its group has, if it is in the preferred one: the group says nothing of its kinds.
  func others(_ type: ResourceType) -> [ResourceType] {
    guard let all = versions[type.group], all.first == type.version else { return [] }
    return all.dropFirst().map(type.inVersion)
  }
}
