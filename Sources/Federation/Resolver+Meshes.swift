import Diagnostics
import SPIFFE

extension Resolver {
  /// A mesh without its peers; nil if it has an error of its own, which is reported.
  mutating func mesh(_ entry: MeshEntry, profiles: [String: Profile]) -> Mesh? {
    let name = entry.name.value
    let namespace = entry.namespace ?? Located(value: Naming.namespace(ofMesh: name), place: entry.name.place)
    // A wrong name has already been reported; an error for each name derived from it would only repeat that.
    let isNamed = NameSyntax.label.fault(in: name) == nil
    let hasNamespace = !isNamed && entry.namespace == nil || check(namespace, .label, role: "namespace")
    let trustDomain = trustDomain(of: entry, isNamed: isNamed)
    let controlPlane = controlPlane(of: entry, isNamed: isNamed)
    let cluster = cluster(of: entry)
    let profile = profile(of: entry, among: profiles)
    guard isNamed, hasNamespace, let trustDomain else { return nil }
    return Mesh(
      name: name, namespace: namespace.value, trustDomain: trustDomain, controlPlane: controlPlane,
      dataPlane: entry.dataPlane?.value ?? .sidecar, exportPolicy: entry.exportPolicy?.value ?? .denyOthers,
      trustManager: entry.trustManager?.value ?? .none, bundleURL: bundleURL(of: entry),
      spireClass: entry.spireClass?.value,
      cluster: cluster,
      platform: entry.platform?.value, locality: entry.locality, profile: profile)
  }

  /// SPIRE and Istio fetch bundles over https, without credentials in the URL (I-44, I-59).
  private mutating func bundleURL(of entry: MeshEntry) -> String? {
    guard let url = entry.bundleURL else { return nil }
    guard BundleEndpoint.isURL(url.value) else {
      report(
        "MT-FED-57", what: "`bundleURL` is \(Excerpt(url.value)), from where nobody fetches a bundle",
        why: "readers of SPIFFE bundles take https and no credentials in the URL",
        next: "write `https://HOST/PATH`", place: url.place)
      return nil
    }
    return url.value
  }

  private mutating func trustDomain(of entry: MeshEntry, isNamed: Bool) -> TrustDomain? {
    if !isNamed, entry.trustDomain == nil { return nil }
    let text = entry.trustDomain?.value ?? Naming.trustDomain(ofMesh: entry.name.value)
    let place = entry.trustDomain?.place ?? entry.name.place
    do {
      let domain = try TrustDomain.mesh(text)
      if domain.name == "cluster.local" {
        report(
          "MT-FED-07", what: "the trust domain of `\(entry.name.value)` is `cluster.local`",
          why: "it is the default of every mesh, and client IDs in it are rewritten to the reader's own trust "
            + "domain (T-01, T-03)",
          next: "set a trust domain, such as `\(Naming.trustDomain(ofMesh: entry.name.value))`", place: place)
        return nil
      }
      add(domain.findings, at: place)
      return domain
    } catch {
      add([error.diagnostic], at: place)
      return nil
    }
  }

  private mutating func add(_ found: [Diagnostic], at place: Place) {
    for finding in found {
      var finding = finding
      finding.place = place
      findings.append(finding)
    }
  }

  private mutating func cluster(of entry: MeshEntry) -> Mesh.Cluster {
    if let domain = entry.clusterDomain, check(domain, .hostname, role: "cluster domain"),
      domain.value != "cluster.local"
    {
      report(
        "MT-FED-24", .warning, what: "the cluster domain of `\(entry.name.value)` is `\(domain.value)`",
        why:
          "the operator's own rule for istiod's port 8188 names cluster.local, so discovery answers 400 (G-13) until the "
          + "DestinationRule among this mesh's manifests is applied",
        next: "apply it with the other manifests, before the peers connect", place: domain.place)
    }
    return Mesh.Cluster(
      name: entry.clusterName?.value, network: entry.network?.value,
      domain: entry.clusterDomain?.value ?? "cluster.local", context: entry.context?.value,
      allowsWriting: entry.allowsWriting?.value ?? true)
  }

  private mutating func profile(of entry: MeshEntry, among profiles: [String: Profile]) -> Profile {
    let wanted = entry.profile?.value ?? "default"
    if let profile = profiles[wanted] { return profile }
    if let name = entry.profile {
      report(
        "MT-FED-37", what: "there is no profile `\(name.value)`", why: "profiles are defined under `spec.profiles`",
        next: .didYouMean(
          Spelling.nearest(to: name.value, among: profiles.keys.sorted()), otherwise: "add it, or leave out `profile`"),
        place: name.place)
    }
    return Profile(name: wanted)
  }
}
