import Federation
import Kubernetes

/// The meshes of a home whose control planes are in namespaces of one name, in clusters of their own: only the folder in
/// which an object was collected tells whose it is.
///
/// The name of a folder alone says nothing, as a mesh may have folders for its peers. Folders tell where they stand side by
/// side as in a home, and every object of the namespace is in one that is named after such a mesh.
struct MeshFolders: Sendable {
  private struct Layout: Sendable {
    /// The folder around those of the meshes, in parts.
    let around: [Substring]
    let names: Set<String>
  }

  /// By namespace.
  private let layouts: [String: Layout]

  init(_ federation: ResolvedFederation?, _ manifests: [Manifest]) {
    let meshes = Dictionary(grouping: federation?.meshes ?? []) { $0.namespace }
    let sharing = meshes.filter { $0.value.count > 1 }.mapValues { Set($0.map(\.name)) }
    guard !sharing.isEmpty else {
      layouts = [:]
      return
    }
    var folders: [String: Set<Substring>] = [:]
    for manifest in manifests {
      // A control plane may be in a namespace that only its configuration names.
      for namespace in [manifest.namespace, IstioLayer(manifest)?.namespace].compactMap({ $0 })
      where sharing[namespace] != nil {
        folders[namespace, default: []].insert(manifest.folder)
      }
    }
    var layouts: [String: Layout] = [:]
    for (namespace, names) in sharing {
      layouts[namespace] = Self.layout(folders[namespace] ?? [], names)
    }
    self.layouts = layouts
  }

  /// Nil unless every folder is in one of those that stand side by side.
  private static func layout(_ folders: Set<Substring>, _ names: Set<String>) -> Layout? {
    let paths = folders.map { $0.split(separator: "/") }
    guard var around = paths.first else { return nil }
    for path in paths { around = zip(around, path).prefix { $0 == $1 }.map { $0.0 } }
    let depth = around.count
    let isTold = paths.allSatisfy { $0.count > depth && names.contains(String($0[depth])) }
    return isTold ? Layout(around: around, names: names) : nil
  }

  /// The mesh with its control plane in a shared namespace in whose folder another one is; nil if that does not tell.
  func mesh(_ folder: Substring, in namespace: String) -> String? {
    guard let layout = layouts[namespace] else { return nil }
    let parts = folder.split(separator: "/")
    guard parts.starts(with: layout.around), parts.count > layout.around.count else { return nil }
    let name = String(parts[layout.around.count])
    return layout.names.contains(name) ? name : nil
  }

  /// The folder of such a mesh.
  func folder(of mesh: String, in namespace: String) -> Substring? {
    guard let layout = layouts[namespace], layout.names.contains(mesh) else { return nil }
    return Substring((layout.around + [Substring(mesh)]).joined(separator: "/"))
  }

  /// Whether a home has the configuration of Istio in a folder of this name.
  static func isConfiguration(_ name: Substring?) -> Bool { name.map { $0 == IstioFiles.folderName } ?? false }
}
