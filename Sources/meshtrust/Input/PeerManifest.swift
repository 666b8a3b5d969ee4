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
    guard case .manifests(let resources) = try CertificateInput.read(path), let peer = Self.peer(resources) else {
      throw CommandLineError.wrongContent(
        file: path, found: "manifests without a ServiceMeshPeer", wanted: "a ServiceMeshPeer")
    }
    guard let trustDomain = peer.trustDomain, let clientID = peer.clientID else {
      let missing = peer.trustDomain == nil ? "trustDomain" : "clientID"
      let finding = Diagnostic(
        "MT-CLI-04", what: "the ServiceMeshPeer `\(peer.metadata.name)` of \(path) lacks \(missing)",
        why: "without it a mesh accepts every certificate of every trust domain that it knows (T-05, T-09)",
        next: "add it under spec.security")
      throw CommandLineError.option("--peer-manifest", finding, .malformed)
    }
    self.trustDomain = trustDomain
    self.clientID = clientID
    let name = peer.certificateChain?.name ?? "\(peer.metadata.name)-ca-root-cert"
    let (input, source) = try Self.roots(named: name, beside: path, resources, bundle)
    let found = try input.certificates(source)
    certificates = found.certificates
    warnings = found.warnings
    revocationLists = try input.revocationLists()
    form = bundle == nil ? "ConfigMap \(name)" : input.description
  }

  private static func peer(_ resources: [Resource]) -> ServiceMeshPeer? {
    resources.lazy.compactMap { if case .serviceMeshPeer(let peer) = $0 { peer } else { nil } }.first
  }

  /// The ConfigMap in the same file or in another manifest of the folder, or the given file.
  private static func roots(
    named name: String, beside path: String, _ resources: [Resource], _ bundle: String?
  ) throws -> (CertificateInput, source: String) {
    if let bundle { return (try CertificateInput.read(bundle), bundle) }
    if let found = configMap(named: name, resources) { return (.manifests([found]), path) }
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    for file in FileSystem.names(in: FilePath(folder))
    where file.hasSuffix(".yaml") || file.hasSuffix(".yml") || file.hasSuffix(".json") {
      guard case .manifests(let others)? = try? CertificateInput.read(folder + "/" + file),
        let found = configMap(named: name, others)
      else { continue }
      return (.manifests([found]), folder + "/" + file)
    }
    throw UsageError.misfit(.noConfigMap(name, beside: path))
  }

  private static func configMap(named name: String, _ resources: [Resource]) -> Resource? {
    resources.first { if case .configMap(let configMap) = $0 { configMap.metadata.name == name } else { false } }
  }
}
