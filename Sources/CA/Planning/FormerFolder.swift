import Diagnostics
import Documents
import Federation
import Files
import Kubernetes
import SystemPackage

/// The manifests in a mesh's folder, as the home last wrote them: what its administrator has applied, as far as the home
/// knows.
struct FormerFolder {
  let objects: [DeletedObject]
  let peers: [ServiceMeshPeer]
  let controlPlane: ServiceMeshControlPlane?
  /// Of a mesh of Istio, what its configuration was written for, and the name of its control plane, if a file has it.
  let istio: (flavour: ControlPlane.Flavour, name: String?)?
  /// The trust domains whose bundles a SPIRE server was given, as SPIFFE IDs.
  let spireDomains: [String]

  /// Reads a folder. What cannot be read counts as not there.
  init(_ folder: FilePath, namespace: String?) {
    let names = (try? FileSystem.names(in: folder)) ?? []
    var resources: [(resource: Resource, node: Node)] = []
    for name in names where name.hasSuffix(".yaml") && name != "kustomization.yaml" {
      let path = folder.appending(name)
      guard let bytes = try? FileSystem.read(path, limit: Self.limit, onlyRegular: true),
        let documents = try? DocumentReader.all(bytes: bytes, source: path.string)
      else { continue }
      for document in documents.flatMap({ $0.unrolled() }) where Self.isOurs(document.root) {
        if let resource = try? Resource.read(document) { resources.append((resource, document.root)) }
      }
    }
    objects = resources.compactMap { DeletedObject($0.node, in: namespace ?? "") }
    peers = resources.compactMap { if case .serviceMeshPeer(let peer) = $0.resource { peer } else { nil } }
    controlPlane =
      resources.lazy.compactMap {
        if case .serviceMeshControlPlane(let plane) = $0.resource { plane } else { nil }
      }.first
    istio =
      Self.configurations.lazy.compactMap { path, flavour -> (flavour: ControlPlane.Flavour, name: String?)? in
        guard let bytes = try? FileSystem.read(folder.pushing(path), limit: Self.limit, onlyRegular: true) else {
          return nil
        }
        let root = (try? DocumentReader.all(bytes: bytes, source: path.string))?.first?.root
        return (flavour, root?["metadata"]?["name"]?.text)
      }.first
    let commands = try? FileSystem.read(
      folder.pushing(SPIREFederation.commandsFile), limit: Self.limit, onlyRegular: true)
    spireDomains = SPIREFederation.trustDomains(inCommands: String(decoding: commands ?? [], as: UTF8.self))
  }

  /// The files with the configuration of an Istio, those with the name of its control plane first.
  private static let configurations: [(FilePath, ControlPlane.Flavour)] = [
    (IstioFiles.resource, .sail), (IstioFiles.patch, .sail), (IstioFiles.overlay, .istio), (IstioFiles.values, .istio),
  ]

  /// A manifest that somebody put into the folder is not the home's.
  private static func isOurs(_ root: Node) -> Bool {
    ManifestSet.managedBy.allSatisfy { root["metadata"]?["labels"]?[$0.key]?.string == $0.value }
  }

  private static let limit = 1 << 22
}
