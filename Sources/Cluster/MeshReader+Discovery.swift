import Documents

/// What a cluster says that it has of kinds, beyond the list of its groups. Nothing counts as absent because one answer leaves
/// it out.
struct DiscoveredKinds {
  /// The groups that the cluster does not know.
  var absentGroups: Set<String> = []
  /// The groups of which the cluster does not say whether it has them, and why.
  var silentGroups: [String: AnswerFault] = [:]
  /// The plurals of each version of a group.
  var plurals: [String: Set<String>] = [:]
}

extension MeshReader {
  /// A kind in the version that the cluster prefers; nil if there is no such group.
  ///
  /// A server that has just started leaves out of its list what it has not installed yet. Asked for a group it says that it
  /// cannot answer now (503), and no longer that there is none.
  mutating func preferred(_ type: ResourceType) throws(ClusterError) -> ResourceType? {
    if let known = groups?.preferred(type) { return known }
    guard !kinds.absentGroups.contains(type.group) else { return nil }
    if let fault = kinds.silentGroups[type.group] { throw .answer(fault) }
    let path = "/apis/\(ResourceType.escaped(type.group))"
    let found: Node
    do throws(ClusterError) {
      found = try session.get(path)
    } catch .answer(.noDefinition) {
      kinds.absentGroups.insert(type.group)
      return nil
    } catch .answer(let fault) where fault.isOfOneGroup {
      kinds.silentGroups[type.group] = fault
      throw .answer(fault)
    }
    guard found["kind"]?.string == "APIGroup", found["name"]?.string == type.group, groups?.add(found) ?? false else {
      throw .answer(.unreadable(request: "GET \(path)", reason: "it is no API group `\(type.group)`"))
    }
    return groups?.preferred(type)
  }

  /// The same where other kinds are read without it: what the cluster does not say, as where the server of one group is down,
  /// leaves the kind unread.
  mutating func preferredIfTold(_ type: ResourceType) throws(ClusterError) -> ResourceType? {
    do throws(ClusterError) {
      return try preferred(type)
    } catch .answer(let fault) where fault.isOfOneGroup {
      objects.unread.append(LiveObjects.Unread(kind: type.kind, namespace: nil, fault: fault))
      return nil
    }
  }

  /// Whether the cluster says that it does not know the group of a kind.
  mutating func lacks(_ type: ResourceType) throws(ClusterError) -> Bool {
    do throws(ClusterError) {
      return try preferred(type) == nil
    } catch .answer(let fault) where fault.isOfOneGroup {
      return false
    }
  }

  /// Whether a kind of Maistra is read: always of a mesh of Maistra, and of one of which nothing is known if it is there.
  mutating func isOfPlace(_ type: ResourceType) throws(ClusterError) -> Bool {
    guard !place.isMaistra else { return true }
    if place.controlPlane == nil { _ = try preferred(type) }
    return groups?.has(type) ?? false
  }

  /// Lists a kind in its version, or in whichever of its group has it: each definition has versions of its own.
  ///
  /// - Throws: ``AnswerFault/noDefinition(request:)`` if the cluster says that nothing defines the kind, and another fault of
  ///   one kind if it says that something does and does not answer.
  mutating func list<Value>(
    _ type: ResourceType, in namespace: String?, keeping keep: @escaping (Node) -> Value?
  ) throws(ClusterError) -> [Value] {
    for version in [type] + (groups?.others(type) ?? []) {
      do throws(ClusterError) {
        return try session.list(version, in: namespace, keeping: keep)
      } catch .answer(.noDefinition) {
        continue
      }
    }
    for version in groups?.all(type) ?? [] {
      guard try plurals(version).contains(type.plural) else { continue }
      throw .answer(
        .unavailable(status: 404, "it has \(type.plural) by its list of \(version.apiVersion), and does not know them"))
    }
    throw .answer(.noDefinition(request: "GET \(type.path(namespace: namespace))"))
  }

  /// The kinds of one version of a group, by its own list.
  private mutating func plurals(_ type: ResourceType) throws(ClusterError) -> Set<String> {
    let version = type.apiVersion
    if let known = kinds.plurals[version] { return known }
    let path = type.group.isEmpty ? "/api/\(type.version)" : "/apis/\(version)"
    let root: Node
    do throws(ClusterError) {
      root = try session.get(path)
    } catch .answer(.noDefinition) {
      throw .answer(.unavailable(status: 404, "it has \(version) by its list of groups, and does not know it"))
    }
    let resources = root["resources"]?.sequence ?? []
    let names = resources.compactMap { $0["name"]?.string }
    guard root["kind"]?.string == "APIResourceList", root["groupVersion"]?.string == version,
      root["resources"]?.sequence != nil, names.count == resources.count
    else {
      throw .answer(.unreadable(request: "GET \(path)", reason: "it is no list of the kinds of \(version)"))
    }
    kinds.plurals[version] = Set(names)
    return Set(names)
  }
}

extension AnswerFault {
  /// Whether the other groups of the API may be asked for all the same.
  var isOfOneGroup: Bool {
    switch self {
    case .forbidden, .unavailable: true
    default: false
    }
  }
}
