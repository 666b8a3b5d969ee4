import Documents

/// Whose an object may be, by the namespace of the control plane and the folder: what was collected of several clusters has
/// a folder for each.
final class BorderPlaces {
  /// The indices of the meshes by the namespaces of their control planes.
  private let byNamespace: [String: [Int]]
  private let files: [Set<String>]
  /// The folders of each mesh.
  private let known: [Set<Substring>]
  /// Folders that may be those of a mesh of which nothing but a home's description is known.
  private let possible: [Set<Substring>]
  private var remembered: [Substring: Distances] = [:]

  /// How many parts a folder shares with the folders of each mesh.
  private struct Distances {
    let known: [Int]
    let possible: [Int]
  }

  /// - Parameter home: The folders of a home's meshes.
  init(_ sides: [BorderSide], _ manifests: [Manifest], home: MeshFolders) {
    let byNamespace = Dictionary(grouping: sides.indices.filter { !sides[$0].name.namespace.isEmpty }) {
      sides[$0].name.namespace
    }
    let inNamespace = Dictionary(grouping: manifests) { $0.namespace ?? "" }.mapValues { Set($0.map(\.folder)) }
    var known = sides.map(\.folders)
    for index in sides.indices where sides[index].folders.isEmpty {
      let namespace = sides[index].name.namespace
      if byNamespace[namespace]?.count ?? 1 <= 1 {
        known[index] = inNamespace[namespace] ?? []
      } else if let named = Self.named(index, sides, home) {
        known[index] = [named]
      }
    }
    var possible = [Set<Substring>](repeating: [], count: sides.count)
    for index in sides.indices where known[index].isEmpty {
      let namespace = sides[index].name.namespace
      let taken = (byNamespace[namespace] ?? []).flatMap { known[$0] }
      possible[index] = (inNamespace[namespace] ?? []).filter { folder in
        !taken.contains { BorderPlaces.holds($0, folder) }
      }
    }
    self.byNamespace = byNamespace
    self.known = known
    self.possible = possible
    files = sides.map(\.files)
  }

  /// The folder that is named after a mesh of which nothing else tells where it is; nil if the places of the others speak
  /// against it.
  private static func named(_ index: Int, _ sides: [BorderSide], _ home: MeshFolders) -> Substring? {
    let namespace = sides[index].name.namespace
    guard let own = home.folder(of: sides[index].name.name, in: namespace) else { return nil }
    let isBelieved = sides.indices.filter { $0 != index }.allSatisfy { other in
      let name = sides[other].name
      return sides[other].folders.allSatisfy { seat in
        name.namespace == namespace ? home.mesh(seat, in: namespace) == name.name : !holds(seat, own)
      }
    }
    return isBelieved ? own : nil
  }

  /// The folders of a mesh.
  func folders(of index: Int) -> Set<Substring> { known[index] }

  /// The mesh of an object; several if neither the namespace nor the place tells.
  func owners(of manifest: Manifest) -> [Int] {
    let named = manifest.namespace.flatMap { byNamespace[$0] } ?? []
    let candidates = named.isEmpty ? Array(files.indices) : named
    guard candidates.count > 1 else { return candidates }
    let shared = distances(of: manifest.folder)
    let most = candidates.map { shared.known[$0] }.max() ?? 0
    let nearest = candidates.filter { shared.known[$0] == most }
    let beside = nearest.filter { files[$0].contains(manifest.document.source) }
    guard beside.isEmpty else { return beside }
    return candidates.filter { shared.known[$0] == most || shared.possible[$0] >= max(most, 1) }
  }

  private func distances(of folder: Substring) -> Distances {
    if let distances = remembered[folder] { return distances }
    let parts = folder.split(separator: "/")
    func shared(_ folders: Set<Substring>) -> Int {
      folders.map { zip($0.split(separator: "/"), parts).prefix { $0 == $1 }.count }.max() ?? 0
    }
    let found = Distances(known: known.map(shared), possible: possible.map(shared))
    remembered[folder] = found
    return found
  }

  /// Whether a folder is in one with a mesh's configuration, or in the one around it, as a home has it.
  private static func holds(_ seat: Substring, _ folder: Substring) -> Bool {
    let places = seat.split(separator: "/")
    let parts = folder.split(separator: "/")
    if parts.starts(with: places) { return true }
    let around = places.dropLast()
    return MeshFolders.isConfiguration(places.last) && !around.isEmpty && parts.starts(with: around)
  }
}
