public import X509

extension ControlPlane {
  /// A version of a control plane: `v2.5` of Maistra, `1.24.1` of Istio, `v1.30.1` or `v1.30-latest` of the Sail operator.
  public struct Version: Hashable, Sendable, CustomStringConvertible {
    /// As in the control plane's resource.
    public let description: String
    /// Two or three numbers.
    private let numbers: [Int]

    /// Nil for anything that is no version of the flavour.
    init?(_ text: String, flavour: Flavour) {
      let latest = "-latest"
      let isLatest = flavour == .sail && text.hasSuffix(latest)
      let bare = (isLatest ? text.dropLast(latest.count) : text[...]).dropFirst(text.hasPrefix("v") ? 1 : 0)
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
      case .sail:
        guard text.hasPrefix("v"), numbers.count == (isLatest ? 2 : 3) else { return nil }
      }
      self.numbers = numbers
      description = text
    }

    /// A version of Istio, such as `1.29.3` or `v1.30-latest`.
    public init?(istio text: String) {
      guard let version = Version(text, flavour: .istio) ?? Version(text, flavour: .sail) else { return nil }
      self = version
    }

    func isBefore(_ numbers: Int...) -> Bool { self.numbers.lexicographicallyPrecedes(numbers) }

    /// Without a patch level the newest of its minor version is meant.
    public func isAtLeast(_ numbers: Int...) -> Bool {
      let known = self.numbers.count < numbers.count ? self.numbers + [Int.max] : self.numbers
      return !known.lexicographicallyPrecedes(numbers)
    }

    func isExactly(_ numbers: Int...) -> Bool { self.numbers == numbers }

    /// The version of Istio in a version of OpenShift Service Mesh 3. Source: openshift-service-mesh/sail-operator,
    /// versions.ossm.yaml.
    static func istio(inProduct text: String) -> String? {
      let products = ["3.0": "1.24", "3.1": "1.26", "3.2": "1.27", "3.3": "1.28", "3.4": "1.30", "3.5": "1.31"]
      let parts = (text.hasPrefix("v") ? text.dropFirst() : text[...]).split(separator: ".")
      return products[parts.prefix(2).joined(separator: ".")]
    }
  }
}

extension ControlPlane.Version {
  /// What the ztunnels of the newest known version verify with.
  public static let newestWebPKI = WebPKI.refusingURIConstraints

  /// What the ztunnels of this version of Istio verify with: webpki 0.103.12 or later from 1.29.3 on. OpenShift Service
  /// Mesh follows the version of Istio inside: 3.3 has 1.28, and 3.4 has 1.30.
  public var webPKI: WebPKI { isAtLeast(1, 29, 3) ? .refusingURIConstraints : .ignoringURIConstraints }

  /// How istiod takes up a changed file of roots. Source: istio/istio, security/pkg/pki/util/keycertbundle.go.
  public enum RootReload: Hashable, Sendable {
    /// Only after a restart (up to 1.19).
    case restart
    /// If one of the two files is part of the other, byte by byte (1.20 to 1.29).
    case bytes
    /// If one of the two sets of certificates is part of the other (from 1.30 on).
    case certificates
  }

  /// With ISTIO_MULTIROOT_MESH; without it only after a restart.
  public var rootReload: RootReload {
    if !isAtLeast(1, 20, 0) { return .restart }
    return isAtLeast(1, 30, 0) ? .certificates : .bytes
  }

  /// Whether proxies get only the first of several roots (istio/istio#55793).
  public var deliversOneRoot: Bool { isExactly(1, 24, 4) || isExactly(1, 25, 1) }

  /// Whether ztunnels read only the first of several roots (istio/ztunnel#1510).
  public var ztunnelsReadOneRoot: Bool {
    isAtLeast(1, 25, 0) ? !isAtLeast(1, 25, 2) : !isAtLeast(1, 24, 5)
  }

  /// Whether ztunnels read the file of roots by which they trust istiod only when they start: before 1.28.
  public var ztunnelKeepsRootsOfIstiod: Bool { isBefore(1, 28) }

  /// Whether istiod takes up a new intermediate below the same roots without a restart: from 1.18 on.
  public var reloadsIntermediates: Bool { isAtLeast(1, 18) }

  /// Whether istiod patches its webhooks when only the mounted file of roots changed: from 1.31 on (istio/istio#60446).
  public var followsMountedRoots: Bool { isAtLeast(1, 31) }

  /// The first version with the fault of this one mended; nil if proxies get every root of it.
  public var firstWithEveryRoot: String? {
    if isBefore(1, 25) { return deliversOneRoot || ztunnelsReadOneRoot ? "1.24.5" : nil }
    return deliversOneRoot || ztunnelsReadOneRoot ? "1.25.2" : nil
  }

  /// Whether this is one of the versions of Istio that the rules were written for.
  public var isKnownIstio: Bool { !isBefore(1, 14) && isBefore(1, 32) }

  /// The nearest version of Istio that the rules were written for, without its patch level.
  public var nearestKnownIstio: String { isBefore(1, 14) ? "1.14" : "1.31" }
}

extension Mesh {
  /// The version of Istio to upgrade to where the proxies use only the first of several roots; nil where they use all, or the
  /// version is not known.
  public var upgradeForEveryRoot: String? {
    guard controlPlane.flavour != .maistra, controlPlane.signer != .spire, let version = controlPlane.version,
      version.deliversOneRoot || dataPlane == .ambient && version.ztunnelsReadOneRoot
    else { return nil }
    return version.firstWithEveryRoot
  }
}
