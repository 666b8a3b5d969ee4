import Federation
import SPIFFE

/// What one mesh lets others call. Each host is looked at once, however many meshes may call it.
final class BorderExporter {
  let side: BorderSide
  /// The hosts that its gateways let calls of other meshes through to, without those of patterns.
  let hosts: [String]
  private let gateways: [PassingGateway]
  private let policies: [AccessPolicy]
  /// What may make the Pods of each gateway refuse calls.
  private let obstacles: [[AccessPolicy.Obstacle]]
  /// The indices of the policies of each namespace.
  private let places: [String: [Int]]
  /// Those without a namespace.
  private let loose: [Int]
  private var passages: [String: BorderService.Passage] = [:]
  /// By host; nil if the workloads are not known.
  private var access: [String: AccessPolicies?] = [:]
  /// One for all hosts with the same policies.
  private var shared: [[Int]: AccessPolicies] = [:]

  /// A gateway that lets calls of other meshes through.
  private struct PassingGateway {
    let object: String
    let exact: Set<String>
    /// With a star.
    let patterns: [String]
    /// Its Pods: in its own namespace, and wherever some are seen.
    let pods: BorderGatewayPods

    init?(_ manifest: Manifest, of side: BorderSide) {
      let servers = manifest.spec["servers"].items.filter { $0["tls"]["mode"].string == "AUTO_PASSTHROUGH" }
      guard !servers.isEmpty else { return nil }
      object = manifest.object
      // A namespace before the name does not matter here.
      let names = servers.flatMap { $0["hosts"].strings }.map { host in
        host.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? host
      }
      exact = Set(names)
      patterns = names.filter { $0.hasPrefix("*") }
      let selector = manifest.spec["selector"].table
      let seen = side.pods.filter { !selector.isEmpty && $0.labels.has(selector) }.map(\.namespace)
      pods = BorderGatewayPods(
        namespaces: Set(manifest.namespace.map { [$0] + seen } ?? seen), roots: side.roots, selector: selector)
    }

    func lists(_ host: String) -> Bool {
      exact.contains(host)
        || patterns.contains { $0 == "*" || $0.hasPrefix("*.") && host.hasSuffix($0.dropFirst()) }
    }
  }

  init(_ side: BorderSide) {
    self.side = side
    let gateways = side.gateways.compactMap { PassingGateway($0, of: side) }
    self.gateways = gateways
    hosts = gateways.flatMap(\.exact).filter { !$0.isEmpty && !$0.contains("*") }.sorted()
    let strays = side.strays.filter { $0.isA("AuthorizationPolicy", of: "security.istio.io") }
    let policies = side.policies.map { AccessPolicy($0) } + strays.map { AccessPolicy($0, isStray: true) }
    self.policies = policies
    obstacles = gateways.map { gateway in policies.compactMap { $0.obstacle(at: gateway.pods) } }
    var places: [String: [Int]] = [:]
    var loose: [Int] = []
    for (index, policy) in policies.enumerated() {
      if let namespace = policy.namespace { places[namespace, default: []].append(index) } else { loose.append(index) }
    }
    self.places = places
    self.loose = loose
  }

  /// Whether a gateway lets calls for a host in.
  func passage(of host: String) -> BorderService.Passage {
    if let known = passages[host] { return known }
    let passage = findPassage(of: host)
    passages[host] = passage
    return passage
  }

  private func findPassage(of host: String) -> BorderService.Passage {
    let open = gateways.filter { $0.lists(host) }
    if !open.isEmpty { return .listed(open.map(\.object)) }
    guard side.knowsGateways else { return .unknown }
    if side.strays.contains(where: { $0.isA("Gateway", of: "networking.istio.io") }) { return .unknown }
    // Other gateways may be elsewhere, unless all of them were read.
    return gateways.isEmpty && !side.complete.contains("Gateway") ? .unknown : .unlisted(gateways.map(\.object))
  }

  /// Whether the gateways that list a host let calls through: for these they see no principal.
  func passes(_ host: String) -> BorderAnswer {
    let namespace = Self.service(host)?.namespace
    let reasons = zip(gateways, obstacles).filter { $0.0.lists(host) }.flatMap(\.1)
      .filter { $0.exempt == nil || $0.exempt != namespace }.map(\.reason)
    return reasons.isEmpty ? .yes : .unknown(reasons.withoutRepetition)
  }

  /// Whether the workloads behind a host take Istio's mutual TLS, at the ports that are called.
  func serves(_ host: String, at numbers: [Int]) -> BorderAnswer {
    guard let (name, namespace) = Self.service(host), let workloads = workloads(behind: host) else { return .yes }
    var reasons = side.doubts(aboutUnseen: ["PeerAuthentication"])
    let service = side.services.first { $0.name == name && $0.namespace == namespace }
    if let service, !service.spec["ports"].items.isEmpty {
      let ports = Set(service.spec["ports"].items.compactMap { $0["port"].int })
      let missing = numbers.filter { !ports.contains($0) }
      if !missing.isEmpty, missing.count == numbers.count { return .no }
      reasons += missing.map { "\(service.object) has no port \($0)" }
    }
    for plain in side.plainTexts where plain.mayReach(namespace, roots: side.roots) {
      if workloads.have(plain.labels) != false { reasons.append("\(plain.object) may switch mutual TLS off there") }
    }
    for (key, value) in [("sidecar.istio.io/inject", "false"), ("security.istio.io/tlsMode", "disabled")]
    where workloads.labels.contains(where: { $0[key] == value }) {
      reasons.append("workloads of \(host) have the label `\(key): \(value)`")
    }
    return reasons.isEmpty ? .yes : .unknown(reasons.withoutRepetition)
  }

  /// The trust domains of others that any policy names.
  var admittedDomains: [String] {
    guard !gateways.isEmpty else { return [] }
    let sources = side.policies.flatMap { $0.spec["rules"].items }.flatMap { $0["from"].items }.map { $0["source"] }
    let principals = sources.flatMap { $0["principals"].strings + $0["notPrincipals"].strings }
    let own: Set<String> = [side.trustDomain ?? "", "cluster.local"]
    let domains = principals.filter { !$0.contains("://") }.compactMap {
      $0.split(separator: "/").first.map(String.init)
    }
    return Set(domains).subtracting(own)
      .filter { !$0.hasPrefix("*") }.sorted()
  }

  /// Whom the policies for a host admit of a trust domain.
  func admission(of host: String, for domain: String?) -> Admission {
    if access[host] == nil { access[host] = .some(findAccess(to: host)) }
    guard case .some(.some(let policies)) = access[host] else { return .unknown }
    return policies.admission(of: domain)
  }

  private func findAccess(to host: String) -> AccessPolicies? {
    guard side.knowsPolicies, let workloads = workloads(behind: host) else { return nil }
    let ofRoots = side.roots.subtracting([workloads.namespace]).sorted().flatMap { places[$0] ?? [] }
    let indices =
      side.roots.isEmpty ? Array(policies.indices) : (places[workloads.namespace] ?? []) + ofRoots + loose
    // Why a policy is perhaps for the workloads depends on this too, and otherwise names nothing but the policy.
    var key = [workloads.selector == nil ? 0 : 1]
    var found: [(policy: AccessPolicy, reach: AccessPolicy.Reach)] = []
    for index in indices {
      let reach = policies[index].reach(workloads)
      switch reach {
      case .never: continue
      case .surely: key.append(index)
      case .perhaps: key.append(-1 - index)
      }
      found.append((policies[index], reach))
    }
    if let known = shared[key] { return known }
    let access = AccessPolicies(found, own: side.trustDomain, aliases: side.aliases)
    shared[key] = access
    return access
  }

  // MARK: - The workloads

  private func workloads(behind host: String) -> BorderWorkloads? {
    guard let (name, namespace) = Self.service(host) else { return nil }
    let selector = selector(of: host, name, namespace)
    return BorderWorkloads(
      service: name, namespace: namespace, roots: side.roots, selector: selector,
      labels: pods(selector, namespace).map(\.labels), isComplete: side.knowsWorkloads)
  }

  private static func service(_ host: String) -> (name: String, namespace: String)? {
    let labels = host.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    return labels.count > 2 && labels[2] == "svc" ? (labels[0], labels[1]) : nil
  }

  private func selector(of host: String, _ name: String, _ namespace: String) -> [String: String]? {
    let service = side.services.first { $0.name == name && $0.namespace == namespace }
    return service.map { $0.spec["selector"].table } ?? offered(host)?.workloads
  }

  private func offered(_ host: String) -> SharedService? {
    side.described?.offeredServices.first { $0.host == host }
  }

  private func pods(_ selector: [String: String]?, _ namespace: String) -> [PodTemplate] {
    guard let selector, !selector.isEmpty else { return [] }
    return side.pods.filter { pod in
      pod.namespace == namespace && selector.allSatisfy { pod.labels[$0.key] == $0.value }
    }
  }

  /// Whether the workloads behind a host have identities of a list.
  func answers(for host: String, as identities: [String], _ domain: String) -> BorderAnswer {
    guard let (name, namespace) = Self.service(host) else {
      return .unknown(["\(host) is no name of a Service, so that it is not known who answers"])
    }
    let running = Set(
      pods(selector(of: host, name, namespace), namespace)
        .map { "spiffe://\(domain)/ns/\(namespace)/sa/\($0.serviceAccount)" })
    let isSeen = !running.isEmpty
    let servers = isSeen ? running : Set((offered(host)?.servers ?? []).map(\.spiffeID.uri))
    guard !servers.isEmpty else {
      return .unknown(["the workloads of \(host), which would show their service account, are not in the input"])
    }
    if servers.isSubset(of: identities) { return .yes }
    let others = servers.subtracting(identities).sorted().joined(separator: ", ")
    if isSeen, servers.isDisjoint(with: identities) { return .no }
    return .unknown(["the workloads of \(host) may answer as \(others)"])
  }
}
