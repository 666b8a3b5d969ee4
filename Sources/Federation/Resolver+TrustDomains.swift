import Diagnostics
import SPIFFE

extension Resolver {
  private struct Holder {
    var mesh: String
    var domain: TrustDomain
    var place: Place
  }

  /// No two meshes or remotes share a trust domain, and no trust domain is below another.
  mutating func checkTrustDomains(_ meshes: [Mesh]) {
    let holders = meshes.compactMap { mesh in
      entries[mesh.name].map {
        Holder(mesh: mesh.name, domain: mesh.trustDomain, place: $0.trustDomain?.place ?? $0.name.place)
      }
    }
    let remotes = file.remotes.compactMap { name in
      facts[name.value].map { Holder(mesh: name.value, domain: $0.trustDomain, place: name.place) }
    }
    let all = holders + remotes
    for (index, holder) in all.enumerated() {
      for other in all[..<index] where other.mesh != holder.mesh { compare(holder, with: other) }
    }
  }

  private mutating func compare(_ holder: Holder, with other: Holder) {
    if holder.domain == other.domain {
      report(
        "MT-FED-08", what: "`\(holder.mesh)` and `\(other.mesh)` have the same trust domain, `\(holder.domain)`",
        why: "a mesh ignores the roots of a peer with its own trust domain, and two peers with the same one "
          + "overwrite each other's roots (T-02, T-04); `\(other.mesh)` is at \(other.place)",
        next: "give each mesh its own trust domain", place: holder.place)
      return
    }
    let lower = holder.domain.isBelow(other.domain) ? holder : other
    let upper = lower.mesh == holder.mesh ? other : holder
    guard lower.domain.isBelow(upper.domain) else { return }
    report(
      "MT-FED-09",
      what: "the trust domain `\(lower.domain)` of `\(lower.mesh)` is below `\(upper.domain)` of `\(upper.mesh)`",
      why:
        "Go accepts sub-domains in a URI name constraint, so `\(upper.mesh)` could forge identities of `\(lower.mesh)`",
      next: "choose sibling trust domains", place: lower.place)
  }
}
