import CA
import Diagnostics
import Documents
import Federation
import Kubernetes

/// The addresses of a mesh's ingress gateways, from their Services and the cluster's Nodes.
struct GatewayAddresses {
  /// In the order of the peers.
  private(set) var found: [(peer: String, addresses: [String])] = []
  /// The gateways without an address.
  private(set) var missing: [Diagnostic] = []
  /// Unusual addresses.
  private(set) var warnings: [Diagnostic] = []

  /// Finds the Service of each gateway with a load balancer, and the Nodes for those with node ports.
  ///
  /// - Parameter file: What the documents are called.
  init(of mesh: Mesh, in given: [Document], of file: String) throws {
    let documents = given.flatMap { $0.unrolled() }
    let nodes = documents.compactMap { ClusterNode($0) }
    let services = try Self.services(documents, of: mesh, in: file, isRequired: nodes.isEmpty)
    for gateways in mesh.gateways where gateways.ingress.serviceType == .nodePort {
      if let described = gateways.ingress.nodePorts,
        let service = try Self.service(gateways.ingress.name, among: services, file)
      {
        compare(gateways.ingress, described, service)
      }
      addNodes(nodes, for: gateways, of: mesh)
    }
    for gateways in mesh.gateways where gateways.ingress.serviceType == .loadBalancer {
      let name = gateways.ingress.name
      guard let service = try Self.service(name, among: services, file) else {
        missing.append(Self.noService(name, mesh, gateways.peer))
        continue
      }
      let addresses = addresses(of: service, mesh)
      if addresses.isEmpty {
        missing.append(Self.noAddress(service, name))
      } else {
        found.append((gateways.peer, addresses))
      }
    }
  }

  /// The one Service of a name in the mesh's namespace.
  private static func service(_ name: String, among services: [Service], _ file: String) throws -> Service? {
    let candidates = services.filter { $0.metadata.name == name }.map {
      OneObject.Candidate(object: $0, metadata: $0.metadata, file: file)
    }
    return try OneObject.of(Service.kind, candidates, option: "--file")?.object
  }

  /// Node ports are no addresses, but those in federation.yaml must be the live ones.
  private mutating func compare(_ gateway: IngressGateway, _ described: IngressGateway.NodePorts, _ service: Service) {
    for (kind, number) in [(FederationPort.service, described.service), (.discovery, described.discovery)] {
      guard let live = service.ports.first(where: { $0.port == kind.rawValue })?.nodePort, live != number else {
        continue
      }
      missing.append(
        Diagnostic(
          "MT-SVC-28", .warning,
          what: "the Service `\(gateway.name)` has node port \(live) for \(kind.rawValue), not \(number)",
          why: "federation.yaml tells the peers \(number), where nothing listens",
          next: "write `\(kind == .service ? "service" : "discovery"): \(live)` under `nodePorts`, or apply the mesh's "
            + "control plane"))
    }
  }

  /// A NodePort gateway is reached at the addresses of the nodes that are ready.
  private mutating func addNodes(_ nodes: [ClusterNode], for gateways: PeerGateways, of mesh: Mesh) {
    var addresses: [String] = []
    for address in nodes.filter(\.isReady).flatMap(\.reachable) where !addresses.contains(address.text) {
      addresses.append(address.text)
    }
    guard addresses.isEmpty else { return found.append((gateways.peer, addresses)) }
    let isKnown = nodes.isEmpty && !gateways.reach.isAssumed
    let finding = Self.noNode(gateways, mesh, hasNodes: !nodes.isEmpty, isKnown: isKnown)
    if isKnown { warnings.append(finding) } else { missing.append(finding) }
  }

  private static func services(
    _ documents: [Document], of mesh: Mesh, in file: String, isRequired: Bool
  ) throws -> [Service] {
    let services = documents.filter { $0.root["kind"]?.string == Service.kind }
    guard !services.isEmpty || !isRequired else {
      throw CommandLineError.wrongContent(
        file: file, found: "manifests without a Service", wanted: "the output of `oc get svc -o yaml`",
        of: .objects)
    }
    let read = try services.compactMap { document -> Service? in
      do throws(KubernetesError) {
        guard case .service(let service) = try Resource.read(document) else { return nil }
        return service
      } catch {
        throw CAError.kubernetes(error)
      }
    }
    return read.filter { $0.metadata.namespace == nil || $0.metadata.namespace == mesh.namespace }
  }

  /// Host names on AWS, IP addresses elsewhere; on an unknown platform, whatever there is.
  private mutating func addresses(of service: Service, _ mesh: Mesh) -> [String] {
    service.ingress.compactMap { ingress in
      let hostname = ingress.hostname.flatMap { $0.isEmpty ? nil : $0 }
      let ip = ingress.ip.flatMap { $0.isEmpty ? nil : $0 }
      guard let kind = mesh.platform?.loadBalancerAddress else { return hostname ?? ip }
      let (wanted, other) = kind == .hostname ? (hostname, ip) : (ip, hostname)
      guard wanted == nil, let other else { return wanted }
      // An IP address on AWS does not last. A host name elsewhere is fine if it resolves to the same address.
      let name = service.metadata.name
      warnings.append(
        Diagnostic(
          "MT-SVC-22", .warning,
          what: kind == .hostname
            ? "the Service `\(name)` has no host name, and `\(other)` is not used"
            : "the Service `\(name)` has no IP address, so `\(other)` is used",
          why: "load balancers of \(mesh.platform?.rawValue ?? "") have "
            + (kind == .hostname ? "a host name" : "an IP address") + " (manual 1.18.7)",
          next: "check `platform` of `\(mesh.name)`"))
      return kind == .hostname ? nil : other
    }
  }

  private static func noNode(
    _ gateways: PeerGateways, _ mesh: Mesh, hasNodes: Bool, isKnown: Bool
  ) -> Diagnostic {
    Diagnostic(
      "MT-SVC-29", isKnown ? .note : .warning,
      what: hasNodes
        ? "no node that is ready has an address"
        : "`\(gateways.ingress.name)` has node ports, and no Node is in the input",
      why: "peers reach node ports at the addresses of the nodes",
      next: "oc get svc,nodes -n \(ShellWord.quoted(mesh.namespace)) -o yaml")
  }

  private static func noService(_ name: String, _ mesh: Mesh, _ peer: String) -> Diagnostic {
    Diagnostic(
      "MT-SVC-20", .warning, what: "there is no Service `\(name)` in the input",
      why: "it is \(mesh.name)'s ingress gateway for \(peer), and its status has the address",
      next: "oc get svc -n \(ShellWord.quoted(mesh.namespace)) -o yaml")
  }

  private static func noAddress(_ service: Service, _ name: String) -> Diagnostic {
    let type = service.type ?? "ClusterIP"
    return Diagnostic(
      "MT-SVC-21", .warning, what: "the Service `\(name)` has no address in `.status.loadBalancer.ingress`",
      why: type == "LoadBalancer"
        ? "its load balancer does not exist yet, or the cluster has none" : "it is of type \(type), not LoadBalancer",
      next: type == "LoadBalancer"
        ? "oc describe svc \(ShellWord.quoted(name))"
        : "apply the mesh's control plane, or write `serviceType: \(type)` in federation.yaml")
  }
}
