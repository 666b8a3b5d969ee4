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
    let peers = mesh.peers.flatMap { peer in
      between(
        configMap(in: folder.appending(file(of: peer.rootConfigMap))), material.rootsByPeer[peer.name] ?? [], mesh.name,
        peer.name)
    }
    return own + peers + leaving(mesh, in: folder)
  }

  /// The roots of bundles whose mesh is no peer any more.
  private static func leaving(_ mesh: Mesh, in folder: FilePath) -> [RootChange] {
    let kept = Set(mesh.peers.map { file(of: $0.rootConfigMap) })
    let names = (try? FileSystem.names(in: folder)) ?? []
    return names.filter { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) && !kept.contains($0) }.flatMap { name in
      let owner = String(name.dropFirst(prefix.count).dropLast(suffix.count))
      return between(configMap(in: folder.appending(name)), [], mesh.name, owner)
    }
  }

  private static let prefix = "configmap-"
  private static let suffix = "-ca-root-cert.yaml"

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
