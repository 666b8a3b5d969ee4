import CA
import Diagnostics
import Files
import Kubernetes
import SystemPackage
import X509

/// A ServiceMeshPeer and its roots.
struct PeerManifest {
  let trustDomain: String
  let clientID: String
  let certificates: [Certificate]
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
    let name = peer.certificateChain?.name ?? "\(peer.metadata.name)-ca-root-cert"
    let (input, source) = try Self.roots(
      ObjectMetadata(name: name, namespace: peer.metadata.namespace), beside: path, resources, bundle)
    let found = try input.bundle(source)
    certificates = found.certificates
    warnings = found.warnings
    revocationLists = try input.revocationLists()
    form = bundle == nil ? "ConfigMap \(name)" : input.description
  }

  private static let option = "--peer-manifest"

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
  ) throws -> (CertificateInput, source: String) {
    if let bundle { return (try CertificateInput.read(bundle), bundle) }
    let here = configMaps(named: wanted.name, resources, path)
    let found =
      here.contains { $0.metadata.namespace == wanted.namespace } ? here : here + (try neighbours(of: path, wanted))
    let matching = found.filter { $0.metadata.namespace == wanted.namespace }
    guard let only = try OneObject.of(ConfigMap.kind, matching, option: option) else {
      throw UsageError.misfit(
        .noConfigMap(
          OneObject.text(wanted), beside: path,
          elsewhere: found.map { "\(OneObject.text($0.metadata)) in \($0.file)" }))
    }
    return (.manifests([only.object]), only.file)
  }

  /// The ConfigMaps of the name in the other manifests of the folder.
  private static func neighbours(
    of path: String, _ wanted: ObjectMetadata
  ) throws -> [OneObject.Candidate<Resource>] {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let own = FilePath(path).lastComponent?.string
    return try FileSystem.names(in: FilePath(folder)).filter { file in
      file != own && [".yaml", ".yml", ".json"].contains { file.hasSuffix($0) }
    }.flatMap { file in
      let file = folder + "/" + file
      guard case .manifests(let others)? = try? CertificateInput.read(file) else {
        return [OneObject.Candidate<Resource>]()
      }
      return configMaps(named: wanted.name, others, file)
    }
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
