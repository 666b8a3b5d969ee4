public import CA
import Diagnostics
import Federation
import Kubernetes
import SPIFFE
public import X509

/// Finds what proxies say of rotating roots: which roots they have, and below which intermediate their certificates are.
///
/// A proxy is one of many. What it has shows that its control plane gives it; what it lacks shuts the gate again.
public struct ProxySorter {
  private let ledger: RotationLedger
  private let holder: String?
  private let mesh: String?
  private let isIssuedHere: (Certificate) -> Bool

  /// - Parameters:
  ///   - holder: The only mesh whose proxies they may be; nil for any.
  ///   - mesh: The only mesh whose roots are sought; nil for any.
  ///   - isIssuedHere: Whether the home itself issued a leaf, which shows nothing about a control plane.
  public init(
    _ ledger: RotationLedger, holder: String? = nil, mesh: String? = nil,
    isIssuedHere: @escaping (Certificate) -> Bool
  ) {
    self.ledger = ledger
    self.holder = holder
    self.mesh = mesh
    self.isIssuedHere = isIssuedHere
  }

  public func sort(_ observed: [ObservedProxy]) -> [SortedEvidence] {
    let sorted = observed.flatMap(sort)
    // What speaks against a mesh is recorded last, so that another proxy of the same look does not end it.
    return sorted.filter { !$0.isContrary } + sorted.filter(\.isContrary)
  }

  private func sort(_ observed: ObservedProxy) -> [SortedEvidence] {
    func refused(_ diagnostic: Diagnostic, _ holder: String? = nil) -> [SortedEvidence] {
      [SortedEvidence(object: .file(observed.file), holder: holder, mesh: nil, outcome: .refused(diagnostic))]
    }
    switch observed.dump {
    case .failure(let fault): return refused(fault.diagnostic)
    case .success(let dump):
      let leaves = dump.identities.compactMap(\.chain.first)
      if let leaf = leaves.first(where: isIssuedHere) {
        return refused(HomeRefusal.rotation(.issuedHere(place: observed.file, leaf: leaf)).diagnostic)
      }
      let domains = Set(leaves.compactMap { try? SPIFFEID($0.uris.first ?? "") }.map(\.trustDomain))
      let meshes = ledger.federation.meshes.filter { mesh in
        domains == [mesh.trustDomain] && (holder == nil || holder == mesh.name)
      }
      guard let mesh = meshes.first, meshes.count == 1 else {
        return refused(Self.unplaced(observed.file, domains, meshes.map(\.name)))
      }
      if let other = leaves.lazy.compactMap({ signer(of: $0, besides: mesh.name) }).first {
        return refused(Self.otherMesh(observed.file, mesh.name, other), mesh.name)
      }
      return roots(dump, mesh, observed.file) + chains(dump, mesh, observed.file)
    }
  }

  /// Another mesh below whose intermediate a leaf is, if it is below none of the mesh's own: meshes may share a trust
  /// domain.
  private func signer(of leaf: Certificate, besides mesh: String) -> String? {
    func signs(_ name: String) -> Bool {
      (ledger.signers[name] ?? []).contains { $0.chain.first.map { leaf.isIssued(by: $0) } ?? false }
    }
    guard !signs(mesh) else { return nil }
    return ledger.federation.meshes.map(\.name).first { $0 != mesh && signs($0) }
  }

  // MARK: - The roots that they have

  private func roots(_ dump: ProxyDump, _ holder: Mesh, _ file: String) -> [SortedEvidence] {
    let peers = holder.peers.filter { ledger.federation.mesh(named: $0.name) != nil }.map(\.name)
    let rotating = ([holder.name] + peers).filter { name in
      (mesh == nil || mesh == name) && ledger.rotation(of: ledger.rootOwner(of: name)) != nil
    }
    return rotating.map { name in
      SortedEvidence(
        object: .file(file), holder: holder.name, mesh: name, outcome: outcome(dump, holder.name, name, file))
    }
  }

  private func outcome(
    _ dump: ProxyDump, _ holder: String, _ name: String, _ file: String
  ) -> SortedEvidence.Outcome {
    let versions = ledger.bundles[ledger.rootOwner(of: name)] ?? []
    guard let last = versions.last else { return .notNeeded("nothing of `\(name)` was published") }
    let wanted = Set(last.certificates)
    let held = dump.identities.map { self.held($0, of: name) }
    guard held.allSatisfy({ $0 == wanted }) else {
      let (lacking, extra) = held.reduce(into: (Set<Certificate>(), Set<Certificate>())) { found, held in
        found.0.formUnion(wanted.subtracting(held))
        found.1.formUnion(held.subtracting(wanted))
      }
      let number = versions.last { version in held.allSatisfy { $0 == Set(version.certificates) } }?.number ?? 0
      let contrary = Evidence(
        holder: holder, mesh: name, kind: .otherBundle, version: number, time: ledger.now,
        source: "the proxy of \(file)")
      return .contrary(contrary, Self.behind(file, holder, name, lacking, extra))
    }
    let version = versions.reversed().prefix { Set($0.certificates) == wanted }.last ?? last
    let since = dump.identities.compactMap(\.since)
    guard since.count == dump.identities.count, let first = since.min(),
      first >= version.since - RotationLedger.clockSkew
    else { return .refused(Self.undated(file, since.min(), version)) }
    guard first <= ledger.now + RotationLedger.clockSkew else {
      return .refused(
        HomeRefusal.rotation(.changedLater(configMap: file, holder: holder, changed: first, now: ledger.now))
          .diagnostic)
    }
    // What another proxy lacked is not outweighed by what was so before somebody looked at it.
    if let contrary = StandingEvidence(ledger).contradiction(at: holder, of: name, to: version.number),
      first <= contrary.time
    {
      return .refused(Self.outweighed(file, first, contrary))
    }
    let evidence = Evidence(
      holder: holder, mesh: name, kind: .bundle, version: version.number, time: max(first, version.since),
      source: "the proxy of \(file) has had it since \(first)")
    let isKnown = ledger.evidence.contains {
      $0.kind == .bundle && $0.holder == holder && $0.mesh == name && $0.source == evidence.source
    }
    return isKnown ? .known : .evidence(evidence, warnings: [])
  }

  /// The roots of one mesh among those that a proxy has.
  private func held(_ identity: ProxyDump.Identity, of name: String) -> Set<Certificate> {
    if let domain = ledger.federation.mesh(named: name)?.trustDomain, !identity.rootsByDomain.isEmpty {
      return Set(identity.rootsByDomain[domain.name] ?? [])
    }
    let owner = ledger.rootOwner(of: name)
    let own = Set(ledger.bundles[owner]?.flatMap(\.certificates) ?? [])
    return Set(identity.pool).intersection(own)
  }

  // MARK: - The certificates that they present

  /// Only while the new intermediate signs.
  private func chains(_ dump: ProxyDump, _ holder: Mesh, _ file: String) -> [SortedEvidence] {
    let owner = ledger.rootOwner(of: holder.name)
    guard let rotation = ledger.rotation(of: owner), rotation.phase == .signing || rotation.isCompromised,
      mesh == nil || mesh == holder.name, !dump.identities.isEmpty
    else { return [] }
    func sorted(_ outcome: SortedEvidence.Outcome) -> SortedEvidence {
      SortedEvidence(object: .file(file), holder: holder.name, mesh: holder.name, outcome: outcome)
    }
    var first: Evidence?
    for identity in dump.identities {
      let place = "\(file), \(identity.chain.first?.uris.first ?? "no identity")"
      do throws(CAError) {
        let evidence = try SeenChain(mesh: holder.name, chain: identity.chain, place: place).evidence(in: ledger)
        first = first ?? evidence
      } catch {
        return [sorted(.refused(error.diagnostic))]
      }
    }
    guard let first else { return [] }
    // istiod of 1.18 and later makes its own certificate anew whenever it takes up an intermediate.
    let kinds: [Evidence.Kind] =
      holder.controlPlane.signer == .istiod && holder.controlPlane.flavour != .maistra
        && !RotationPath(of: holder).istiodRestarts.contains(.signing) ? [.signer, .serving] : [.signer]
    return kinds.map { kind in
      let evidence = Evidence(
        holder: first.holder, mesh: first.mesh, kind: kind, version: first.version, time: first.time,
        source: first.source)
      let isKnown = ledger.evidence.contains {
        $0.kind == kind && $0.holder == evidence.holder && $0.version == evidence.version
          && $0.source == evidence.source
      }
      return sorted(isKnown ? .known : .evidence(evidence, warnings: []))
    }
  }

  // MARK: - Why one is refused

  private static func behind(
    _ file: String, _ holder: String, _ mesh: String, _ lacking: Set<Certificate>, _ extra: Set<Certificate>
  ) -> Diagnostic {
    func list(_ roots: Set<Certificate>) -> String { roots.map { "`\($0)`" }.sorted().joined(separator: ", ") }
    let parts = [
      lacking.isEmpty ? nil : "it lacks \(list(lacking))", extra.isEmpty ? nil : "it still has \(list(extra))",
    ].compactMap { $0 }
    return Diagnostic(
      "MT-ROT-56", what: "the proxy of \(file) has not followed: other roots of `\(mesh)` than this step needs",
      why: "\(parts.joined(separator: ", and "))",
      next: "restart it if it started before PROXY_CONFIG_XDS_AGENT was set, or wait until it has renewed, and ask it "
        + "again; it is one of `\(holder)`")
  }

  private static func undated(_ file: String, _ since: Timestamp?, _ version: BundleVersion) -> Diagnostic {
    Diagnostic(
      "MT-ROT-57", what: "\(file) may have been written before the step",
      why: "its roots are of \(since.map { "\($0)" } ?? "an unknown time"), and the bundle was published at "
        + "\(version.since)", next: "ask the proxy again")
  }

  private static func outweighed(_ file: String, _ since: Timestamp, _ contrary: Evidence) -> Diagnostic {
    Diagnostic(
      "MT-ROT-57", what: "\(file) shows nothing later than what speaks against it",
      why: "its roots are of \(since), and at \(contrary.time) \(contrary.source) had others",
      next: "restart that proxy, or wait until it has renewed, and ask it again")
  }

  private static func otherMesh(_ file: String, _ mesh: String, _ other: String) -> Diagnostic {
    Diagnostic(
      "MT-ROT-58", what: "\(file) is not from a proxy of `\(mesh)`",
      why: "the intermediate of `\(other)` issued its certificate, and both have one trust domain",
      next: "\(.meshtrust("rotate", "seen", other, "-f", "FILE"))")
  }

  private static func unplaced(_ file: String, _ domains: Set<TrustDomain>, _ meshes: [String]) -> Diagnostic {
    let names = domains.map(\.name).sorted().joined(separator: ", ")
    return Diagnostic(
      "MT-ROT-58", what: "\(file) does not show whose proxy it is from",
      why: meshes.isEmpty
        ? "its certificates are of \(names.isEmpty ? "no trust domain" : names), which is that of no mesh that is asked about"
        : "\(meshes.joined(separator: " and ")) share the trust domain \(names)",
      next: "name the mesh: `\(.meshtrust("rotate", "seen", meshes.first ?? "MESH", "-f", "FILE"))`")
  }
}

extension SeenObject {
  /// What no cluster returned as an object.
  fileprivate static func file(_ file: String) -> SeenObject {
    SeenObject(name: file, namespace: nil, uid: nil, resourceVersion: nil, file: file)
  }
}

extension SortedEvidence {
  fileprivate var isContrary: Bool { if case .contrary = outcome { true } else { false } }
}
