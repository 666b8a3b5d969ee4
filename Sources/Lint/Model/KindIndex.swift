/// Where the manifests of each kind are. Most questions are about few of many manifests, and a long stream has few kinds.
struct KindIndex: Sendable {
  private var places: [String: [Int]] = [:]

  init(_ manifests: [Manifest]) {
    for (index, manifest) in manifests.enumerated() { places[manifest.kind, default: []].append(index) }
  }

  /// The indices of the manifests of some kinds, in any group, in input order.
  func places(of kinds: String...) -> [Int] {
    let found = kinds.compactMap { places[$0] }
    return found.count == 1 ? found[0] : found.flatMap(\.self).sorted()
  }
}

extension KindIndex {
  /// Control planes, and the three kinds of federation.
  var ofMeshes: [Int] {
    places(of: "ServiceMeshControlPlane", "ServiceMeshPeer", "ExportedServiceSet", "ImportedServiceSet")
  }
}
