public struct ControlPlane: Hashable, Sendable {
  public enum Flavour: String, CaseIterable, Hashable, Sendable {
    /// OpenShift Service Mesh 2, or Maistra.
    case maistra
    /// Upstream Istio.
    case istio
  }

  /// istiod's `--resync`, in seconds: within this time a changed ConfigMap with a peer's roots reaches every proxy, without
  /// a restart. Source: pilot/cmd/pilot-discovery/app/cmd.go, OSSM-6079.
  public static let resync: Int64 = 60

  /// The name of the ServiceMeshControlPlane, or istiod's revision.
  public let name: String
  public let flavour: Flavour
  /// The version, if given. Without one none is written, so that applying never upgrades a mesh.
  public let version: Version?
  /// Whether istiod loads a new intermediate below the same roots without a restart.
  public let autoReload: Bool
  /// Whether istiod loads new roots without a restart (ISTIO_MULTIROOT_MESH).
  public let multiRoot: Bool
}

extension ControlPlane {
  /// A version of a control plane: `v2.5` of Maistra, `1.24.1` of Istio.
  public struct Version: Hashable, Sendable, CustomStringConvertible {
    /// As in the control plane's resource.
    public let description: String
    private let numbers: [Int]

    /// Two or three numbers separated by dots, with a leading `v` for Maistra; nil for anything else.
    init?(_ text: String, flavour: Flavour) {
      let bare = text.hasPrefix("v") ? text.dropFirst() : text[...]
      let parts = bare.split(separator: ".", omittingEmptySubsequences: false)
      let numbers = parts.compactMap { part in
        part.utf8.count <= 4 && part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
          ? Int(part) : nil
      }
      guard numbers.count == parts.count else { return nil }
      switch flavour {
      case .maistra:
        guard text.hasPrefix("v"), numbers.count == 2 else { return nil }
      case .istio:
        guard numbers.count == 2 || numbers.count == 3 else { return nil }
      }
      self.numbers = numbers
      description = text
    }

    func isBefore(_ numbers: Int...) -> Bool { self.numbers.lexicographicallyPrecedes(numbers) }
  }
}
