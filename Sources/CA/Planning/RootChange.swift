import Documents
import Federation
import Files
import Kubernetes
import SystemPackage
public import X509

/// A root that enters or leaves a bundle which a mesh holds.
public struct RootChange: Hashable, Sendable {
  public let root: Certificate
  public let isEntering: Bool
  /// The mesh in whose folder the bundle is.
  public let holder: String
  /// The mesh whose roots the bundle contains.
  public let owner: String
}

extension RootChange {
  /// The differences between the bundles in a mesh's folder and those that replace them. What cannot be read there
  /// counts as nothing: every root that is written then enters.
  static func changes(_ mesh: Mesh, _ material: MeshMaterial, in folder: FilePath) -> [RootChange] {
    let own = between(certificates(in: folder.pushing("pem/root-cert.pem")), material.ownRoots, mesh.name, mesh.name)
    let former = former(mesh, in: folder)
    let peers = mesh.peers.flatMap { peer in
      // The ConfigMap may have had another name.
      let name = former.first { $0.peer == peer.name }?.configMap ?? peer.rootConfigMap
      return between(
        configMap(in: folder.appending(file(of: name))), material.rootsByPeer[peer.name] ?? [], mesh.name, peer.name)
    }
    return own + peers + leaving(mesh, former, in: folder)
  }

  /// The roots of bundles whose mesh is no peer any more.
  private static func leaving(
    _ mesh: Mesh, _ former: [(configMap: String, peer: String)], in folder: FilePath
  ) -> [RootChange] {
    let left = former.filter { former in mesh.peers.allSatisfy { $0.name != former.peer } }
    return left.flatMap { between(configMap(in: folder.appending(file(of: $0.configMap))), [], mesh.name, $0.peer) }
  }

  /// The ConfigMaps of the folder that the mesh has no longer, each with the peer whose roots are in it.
  private static func former(_ mesh: Mesh, in folder: FilePath) -> [(configMap: String, peer: String)] {
    let kept = Set(mesh.peers.map { file(of: $0.rootConfigMap) })
    let names = (try? FileSystem.names(in: folder)) ?? []
    let left = names.filter { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) && !kept.contains($0) }
    guard !left.isEmpty else { return [] }
    let peers = FormerFolder(folder, namespace: mesh.namespace).peers
    let derived = Naming.rootConfigMap(ofPeer: "")
    return left.compactMap { name in
      let configMap = String(name.dropFirst(prefix.count).dropLast(suffix.count))
      if let peer = peers.first(where: { $0.certificateChain?.name == configMap }) {
        return (configMap, peer.metadata.name)
      }
      return configMap.hasSuffix(derived) ? (configMap, String(configMap.dropLast(derived.count))) : nil
    }
  }

  private static let prefix = "configmap-"
  private static let suffix = ".yaml"

  private static func file(of configMap: String) -> String { "\(prefix)\(configMap).yaml" }

  private static func between(
    _ before: [Certificate], _ after: [Certificate], _ holder: String, _ owner: String
  ) -> [RootChange] {
    let (old, new) = (Set(before), Set(after))
    return after.distinct().filter { !old.contains($0) }.map {
      RootChange(root: $0, isEntering: true, holder: holder, owner: owner)
    }
      + before.distinct().filter { !new.contains($0) }.map {
        RootChange(root: $0, isEntering: false, holder: holder, owner: owner)
      }
  }

  private static func certificates(in path: FilePath) -> [Certificate] {
    guard let bytes = try? FileSystem.read(path, limit: limit, onlyRegular: true) else { return [] }
    return (try? PEM.certificates(bytes).certificates) ?? []
  }

  private static func configMap(in path: FilePath) -> [Certificate] {
    guard let bytes = try? FileSystem.read(path, limit: limit, onlyRegular: true),
      let resources = try? Resource.all(in: DocumentReader.all(bytes: bytes, source: path.string))
    else { return [] }
    return resources.flatMap { resource -> [Certificate] in
      guard case .configMap(let map) = resource, let text = map.data[ConfigMap.rootKey] else { return [] }
      return (try? PEM.certificates(Array(text.utf8)).certificates) ?? []
    }
  }

  private static let limit = 1 << 22
}
