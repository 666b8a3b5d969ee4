import Diagnostics
import SPIFFE
import X509

/// Findings about a valid path: its authorities, gaps in its constraints, and when it expires.
struct PathFindings {
  private let path: ValidPath
  private let member: BundleSet.Member
  private let bundles: BundleSet

  init(_ path: ValidPath, _ member: BundleSet.Member, _ bundles: BundleSet) {
    self.path = path
    self.member = member
    self.bundles = bundles
  }

  var findings: [Diagnostic] {
    authorities.flatMap { member.findings(about: $0) } + openNames() + sharedRoot() + lifetime()
  }

  private var bundle: TrustBundle { member.bundle }

  private var authorities: ArraySlice<Certificate> { path.certificates.dropFirst() }

  /// Whether any authority of the path has a permitted subtree of the kind.
  private func permits(_ isOfKind: (GeneralName) -> Bool) -> Bool {
    authorities.contains { $0.extensions.nameConstraints?.permitted.contains(where: isOfKind) ?? false }
  }

  private func isURI(_ name: GeneralName) -> Bool {
    if case .uri = name { true } else { false }
  }

  private func isDNS(_ name: GeneralName) -> Bool {
    if case .dns = name { true } else { false }
  }

  /// LF-02: DNS names that no constraint covers.
  private func openNames() -> [Diagnostic] {
    let names = (path.certificates.first?.extensions.subjectAlternativeNames ?? []).filter(isDNS)
    guard !names.isEmpty, permits(isURI), !permits(isDNS) else { return [] }
    return [
      Diagnostic(
        "MT-LF-02", .warning, what: "no name constraint in the path applies to the leaf's DNS names",
        why: "\(names.map(\.description).joined(separator: ", ")); "
          + "a CA constrained by URI alone can issue certificates for any control plane's host",
        next: "reissue the intermediate with permitted DNS names too")
    ]
  }

  /// B-11: a root shared by several domains without constraints to separate them.
  private func sharedRoot() -> [Diagnostic] {
    guard let root = path.anchor, !permits(isURI) else { return [] }
    let others = bundles.others(than: bundle.trustDomain).filter { other in
      other.certificates.contains { $0.publicKeyInfo.der == root.publicKeyInfo.der }
    }
    guard !others.isEmpty else { return [] }
    let names = others.map(\.trustDomain.name).joined(separator: ", ")
    return [
      Diagnostic(
        "MT-B-11", .warning, what: "the key of the root `\(root)` is trusted for other domains too: \(names)",
        why: "no CA of this path is constrained to \(bundle.trustDomain), so each of the meshes can forge the others",
        next: "issue each mesh's intermediate with name constraints")
    ]
  }

  /// LF-12 and V-08: when the path expires, and which certificate expires first.
  private func lifetime() -> [Diagnostic] {
    guard let leaf = path.certificates.first, let shortest = path.firstToExpire else { return [] }
    let end = shortest.validity.notAfter
    var others = ""
    for other in path.certificates where other != shortest {
      if !others.isEmpty { others += ", " }
      others += "`" + other.description + "` until " + other.validity.notAfter.description
    }
    let note = Diagnostic(
      "MT-V-08", .note, what: "valid until \(end), when `\(shortest)` expires",
      why: "the others expire later: \(others)")
    guard end < leaf.validity.notAfter else { return [note] }
    return [
      Diagnostic(
        "MT-LF-12", .warning, what: "the leaf outlives `\(shortest)`, which expires on \(end)",
        why: "from then on the leaf is rejected, although its own notAfter is \(leaf.validity.notAfter)",
        next: "renew the CA before that date"), note,
    ]
  }
}
