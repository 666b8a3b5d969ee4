import Diagnostics
import SPIFFE

/// Resolves a federation file into its meshes, step by step, and collects the errors.
///
/// A mesh with an error of its own is left out of the later steps, so that each error is reported once.
struct Resolver {
  let file: FederationFile
  /// The known facts about remotes, by name.
  let facts: [String: RemoteMesh]
  /// In file order; of two entries with the same name, the first.
  let meshes: [MeshEntry]
  /// By name.
  let entries: [String: MeshEntry]
  /// The endpoints of remotes, by name.
  private(set) var endpoints: [String: RemoteEndpoint] = [:]
  var findings: [Diagnostic]

  init(_ file: FederationFile, remotes: [RemoteMesh]) {
    self.file = file
    facts = Dictionary(remotes.map { ($0.name, $0) }) { first, _ in first }
    var seen: Set<String> = []
    meshes = file.meshes.filter { seen.insert($0.name.value).inserted }
    entries = Dictionary(meshes.map { ($0.name.value, $0) }) { first, _ in first }
    findings = file.findings
  }

  mutating func resolve() -> [Mesh] {
    checkFederation()
    checkNames()
    let peerings = peerings()
    checkPeerNames(peerings)
    let profiles = profiles()
    var meshes = meshes.compactMap { mesh($0, profiles: profiles) }
    checkTrustDomains(meshes)
    endpoints = Dictionary(remoteEndpoints().map { ($0.name, $0) }) { first, _ in first }
    for index in meshes.indices {
      meshes[index].gateways = gateways(of: meshes[index], for: peerings[meshes[index].name] ?? [])
    }
    let known = Dictionary(meshes.map { ($0.name, $0) }) { first, _ in first }
    for index in meshes.indices {
      meshes[index].peers = peers(of: meshes[index], among: known)
      meshes[index].isSeenByAmbient =
        meshes[index].dataPlane == .ambient
        || meshes[index].peers.contains { peer in
          (known[peer.name]?.dataPlane ?? facts[peer.name]?.dataPlane) == .ambient
        }
      meshes[index].exports = exports(of: meshes[index])
      meshes[index].imports = imports(of: meshes[index], among: known)
      checkFailoverNames(of: meshes[index])
      (meshes[index].offeredServices, meshes[index].usedServices) = sharedServices(of: meshes[index], among: known)
    }
    return meshes
  }

  var name: String { file.name?.value ?? "federation" }

  /// The organization of a shared root: the default profile's, or the federation's name.
  var sharedOrganization: String {
    file.profiles.first { $0.name.value == "default" }?.organization?.value ?? name
  }

  mutating func report(
    _ code: Code, _ severity: Severity = .error, what: Message, why: Message, next: Message, place: Place
  ) {
    findings.append(Diagnostic(code, severity, what: what, why: why, next: next, place: place))
  }

  /// Reports an invalid name; `role` says what it names.
  @discardableResult
  mutating func check(_ name: Located<String>, _ syntax: NameSyntax, role: String) -> Bool {
    guard let fault = syntax.fault(in: name.value) else { return true }
    let likely = String(name.value.lowercased().map { $0 == "_" || $0 == " " ? "-" : $0 })
    report(
      "MT-FED-14", what: "the \(role) \(Excerpt(name.value)) \(fault)",
      why: "Kubernetes rejects such a name, and other names are derived from it",
      next: syntax.fault(in: likely) == nil ? "write `\(likely)`" : "choose another name", place: name.place)
    return false
  }
}

extension Resolver {
  private mutating func checkFederation() {
    if let name = file.name {
      check(name, .label, role: "federation's name")
    }
    if file.meshes.isEmpty {
      report(
        "MT-FED-35", what: "the federation has no meshes", why: "there is nothing to issue or to federate",
        next: "add them under `spec.meshes`", place: file.place)
    }
    for code in file.acknowledged where !code.value.hasPrefix("MT-") {
      report(
        "MT-FED-40", what: "\(Excerpt(code.value)) is not a code",
        why: "only notes and warnings with a code can be known",
        next: "write it as in the note's brackets: `MT-FED-32`", place: code.place)
    }
    guard file.roots == .shared else { return }
    let common = Naming.rootCommonName(name, generation: 999)
    checkLength(common, of: "the common name of the shared root", place: file.name?.place ?? file.place)
  }

  /// Meshes and remotes share one namespace of names, because each can be a peer.
  private mutating func checkNames() {
    var first: [String: Place] = [:]
    for name in file.meshes.map(\.name) + file.remotes {
      if let place = first[name.value] {
        report(
          "MT-FED-06", what: "the name `\(name.value)` is used twice", why: "it is first used at \(place)",
          next: "rename one of the two", place: name.place)
      } else {
        first[name.value] = name.place
      }
      if Naming.rootConfigMap(ofPeer: name.value) == "istio-ca-root-cert" {
        report(
          "MT-FED-58", what: "a mesh cannot be named `\(name.value)`",
          why: "its roots would be in the ConfigMap `istio-ca-root-cert` of its peers, which istiod writes itself",
          next: "choose another name", place: name.place)
      } else if name.value == "shared" {
        report(
          "MT-FED-14", what: "a mesh cannot be named `shared`",
          why: "on the command line `shared/root` is the root that all meshes share", next: "choose another name",
          place: name.place)
      } else if !name.value.contains(".") {
        check(name, .label, role: "mesh name")
      }
    }
    for mesh in file.meshes {
      let common = Naming.intermediateCommonName(mesh.name.value, generation: 999)
      checkLength(common, of: "the common name of the intermediate", place: mesh.name.place)
    }
  }

  /// RFC 5280 appendix A.1 limits names in subjects to 64 characters.
  mutating func checkLength(_ text: String, of role: String, place: Place) {
    guard text.count > 64 else { return }
    report(
      "MT-FED-29", what: "\(role), \(Excerpt(text)), has \(text.count) characters, more than the 64 allowed",
      why: "a common name or organization has at most 64 characters (RFC 5280 A.1)",
      next: "shorten it by \(text.count - 64)", place: place)
  }
}
