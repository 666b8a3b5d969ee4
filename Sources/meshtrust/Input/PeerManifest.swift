import CA
import Diagnostics
import Files
import Kubernetes
import SPIFFE
import SystemPackage
import X509

/// A ServiceMeshPeer and its roots.
struct PeerManifest {
  let trustDomain: String
  let clientID: String
  let certificates: [Certificate]
  /// Why Envoy does not load them as they are written.
  let unloaded: Diagnostic?
  let revocationLists: [RevocationList]
  let warnings: [Diagnostic]
  /// The source of the roots, in words.
  let form: String

  init(_ path: String, bundle: String?) throws {
    guard case .manifests(let resources) = try CertificateInput.read(path), let peer = try Self.peer(resources, path)
    else {
      throw CommandLineError.wrongContent(
        file: path, found: "manifests without a ServiceMeshPeer", wanted: "a ServiceMeshPeer", of: .objects)
    }
    guard let trustDomain = peer.trustDomain, let clientID = peer.clientID else {
      let missing = peer.trustDomain == nil ? "trustDomain" : "clientID"
      let finding = Diagnostic(
        "MT-CLI-04", what: "the ServiceMeshPeer `\(peer.metadata.name)` of \(path) lacks \(missing)",
        why: "without it a mesh accepts every certificate of every trust domain that it knows (T-05, T-09)",
        next: "add it under spec.security")
      throw CommandLineError.option(Self.option, finding, .malformed)
    }
    self.trustDomain = trustDomain
    self.clientID = clientID
    if bundle == nil, let kind = peer.certificateChain?.kind, !["", ConfigMap.kind].contains(kind) {
      throw CommandLineError.option(Self.option, Self.otherKind(kind, of: peer, path), .malformed)
    }
    let name = peer.certificateChain?.name ?? "\(peer.metadata.name)-ca-root-cert"
    let (input, source, unread) = try Self.roots(
      ObjectMetadata(name: name, namespace: peer.metadata.namespace), beside: path, resources, bundle)
    let domain = try ContentError.naming(path) { try TrustDomain(trustDomain) }
    let found = try input.bundle(source, of: domain)
    certificates = found.certificates
    warnings = found.warnings + unread
    revocationLists = try input.revocationLists()
    unloaded = input.unloaded(source)
    form = bundle == nil ? "ConfigMap \(name)" : input.description
  }

  private static let option = "--peer-manifest"

  private static func otherKind(_ kind: String, of peer: ServiceMeshPeer, _ path: String) -> Diagnostic {
    Diagnostic(
      "MT-CLI-94",
      what: "the ServiceMeshPeer `\(peer.metadata.name)` of \(path) takes its roots from a \(kind.printable)",
      why: "a ConfigMap of the same name would be something else", next: "pass the roots with --bundle FILE")
  }

  private static func peer(_ resources: [Resource], _ path: String) throws -> ServiceMeshPeer? {
    let peers = resources.compactMap { resource -> OneObject.Candidate<Resource>? in
      guard case .serviceMeshPeer(let peer) = resource else { return nil }
      return OneObject.Candidate(object: resource, metadata: peer.metadata, file: path)
    }
    guard case .serviceMeshPeer(let peer) = try OneObject.of(ServiceMeshPeer.kind, peers, option: option)?.object else {
      return nil
    }
    return peer
  }

  /// The ConfigMap in the peer's own namespace: in the same file or else in another manifest of the folder. Or the
  /// given file.
  private static func roots(
    _ wanted: ObjectMetadata, beside path: String, _ resources: [Resource], _ bundle: String?
  ) throws -> (CertificateInput, source: String, unread: [Diagnostic]) {
    if let bundle { return (try CertificateInput.read(bundle, for: .roots), bundle, []) }
    var found = configMaps(named: wanted.name, resources, path)
    var unread: [Diagnostic] = []
    if !found.contains(where: { $0.metadata.namespace == wanted.namespace }) {
      let others = try neighbours(of: path, wanted)
      found += others.found
      unread = others.unread
    }
    let matching = found.filter { $0.metadata.namespace == wanted.namespace }
    guard let only = try OneObject.of(ConfigMap.kind, matching, option: option) else {
      throw UsageError.misfit(
        .noConfigMap(
          OneObject.text(wanted), beside: path,
          elsewhere: found.map { "\(OneObject.text($0.metadata)) in \($0.file)" }))
    }
    return (.manifests([only.object]), only.file, unread)
  }

  /// The ConfigMaps of the name in the other manifests of the folder, and a warning for each file that cannot be
  /// read and may hold one, because it has the name in it or cannot even be opened.
  private static func neighbours(
    of path: String, _ wanted: ObjectMetadata
  ) throws -> (found: [OneObject.Candidate<Resource>], unread: [Diagnostic]) {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let own = FilePath(path).lastComponent?.string
    let names = try FileSystem.names(in: FilePath(folder)).filter { file in
      file != own && [".yaml", ".yml", ".json"].contains { file.hasSuffix($0) }
    }
    var found: [OneObject.Candidate<Resource>] = []
    var unread: [Diagnostic] = []
    for name in names {
      let file = folder + "/" + name
      do {
        guard case .manifests(let others) = try CertificateInput.read(file, onlyRegular: true) else { continue }
        found += configMaps(named: wanted.name, others, file)
      } catch let fault as any Diagnosable {
        let text = try? FileSystem.read(FilePath(file), onlyRegular: true)
        guard text.map({ String(decoding: $0, as: UTF8.self).contains(wanted.name) }) ?? true else { continue }
        unread.append(
          Diagnostic(
            "MT-CLI-95", .warning, what: "`\(file)` is left out, because it cannot be read",
            why: "\(fault.diagnostic.what)", next: "repair the file, or move it away"))
      }
    }
    return (found, unread)
  }

  private static func configMaps(
    named name: String, _ resources: [Resource], _ file: String
  ) -> [OneObject.Candidate<Resource>] {
    resources.compactMap { resource in
      guard case .configMap(let configMap) = resource, configMap.metadata.name == name else { return nil }
      return OneObject.Candidate(object: resource, metadata: configMap.metadata, file: file)
    }
  }
}
