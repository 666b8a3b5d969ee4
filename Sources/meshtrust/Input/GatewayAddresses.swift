import CA
import Diagnostics
import Documents
import Federation
import Kubernetes

/// The addresses of a mesh's ingress gateways as their Services tell them.
struct GatewayAddresses {
  /// What was found, in the order of the peers.
  private(set) var found: [(peer: String, addresses: [String])] = []
  /// The gateways without an address, as diagnostics.
  private(set) var missing: [Diagnostic] = []
  /// What is odd about those that were found.
  private(set) var warnings: [Diagnostic] = []

  /// Looks for the Service of each gateway that stands behind a load balancer.
  init(of mesh: Mesh, in file: String) throws {
    let services = try Self.services(in: file).filter {
      $0.metadata.namespace == nil || $0.metadata.namespace == mesh.namespace
    }
    for gateways in mesh.gateways where gateways.ingress.serviceType == .loadBalancer {
      let name = gateways.ingress.name
      guard let service = services.first(where: { $0.metadata.name == name }) else {
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

  private static func services(in file: String) throws -> [Service] {
    let documents = try ManifestInput.read(file).flatMap { $0.unrolled() }
    let services = documents.filter { $0.root["kind"]?.string == Service.kind }
    guard !services.isEmpty else {
      throw CommandLineError.wrongContent(
        file: file, found: "no Service", wanted: "what `oc get svc -o yaml` gives")
    }
    return try services.compactMap { document -> Service? in
      do throws(KubernetesError) {
        guard case .service(let service) = try Resource.read(document) else { return nil }
        return service
      } catch {
        throw CAError.kubernetes(error)
      }
    }
  }

  /// Host names on AWS, addresses elsewhere; where the platform is not known, what is there.
  private mutating func addresses(of service: Service, _ mesh: Mesh) -> [String] {
    service.ingress.compactMap { ingress in
      let hostname = ingress.hostname.flatMap { $0.isEmpty ? nil : $0 }
      let ip = ingress.ip.flatMap { $0.isEmpty ? nil : $0 }
      guard let kind = mesh.platform?.loadBalancerAddress else { return hostname ?? ip }
      let (wanted, other) = kind == .hostname ? (hostname, ip) : (ip, hostname)
      guard wanted == nil, let other else { return wanted }
      // An IP address of AWS does not last; a host name elsewhere does, if it leads to the same place.
      let name = service.metadata.name
      warnings.append(
        Diagnostic(
          "MT-SVC-22", .warning,
          what: kind == .hostname
            ? "the Service `\(name)` has no host name, and `\(other)` is not taken"
            : "the Service `\(name)` has no IP address, and `\(other)` is taken",
          why: "load balancers of \(mesh.platform?.rawValue ?? "") are reached by "
            + (kind == .hostname ? "host name" : "IP address") + " (manual 1.18.7)",
          next: "check `platform` of `\(mesh.name)`"))
      return kind == .hostname ? nil : other
    }
  }

  private static func noService(_ name: String, _ mesh: Mesh, _ peer: String) -> Diagnostic {
    Diagnostic(
      "MT-SVC-20", .warning, what: "there is no Service `\(name)` in what is given",
      why: "it is \(mesh.name)'s ingress gateway for \(peer), and its status tells its address",
      next: "oc get svc -n \(mesh.namespace) -o yaml")
  }

  private static func noAddress(_ service: Service, _ name: String) -> Diagnostic {
    let type = service.type ?? "ClusterIP"
    return Diagnostic(
      "MT-SVC-21", .warning, what: "the Service `\(name)` has no address in `.status.loadBalancer.ingress`",
      why: type == "LoadBalancer"
        ? "its load balancer is not made yet, or the cluster makes none" : "it is of type \(type), not LoadBalancer",
      next: type == "LoadBalancer"
        ? "oc describe svc \(name)"
        : "apply the mesh's control plane, or write `serviceType: \(type)` in federation.yaml")
  }
}
