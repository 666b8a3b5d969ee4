import Documents

/// The API groups of a cluster, which tell Maistra from Istio.
public struct APIGroups: Hashable, Sendable {
  /// The versions of each group, the preferred one first.
  private var versions: [String: [String]] = [:]

  /// Reads an APIGroupList, the answer to `GET /apis`; nil if any part of it cannot be read, since that may be the group
  /// that is asked for.
  init?(_ root: Node) {
    guard root["kind"]?.string == "APIGroupList", let groups = root["groups"]?.sequence else { return nil }
    for group in groups {
      guard let name = group["name"]?.string, versions[name] == nil, add(group) else { return nil }
    }
  }

  /// Adds a group that the list leaves out.
  ///
  /// - Returns: False for anything but a group with its versions.
  mutating func add(_ group: Node) -> Bool {
    guard let name = group["name"]?.string, !name.isEmpty, let known = group["versions"]?.sequence else { return false }
    let all = known.compactMap { $0["version"]?.string }
    guard !all.isEmpty, all.count == known.count else { return false }
    let preferred = group["preferredVersion"]?["version"]?.string
    versions[name] = (preferred.map { [$0] } ?? []) + all.filter { $0 != preferred }
    return true
  }

  public func has(_ type: ResourceType) -> Bool { versions[type.group]?.contains(type.version) ?? false }

  /// Nil if the cluster has no such group.
  public func preferredVersion(of group: String) -> String? { versions[group]?.first }

  /// A kind in the version that the cluster prefers; nil without its group.
  public func preferred(_ type: ResourceType) -> ResourceType? { preferredVersion(of: type.group).map(type.inVersion) }

  /// A kind in every version that its group has.
  func all(_ type: ResourceType) -> [ResourceType] { (versions[type.group] ?? []).map(type.inVersion) }

  /// A kind in every other version that its group has, if it is in the preferred one: the group says nothing of its kinds.
  func others(_ type: ResourceType) -> [ResourceType] {
    guard let all = versions[type.group], all.first == type.version else { return [] }
    return all.dropFirst().map(type.inVersion)
  }
}

extension ClusterSession {
  /// The API groups of the cluster, by its own list.
  func groups() throws(ClusterError) -> APIGroups {
    guard let groups = APIGroups(try get("/apis")) else {
      throw .answer(.unreadable(request: "GET /apis", reason: "it is no list of API groups"))
    }
    return groups
  }
}
