import CA
import Documents
import SPIFFE
import SystemPackage

/// Bundles for web servers.
enum PublishView {
  static func lines(_ bundles: [PublishedBundle]) -> [String] {
    bundles.map { "\($0.isChange ? "wrote  " : "kept   ") \($0.path), sequence \($0.sequence)" }
  }

  static func node(_ bundles: [PublishedBundle]) -> Node {
    .sequence(
      bundles.map { bundle in
        .mapping([
          ("trustDomain", .string(bundle.trustDomain.name)), ("meshes", .strings(bundle.meshes)),
          ("path", .string(bundle.path.string)), ("sequence", Node(.integer(bundle.sequence))),
          ("changed", .bool(bundle.isChange)),
        ])
      })
  }
}
