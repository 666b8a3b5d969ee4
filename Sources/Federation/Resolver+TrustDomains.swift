import Diagnostics
import SPIFFE

extension Resolver {
  private struct Holder {
    var mesh: String
    var domain: TrustDomain
    var place: Place
  }

  /// No two meshes or remotes share a trust domain, and no trust domain is below another. Each domain is looked up by
  /// name, so that the time does not grow with the square of the meshes.
  mutating func checkTrustDomains(_ meshes: [Mesh]) {
    let holders = meshes.compactMap { mesh in
      entries[mesh.name].map {
        Holder(mesh: mesh.name, domain: mesh.trustDomain, place: $0.trustDomain?.place ?? $0.name.place)
      }
    }
    let remotes = file.remotes.compactMap { name in
      facts[name.value].map { Holder(mesh: name.value, domain: $0.trustDomain, place: name.place) }
    }
    var first: [String: Holder] = [:]
    var others: [String: [Holder]] = [:]
    for holder in holders + remotes {
      let name = holder.domain.name
      if first[name] == nil {
        first[name] = holder
      } else if first[name]?.mesh != holder.mesh {
        others[name, default: []].append(holder)
      }
    }
    for (name, holders) in others.sorted(by: { $0.key < $1.key }) {
      reportShared(holders + [first[name]].compactMap { $0 })
    }
    for (name, lower) in first.sorted(by: { $0.key < $1.key }) {
      for dot in name.indices where name[dot] == "." {
        guard let upper = first[String(name[name.index(after: dot)...])], upper.mesh != lower.mesh else { continue }
        reportBelow(lower, upper)
      }
    }
  }

  /// One finding for a trust domain, however many have it.
  private mutating func reportShared(_ holders: [Holder]) {
    guard let holder = holders.first else { return }
    let shown = holders.prefix(8)
    let last = holders.count > shown.count ? "\(holders.count - shown.count + 1) more" : "`\(shown.last?.mesh ?? "")`"
    let names = shown.dropLast().map { "`\($0.mesh)`" }
    let places = shown.dropFirst().map { "`\($0.mesh)` is at \($0.place)" }
    report(
      "MT-FED-08",
      what: "\(names.joined(separator: ", ")) and \(last) have the same trust domain, `\(holder.domain)`",
      why: "a mesh ignores the roots of a peer with its own trust domain, and two peers with the same one "
        + "overwrite each other's roots (T-02, T-04); \(places.joined(separator: ", "))",
      next: "give each mesh its own trust domain", place: holder.place)
  }

  private mutating func reportBelow(_ lower: Holder, _ upper: Holder) {
    report(
      "MT-FED-09",
      what: "the trust domain `\(lower.domain)` of `\(lower.mesh)` is below `\(upper.domain)` of `\(upper.mesh)`",
      why:
        "Go accepts sub-domains in a URI name constraint, so `\(upper.mesh)` could forge identities of `\(lower.mesh)`",
      next: "choose sibling trust domains", place: lower.place)
  }
}
