public import Federation
import X509

/// A change of root-cert.pem, as istiod sees it while it runs. What it does not take up, it ignores with a line in its log,
/// and with it a new intermediate in the same Secret.
///
/// Source: istio/istio, pilot/pkg/bootstrap/istio_ca.go and security/pkg/pki/util/keycertbundle.go, `UpdateVerifiedKeyCertBundleFromFile`.
public struct RootFileChange: Sendable {
  private let old: [UInt8]
  private let new: [UInt8]

  /// The file as it is, and as it shall be.
  public init(from old: [UInt8], to new: [UInt8]) {
    self.old = old
    self.new = new
  }

  /// Whether istiod takes it up without a restart.
  ///
  /// - Parameter multiRoot: Whether istiod has ISTIO_MULTIROOT_MESH.
  public func isTaken(by reload: ControlPlane.Version.RootReload, multiRoot: Bool) -> Bool {
    if old == new { return true }
    guard multiRoot else { return false }
    switch reload {
    case .restart: return false
    case .bytes: return Self.contains(old, new) || Self.contains(new, old)
    case .certificates:
      guard let before = Self.certificates(old), let after = Self.certificates(new) else { return false }
      return before.isSubset(of: after) || after.isSubset(of: before)
    }
  }

  /// Whether the istiod of a mesh takes it up; without a version only what every version does.
  public func isTaken(by mesh: Mesh) -> Bool {
    let plane = mesh.controlPlane
    return isTaken(by: plane.version?.rootReload ?? .restart, multiRoot: plane.multiRoot)
  }

  /// Whether the istiod of a mesh takes up a file with some roots in place of one with others, each in the order of the file.
  public static func isTaken<Root: Hashable>(_ old: [Root], _ new: [Root], by mesh: Mesh) -> Bool {
    if old == new { return true }
    guard mesh.controlPlane.multiRoot else { return false }
    return switch mesh.controlPlane.version?.rootReload ?? .restart {
    case .restart: false
    case .bytes: contains(old, new) || contains(new, old)
    case .certificates: Set(old).isSubset(of: new) || Set(new).isSubset(of: old)
    }
  }

  private static func contains<Item: Equatable>(_ text: [Item], _ part: [Item]) -> Bool {
    guard let first = part.first else { return true }
    guard text.count >= part.count else { return false }
    return (0...(text.count - part.count)).contains { start in
      text[start] == first && text[start..<start + part.count].elementsEqual(part)
    }
  }

  private static func certificates(_ text: [UInt8]) -> Set<[UInt8]>? {
    (try? PEM.certificates(text).certificates).map { Set($0.map(\.der)) }
  }
}
