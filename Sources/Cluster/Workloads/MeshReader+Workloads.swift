import Documents
import Kubernetes

extension MeshReader {
  /// Reads what runs in the mesh. The ConfigMaps of the control plane's namespace and the roll are read before.
  mutating func readWorkloads(withMembers: Bool) throws(ClusterError) {
    var found = MeshWorkloads()
    found.namespaces = try namespaces(&found)
    let secret = try secretState(&found)
    let deployments = try deploymentStates(&found)
    try readPods(&found, keepsLabels: withMembers)
    try readOwnRoots(&found)
    try readOutsiders(&found)
    if withMembers { try readMemberWorkloads(&found) }
    found.secret = secret
    found.deployments = deployments
    // What changes between two looks may be neither as before nor as after.
    var again = MeshWorkloads()
    let later = try deploymentStates(&again)
    let versions = Dictionary(later.map { ($0.uid, $0.resourceVersion) }) { first, _ in first }
    found.moving += deployments.filter { versions[$0.uid] != .some($0.resourceVersion) }.map { "Deployment \($0.path)" }
    if try secretState(&again)?.resourceVersion != secret?.resourceVersion, let secret {
      found.moving.append("Secret \(secret.path)")
    }
    objects.workloads = found
  }

  // MARK: - Namespaces

  private func namespaces(_ found: inout MeshWorkloads) throws(ClusterError) -> MeshWorkloads.Namespaces {
    place.isMaistra ? try memberNamespaces(&found) : try allNamespaces(&found)
  }

  /// The members by the roll, and by the label that the operator sets.
  private func memberNamespaces(_ found: inout MeshWorkloads) throws(ClusterError) -> MeshWorkloads.Namespaces {
    if objects.unread.contains(where: { $0.kind == ResourceType.memberRolls.kind }) {
      return .unknown("the ServiceMeshMemberRoll may not be read")
    }
    var forbidden: AnswerFault?
    let labelled = try labelledNamespaces(&forbidden)
    let members = MemberNamespaces(roll: memberRoll?.root, labelled: labelled, home: place.namespace)
    if members.needLabels, labelled == nil { found.note(.namespaces, nil, forbidden) }
    return members.namespaces
  }

  /// Nil if namespaces may not be listed.
  private func labelledNamespaces(_ forbidden: inout AnswerFault?) throws(ClusterError) -> [String]? {
    do throws(ClusterError) {
      return try session.list(.namespaces, in: nil, selector: "maistra.io/member-of=\(place.namespace)") { node in
        let metadata = node["metadata"]
        // A server that ignores the selector must not add members.
        guard metadata?["labels"]?["maistra.io/member-of"]?.string == place.namespace else { return nil }
        return metadata?["name"]?.string
      }
    } catch .answer(.forbidden(let sentence)) {
      forbidden = .forbidden(sentence)
      return nil
    }
  }

  /// In a mesh of Istio every namespace may have workloads, unless its selectors say otherwise.
  private func allNamespaces(_ found: inout MeshWorkloads) throws(ClusterError) -> MeshWorkloads.Namespaces {
    let selectors: DiscoverySelectors
    switch DiscoverySelectors.read(objects.documents, at: place) {
    case .success(let found): selectors = found
    case .failure(let lack): return .unknown(lack.text)
    }
    do throws(ClusterError) {
      let names: [String] = try session.list(.namespaces, in: nil) { node in
        selectors.select(PodState.texts(node["metadata"]?["labels"])) ? node["metadata"]?["name"]?.string : nil
      }
      return .known([place.namespace] + names.filter { $0 != place.namespace }.sorted())
    } catch .answer(.forbidden(let sentence)) {
      found.note(.namespaces, nil, .forbidden(sentence))
      return .unknown("namespaces may not be listed")
    }
  }

  // MARK: - Objects

  private func secretState(_ found: inout MeshWorkloads) throws(ClusterError) -> SecretState? {
    do throws(ClusterError) {
      return try session.metadata(of: .secrets, CACerts.secretName, in: place.namespace).map { SecretState($0) }
    } catch .answer(let fault) where fault.isOfOneKind {
      found.unread.append(WorkloadKind.secret)
      found.note(.secrets, place.namespace, fault)
      return nil
    }
  }

  private func deploymentStates(_ found: inout MeshWorkloads) throws(ClusterError) -> [WorkloadState] {
    do throws(ClusterError) {
      return try session.list(.deployments, in: place.namespace) { WorkloadState($0, .deployments) }
    } catch .answer(let fault) where fault.isOfOneKind {
      found.unread.append(WorkloadKind.deployments)
      found.note(.deployments, place.namespace, fault)
      return []
    }
  }

  private mutating func readPods(_ found: inout MeshWorkloads, keepsLabels: Bool) throws(ClusterError) {
    let home = place.namespace
    var namespaces = [home]
    // Whoever the members are, the replicas of istiod are known.
    if case .known(let known) = found.namespaces { namespaces = known } else { found.unread.append(WorkloadKind.pods) }
    let pods = try everywhere(.pods, namespaces, &found) { node in
      let isHome = node["metadata"]?["namespace"]?.string == home
      let pod = PodState(node, keepsLabels: isHome || keepsLabels)
      return isHome || pod.proxy != nil ? pod : nil
    }
    if let pods {
      found.pods = pods
    } else if !found.unread.contains(WorkloadKind.pods) {
      found.unread.append(WorkloadKind.pods)
    }
  }

  private mutating func readMemberWorkloads(_ found: inout MeshWorkloads) throws(ClusterError) {
    guard case .known(let namespaces) = found.namespaces else { return }
    let home = place.namespace
    for type in [ResourceType.deployments, .statefulSets, .daemonSets] {
      let isHome = type == .deployments
      let states = try everywhere(type, namespaces, &found) { node in
        // The Deployments of the control plane's namespace are read apart.
        isHome && node["metadata"]?["namespace"]?.string == home ? nil : WorkloadState(node, type)
      }
      if let states {
        found.memberWorkloads += states
      } else {
        found.unread.append(type.kind)
      }
    }
  }

  /// Namespaces in which istiod keeps no copy (Maistra 2.x, Istio).
  private static let withoutRoots: Set<String> = ["kube-system", "kube-public", "kube-node-lease"]

  private mutating func readOwnRoots(_ found: inout MeshWorkloads) throws(ClusterError) {
    guard case .known(let namespaces) = found.namespaces else { return found.unread.append(WorkloadKind.ownRoots) }
    let wanted = Set(namespaces).subtracting(Self.withoutRoots)
    let name = MeshWorkloads.ownRootsName
    func add(_ node: Node) {
      guard let namespace = node["metadata"]?["namespace"]?.string else { return }
      found.ownRoots[namespace] = Document(root: node, source: "\(place.name)/configmap-\(name).\(namespace)")
    }
    do throws(ClusterError) {
      let all: [Node] = try session.list(.configMaps, in: nil, named: name) { node in
        let metadata = node["metadata"]
        guard metadata?["name"]?.string == name else { return nil }
        return wanted.contains(metadata?["namespace"]?.string ?? "") ? node : nil
      }
      all.forEach(add)
    } catch .answer(.forbidden) {
      for namespace in wanted.sorted() {
        do throws(ClusterError) {
          if let node = try session.find(.configMaps, name, in: namespace) { add(node) }
        } catch .answer(let fault) where fault.isOfOneKind {
          found.note(.configMaps, namespace, fault)
          return found.unread.append(WorkloadKind.ownRoots)
        }
      }
    }
  }

  /// Proxies of virtual machines and of other clusters.
  private mutating func readOutsiders(_ found: inout MeshWorkloads) throws(ClusterError) {
    guard case .known(let namespaces) = found.namespaces else { return found.unread.append(WorkloadKind.outsiders) }
    let type: ResourceType?
    do throws(ClusterError) {
      type = try preferred(.workloadEntries)
    } catch .answer(let fault) where fault.isOfOneGroup {
      found.note(.workloadEntries, nil, fault)
      return found.unread.append(WorkloadKind.outsiders)
    }
    if let entries = type {
      let kept = try everywhere(entries, namespaces, &found) { $0["metadata"]?["name"]?.string }
      guard let names = kept else {
        return found.unread.append(WorkloadKind.outsiders)
      }
      if !names.isEmpty { found.outsiders.append("\(names.count) WorkloadEntries, whose proxies run outside of Pods") }
    }
    guard !place.isMaistra else { return }
    do throws(ClusterError) {
      let remotes = try session.listMetadata(.secrets, in: place.namespace, selector: "istio/multiCluster=true") {
        $0["metadata"]?["labels"]?["istio/multiCluster"]?.string == "true" ? true : nil
      }
      if !remotes.isEmpty {
        found.outsiders.append("\(remotes.count) other clusters, by Secrets with istio/multiCluster")
      }
    } catch .answer(let fault) where fault.isOfOneKind {
      found.note(.secrets, place.namespace, fault)
      found.unread.append(WorkloadKind.outsiders)
    }
  }

  /// What is kept of a kind in some namespaces: with one request where that is allowed, or else with one for each; nil if
  /// some may not be read.
  private mutating func everywhere<Value>(
    _ type: ResourceType, _ namespaces: [String], _ found: inout MeshWorkloads, _ keep: @escaping (Node) -> Value?
  ) throws(ClusterError) -> [Value]? {
    let wanted = Set(namespaces)
    if namespaces.count > 1, !isConfined {
      do throws(ClusterError) {
        return try list(type, in: nil) { node in
          wanted.contains(node["metadata"]?["namespace"]?.string ?? "") ? keep(node) : nil
        }
      } catch .answer(.noDefinition) where type.isDefined {
        return []
      } catch .answer(.forbidden) {
        isConfined = true
      } catch .answer(let fault) where fault.isOfOneKind {
        found.note(type, nil, fault)
        return nil
      }
    }
    var values: [Value] = []
    for namespace in namespaces {
      do throws(ClusterError) {
        values += try list(type, in: namespace, keeping: keep)
      } catch .answer(.noDefinition) where type.isDefined {
        return []
      } catch .answer(let fault) where fault.isOfOneKind {
        found.note(type, namespace, fault)
        return nil
      }
    }
    return values
  }
}

extension MeshWorkloads {
  fileprivate mutating func note(_ type: ResourceType, _ namespace: String?, _ fault: AnswerFault?) {
    guard let fault else { return }
    faults.append(LiveObjects.Unread(kind: type.kind, namespace: namespace, fault: fault))
  }

  /// The ConfigMap in which istiod distributes a mesh's own roots.
  public static let ownRootsName = "istio-ca-root-cert"
}
