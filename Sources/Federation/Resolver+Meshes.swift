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
      name: name, namespace: namespace.value, trustDomain: trustDomain, controlPlane: controlPlane, cluster: cluster,
      platform: entry.platform?.value, locality: entry.locality, profile: profile)
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
        why: "the operator's own rule for istiod's port 8188 names cluster.local, so discovery answers 400 (G-13)",
        next: "add a DestinationRule for the host and port 8188 of istiod with TLS mode SIMPLE", place: domain.place)
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

// MARK: - The control plane

extension Resolver {
  private mutating func controlPlane(of entry: MeshEntry, isNamed: Bool) -> ControlPlane {
    let given = entry.controlPlane
    let flavour = given?.flavour ?? .maistra
    let name = given?.name ?? entry.name
    if isNamed || given?.name != nil {
      check(
        Located(value: Naming.istiod(ofControlPlane: name.value), place: name.place), .service,
        role: "Service of the control plane")
    }
    let version = given?.version.flatMap { readVersion($0, flavour: flavour) }
    let canReload = flavour == .istio || version.map { !$0.isBefore(2, 2) } ?? true
    if let wanted = given?.autoReload, wanted.value, !canReload {
      report(
        "MT-FED-36", what: "`autoReload` needs control plane v2.2 or later",
        why: "before, istiod does not know AUTO_RELOAD_PLUGIN_CERTS", next: "remove `autoReload`, or upgrade",
        place: wanted.place)
    }
    if let wanted = given?.multiRoot, wanted.value, flavour == .maistra {
      report(
        "MT-FED-36", .warning, what: "`multiRoot` has no effect on a federated Maistra mesh",
        why: "once a peer's roots are known, proxies verify against one list for each trust domain (C-29)",
        next: "remove `multiRoot`", place: wanted.place)
    }
    return ControlPlane(
      name: name.value, flavour: flavour, version: version, autoReload: given?.autoReload?.value ?? canReload,
      multiRoot: given?.multiRoot?.value ?? false)
  }

  private mutating func readVersion(
    _ text: Located<String>, flavour: ControlPlane.Flavour
  ) -> ControlPlane.Version? {
    guard let version = ControlPlane.Version(text.value, flavour: flavour) else {
      let likely = text.value.hasPrefix("v") ? String(text.value.dropFirst()) : text.value
      let shortened = "v" + likely.split(separator: ".").prefix(2).joined(separator: ".")
      report(
        "MT-FED-23", what: "\(Excerpt(text.value)) is not the version of a control plane",
        why: flavour == .maistra ? "a ServiceMeshControlPlane takes v2.1 to v2.6" : "Istio's versions look like 1.24",
        next: flavour == .maistra && ControlPlane.Version(shortened, flavour: flavour) != nil
          ? "write `\(shortened)`" : "write the version as in the control plane's resource", place: text.place)
      return nil
    }
    if let reason = unsupported(version, flavour: flavour) {
      report(
        "MT-FED-23", what: "control plane \(version) cannot federate", why: "\(reason)",
        next: flavour == .maistra ? "use v2.1 to v2.6" : "use a version 1.x", place: text.place)
    }
    if flavour == .maistra, !version.isBefore(2, 7), version.isBefore(3) {
      report(
        "MT-FED-23", .warning, what: "control plane \(version) is newer than v2.6, the last one known",
        why: "the operator rejects versions that it does not know", next: "check the version", place: text.place)
    }
    return version
  }

  private func unsupported(_ version: ControlPlane.Version, flavour: ControlPlane.Flavour) -> String? {
    switch flavour {
    case .maistra:
      if version.isBefore(2, 1) { return "federation was introduced in v2.1 (manual 1.18.5; G-22)" }
      return version.isBefore(3) ? nil : "OpenShift Service Mesh 3 does not have this kind of federation (G-22)"
    case .istio: return version.isBefore(1) || !version.isBefore(2) ? "Istio's versions start with 1" : nil
    }
  }
}
