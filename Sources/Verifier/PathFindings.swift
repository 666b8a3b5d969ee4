import Diagnostics
import SPIFFE
import X509

/// What is to be said of a path that holds: its authorities, what its constraints leave open, and until when it holds.
struct PathFindings {
  private let path: ValidPath
  private let bundle: TrustBundle
  private let bundles: BundleSet

  init(_ path: ValidPath, _ bundle: TrustBundle, _ bundles: BundleSet) {
    self.path = path
    self.bundle = bundle
    self.bundles = bundles
  }

  var findings: [Diagnostic] {
    authorities.flatMap { SVIDRules.authority($0, issuesFor: bundle.trustDomain) } + openNames() + sharedRoot()
      + lifetime()
  }

  private var authorities: ArraySlice<Certificate> { path.certificates.dropFirst() }

  /// Every subtree of a kind that some authority of the path permits.
  private func permits(_ isOfKind: (GeneralName) -> Bool) -> Bool {
    authorities.contains { $0.extensions.nameConstraints?.permitted.contains(where: isOfKind) ?? false }
  }

  private func isURI(_ name: GeneralName) -> Bool {
    if case .uri = name { true } else { false }
  }

  private func isDNS(_ name: GeneralName) -> Bool {
    if case .dns = name { true } else { false }
  }

  /// LF-02: DNS names that no constraint speaks of.
  private func openNames() -> [Diagnostic] {
    let names = (path.certificates.first?.extensions.subjectAlternativeNames ?? []).filter(isDNS)
    guard !names.isEmpty, permits(isURI), !permits(isDNS) else { return [] }
    return [
      Diagnostic(
        "MT-LF-02", .warning, what: "the constraints of the path say nothing of the leaf's DNS names",
        why: "\(names.map(\.description).joined(separator: ", ")); "
          + "an authority confined by URI alone can name any control plane's host",
        next: "issue the intermediate again with permitted DNS names too")
    ]
  }

  /// B-11: a root that vouches for several domains, with nothing that keeps them apart.
  private func sharedRoot() -> [Diagnostic] {
    guard let root = path.anchor, !permits(isURI) else { return [] }
    let others = bundles.others(than: bundle.trustDomain).filter { other in
      other.certificates.contains { $0.publicKeyInfo.der == root.publicKeyInfo.der }
    }
    guard !others.isEmpty else { return [] }
    let names = others.map(\.trustDomain.name).joined(separator: ", ")
    return [
      Diagnostic(
        "MT-B-11", .warning, what: "the key of the root `\(root)` vouches for other domains too: \(names)",
        why: "nothing in this path is confined to \(bundle.trustDomain), so each of these meshes can forge the others",
        next: "issue each mesh's intermediate with name constraints")
    ]
  }

  /// LF-12 and V-08: until when the path holds, and which certificate ends it.
  private func lifetime() -> [Diagnostic] {
    guard let leaf = path.certificates.first, let shortest = path.firstToExpire else { return [] }
    let end = shortest.validity.notAfter
    let others = path.certificates.filter { $0 != shortest }
      .map { "`\($0)` until \($0.validity.notAfter)" }.joined(separator: ", ")
    let note = Diagnostic(
      "MT-V-08", .note, what: "this holds until \(end), when `\(shortest)` ends",
      why: "the others last longer: \(others)")
    guard end < leaf.validity.notAfter else { return [note] }
    return [
      Diagnostic(
        "MT-LF-12", .warning, what: "the leaf outlives `\(shortest)`, which ends on \(end)",
        why: "from that moment the leaf is refused, although it says that it is valid until \(leaf.validity.notAfter)",
        next: "renew the authority before that date"), note,
    ]
  }
}
