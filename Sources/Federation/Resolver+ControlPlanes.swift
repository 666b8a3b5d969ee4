import Diagnostics
import SPIFFE

extension Resolver {
  mutating func controlPlane(of entry: MeshEntry, isNamed: Bool) -> ControlPlane {
    let given = entry.controlPlane
    let flavour = given?.flavour ?? .maistra
    let name = given?.name ?? entry.name
    if isNamed || given?.name != nil {
      check(
        Located(value: Naming.istiod(ofControlPlane: name.value), place: name.place), .service,
        role: "Service of the control plane")
    }
    let version = given?.version.flatMap {
      readVersion($0, flavour: flavour, isAmbient: entry.dataPlane?.value == .ambient)
    }
    let canReload = flavour != .maistra || version.map { !$0.isBefore(2, 2) } ?? true
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
    checkSigner(of: entry, flavour)
    return ControlPlane(
      name: name.value, flavour: flavour, version: version, signer: given?.signer?.value ?? .istiod,
      autoReload: given?.autoReload?.value ?? canReload,
      multiRoot: given?.multiRoot?.value ?? (flavour != .maistra && takesPeerRoots(entry)),
      poolsInRoot: given?.poolInRoot?.value ?? false, aliasesPeers: given?.trustDomainAliases?.value ?? false)
  }

  private mutating func readVersion(
    _ text: Located<String>, flavour: ControlPlane.Flavour, isAmbient: Bool
  ) -> ControlPlane.Version? {
    guard let version = ControlPlane.Version(text.value, flavour: flavour) else {
      reportVersion(text, flavour)
      return nil
    }
    if let reason = unsupported(version, flavour: flavour) {
      report(
        "MT-FED-23", what: "control plane \(version) cannot federate", why: "\(reason)",
        next: flavour == .maistra ? "use v2.1 to v2.6" : "use a version 1.x", place: text.place)
      return version
    }
    reportUnknown(version, flavour, at: text.place)
    if flavour != .maistra, let upgrade = version.firstWithEveryRoot, version.deliversOneRoot || isAmbient {
      report(
        "MT-FED-56", .warning,
        what: version.deliversOneRoot
          ? "Istio \(version) gives proxies only the first of several roots"
          : "ztunnels of Istio \(version) use only the first of several roots",
        why: "peers with other roots are refused, and so is every step of a rotation "
          + "(\(version.deliversOneRoot ? "istio/istio#55793" : "istio/ztunnel#1510"))",
        next: "upgrade to \(upgrade) or later", place: text.place)
    }
    return version
  }

  private mutating func reportVersion(_ text: Located<String>, _ flavour: ControlPlane.Flavour) {
    let likely = text.value.hasPrefix("v") ? String(text.value.dropFirst()) : text.value
    let shortened = "v" + likely.split(separator: ".").prefix(2).joined(separator: ".")
    let why: Message
    var next: Message = "write the version as in the control plane's resource"
    switch flavour {
    case .maistra:
      why = "a ServiceMeshControlPlane takes v2.1 to v2.6"
      if ControlPlane.Version(shortened, flavour: flavour) != nil { next = "write `\(shortened)`" }
    case .istio: why = "Istio's versions look like 1.24"
    case .sail:
      why = "the Sail operator's versions look like v1.30.1 or v1.30-latest"
      if let istio = ControlPlane.Version.istio(inProduct: text.value) {
        next = "OpenShift Service Mesh \(likely) runs Istio \(istio): write `v\(istio)-latest`"
      } else if ControlPlane.Version("v" + likely, flavour: flavour) != nil {
        next = "write `v\(likely)`"
      } else if ControlPlane.Version(shortened + "-latest", flavour: flavour) != nil {
        next = "write `\(shortened)-latest`"
      }
    }
    report(
      "MT-FED-23", what: "\(Excerpt(text.value)) is not the version of a control plane", why: why, next: next,
      place: text.place)
  }

  private mutating func reportUnknown(_ version: ControlPlane.Version, _ flavour: ControlPlane.Flavour, at place: Place)
  {
    if flavour == .maistra, !version.isBefore(2, 7) {
      report(
        "MT-FED-23", .warning, what: "control plane \(version) is newer than v2.6, the last one known",
        why: "the operator rejects versions that it does not know", next: "check the version", place: place)
    }
    guard flavour != .maistra, !version.isKnownIstio else { return }
    report(
      "MT-FED-50", .warning, what: "nothing is known of Istio \(version)",
      why: "the rules of Istio \(version.nearestKnownIstio), the nearest known version, are used for it",
      next: "check its release notes for changes of trust, or upgrade this tool", place: place)
  }

  private func unsupported(_ version: ControlPlane.Version, flavour: ControlPlane.Flavour) -> String? {
    switch flavour {
    case .maistra:
      if version.isBefore(2, 1) { return "federation was introduced in v2.1 (manual 1.18.5; G-22)" }
      return version.isBefore(3)
        ? nil : "OpenShift Service Mesh 3 does not have this kind of federation (G-22); it is `flavour: sail`"
    case .istio, .sail: return version.isBefore(1) || !version.isBefore(2) ? "Istio's versions start with 1" : nil
    }
  }
}

// MARK: - What excludes each other

extension Resolver {
  /// Whether peers of a mesh have other roots than its own: below a shared root only those that others run.
  private func takesPeerRoots(_ entry: MeshEntry) -> Bool {
    file.roots == .perMesh
      || entry.peers.contains { peer in file.remotes.contains { $0.value == peer.value } }
  }

  private mutating func checkSigner(of entry: MeshEntry, _ flavour: ControlPlane.Flavour) {
    let given = entry.controlPlane
    let isAmbient = entry.dataPlane?.value == .ambient
    if let plane = entry.dataPlane, isAmbient, flavour == .maistra {
      report(
        "MT-FED-51", what: "`\(entry.name.value)` cannot be ambient with `flavour: maistra`",
        why: "OpenShift Service Mesh 2 has no ztunnel",
        next: "write `flavour: sail` or `istio`, or `dataPlane: sidecar`",
        place: plane.place)
    }
    if let signer = given?.signer, signer.value != .istiod, flavour == .maistra {
      report(
        "MT-FED-51", what: "`signer: \(signer.value.rawValue)` needs `flavour: istio` or `sail`",
        why: "the ServiceMeshControlPlane that is written for Maistra signs with istiod", next: "remove `signer`",
        place: signer.place)
    }
    if let signer = given?.signer, signer.value == .spire, isAmbient {
      report(
        "MT-FED-51", what: "ztunnel cannot take its certificates from SPIRE",
        why: "upstream has no such support", next: "write `dataPlane: sidecar`, or another `signer`",
        place: signer.place)
    }
    if let pool = given?.poolInRoot, pool.value, !isAmbient {
      report(
        "MT-FED-51", what: "`poolInRoot` is for ambient meshes",
        why: "sidecars get the peers' roots from `caCertificates`, which keep them out of the bundle for istiod",
        next: "remove `poolInRoot`", place: pool.place)
    }
    checkAliases(given?.trustDomainAliases, flavour)
    if let wanted = given?.multiRoot, !wanted.value, flavour != .maistra, takesPeerRoots(entry), !isAmbient {
      report(
        "MT-FED-55", .warning, what: "without `multiRoot`, `\(entry.name.value)` never uses its peers' roots",
        why: "istiod sends `caCertificates` to proxies only with ISTIO_MULTIROOT_MESH (I-11)",
        next: "remove `multiRoot: false`, unless the mesh has no peers", place: wanted.place)
    }
  }

  private mutating func checkAliases(_ aliases: Located<Bool>?, _ flavour: ControlPlane.Flavour) {
    guard let aliases, aliases.value else { return }
    guard flavour != .maistra else {
      return report(
        "MT-FED-51", what: "`trustDomainAliases` needs `flavour: istio` or `sail`",
        why: "aliases have no effect on a federated Maistra mesh", next: "remove it", place: aliases.place)
    }
    report(
      "MT-FED-53", .warning, what: "with `trustDomainAliases` the peers' identities count as the mesh's own",
      why:
        "every AuthorizationPolicy that names a principal of its own trust domain or of cluster.local admits the same "
        + "namespace and service account of every peer (I-25, I-40)",
      next: "remove it: `caCertificates` with `trustDomains` open the inbound check without it", place: aliases.place)
  }
}
