import Diagnostics
import SPIFFE

extension Resolver {
  private struct Holder {
    var mesh: String
    var domain: TrustDomain
    var place: Place
    /// False for a remote, like ``poolsInRoot``.
    var isAmbient = false
    var poolsInRoot = false
  }

  /// No two meshes or remotes share a trust domain, and no trust domain is below another. Each domain is looked up by
  /// name, so that the time does not grow with the square of the meshes.
  mutating func checkTrustDomains(_ meshes: [Mesh]) {
    let holders = meshes.compactMap { mesh in
      entries[mesh.name].map {
        Holder(
          mesh: mesh.name, domain: mesh.trustDomain, place: $0.trustDomain?.place ?? $0.name.place,
          isAmbient: $0.dataPlane?.value == .ambient, poolsInRoot: $0.controlPlane?.poolInRoot?.value ?? false)
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
      let all = holders + [first[name]].compactMap { $0 }
      if all.allSatisfy(\.isAmbient), file.roots == .shared || all.allSatisfy(\.poolsInRoot) {
        reportPrice(all)
      } else {
        reportShared(all)
      }
    }
    for (name, lower) in first.sorted(by: { $0.key < $1.key }) {
      for dot in name.utf8.indices where name.utf8[dot] == UInt8(ascii: ".") {
        guard let upper = first[String(name[name.utf8.index(after: dot)...])], upper.mesh != lower.mesh else {
          continue
        }
        reportBelow(lower, upper)
      }
    }
  }

  /// Ztunnels admit only their own trust domain, so that ambient meshes have to share one. That makes them one mesh for
  /// every policy.
  private mutating func reportPrice(_ holders: [Holder]) {
    guard let holder = holders.first else { return }
    let names = holders.map { "`\($0.mesh)`" }.joined(separator: ", ")
    let pooled: Message =
      "the roots of all are in each one's bundle, so that each can also pose as another's istiod, unless its root is "
      + "constrained to its own DNS names"
    report(
      "MT-FED-52", .warning, what: "\(names) share the trust domain `\(holder.domain)`",
      why:
        "ztunnels admit no other one; the price: each of these meshes can issue every identity of the others, and no "
        + "AuthorizationPolicy can tell them apart\(file.roots == .shared ? "" : "; \(pooled)")",
      next: "keep namespaces and service accounts distinct, and share only among administrators who trust each other",
      place: holder.place)
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
      next: holders.allSatisfy(\.isAmbient)
        ? "write `roots: shared`, or `controlPlane: {poolInRoot: true}` for each of them: ztunnels do not read "
          + "`caCertificates` (I-32)"
        : "give each mesh its own trust domain; only ambient meshes below a shared root may share one",
      place: holder.place)
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
