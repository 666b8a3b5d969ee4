import CA
import X509

/// The roots of each version of each bundle.
struct PublishedRoots {
  private let ledger: RotationLedger

  init(_ ledger: RotationLedger) {
    self.ledger = ledger
  }

  /// Whether what was seen is an earlier version than another one, with other roots, or none at all.
  func contradicts(_ seen: Evidence, _ version: Int) -> Bool {
    guard seen.version < version, let roots = roots(seen.mesh, version) else { return false }
    return self.roots(seen.mesh, seen.version) != roots
  }

  /// Whether an object was seen with just the roots of a version.
  func agrees(_ seen: Evidence, _ version: Int) -> Bool {
    guard let roots = roots(seen.mesh, version) else { return false }
    return self.roots(seen.mesh, seen.version) == roots
  }

  /// Nil for a version that was never published.
  private func roots(_ mesh: String, _ version: Int) -> Set<Certificate>? {
    ledger.bundles[ledger.rootOwner(of: mesh)]?.first { $0.number == version }.map { Set($0.certificates) }
  }
}
