public import CA
import Diagnostics
import Federation
import Kubernetes
import SPIFFE
public import X509

/// Decides the next step of a migration. Pure: takes what is known and returns the next state.
public struct MigrationMachine: Sendable {
  public let migration: MeshMigration
  private let forms: MigrationForms
  let roots: AwaitedRoots
  private let evidence: [MigrationEvidence]
  /// What was seen about other roots than those of now.
  private let outdated: [MigrationEvidence]
  private let now: Timestamp

  public init(
    _ migration: MeshMigration, _ forms: MigrationForms, _ authorities: AuthoritySet, _ evidence: [MigrationEvidence],
    now: Timestamp
  ) {
    let roots = AwaitedRoots(migration, forms, authorities)
    let found = evidence.filter {
      $0.mesh == migration.mesh && !$0.isContrary
        && $0.time >= ($0.need.isAboutRoots ? migration.started : migration.since)
    }
    self.migration = migration
    self.forms = forms
    self.roots = roots
    self.evidence = found.filter { !$0.need.isAboutRoots || roots.isShown(by: $0) }
    outdated = found.filter { $0.need.isAboutRoots && !roots.isShown(by: $0) }
    self.now = now
  }

  private var mesh: String { migration.mesh }

  // MARK: - Before the first step

  /// - Throws: ``MigrationRefusal`` for a mesh that cannot migrate, or not yet.
  public static func check(
    _ migration: MeshMigration, _ forms: MigrationForms, _ ledger: RotationLedger, _ present: [MeshMigration]
  ) throws(CAError) {
    let name = migration.mesh
    if let other = present.first(where: { $0.mesh == name }) {
      throw .refused(.migration(.underWay(mesh: name, other.phase, isAborting: other.isAborting)))
    }
    guard let mesh = forms.former.mesh(named: name), mesh.controlPlane.flavour == .maistra else {
      let flavour = forms.former.mesh(named: name)?.controlPlane.flavour ?? .sail
      throw .refused(.migration(.otherFlavour(mesh: name, flavour)))
    }
    guard let version = mesh.controlPlane.version, version.isAtLeast(2, 6) else {
      throw .refused(.migration(.olderVersion(mesh: name, version: mesh.controlPlane.version?.description)))
    }
    let owners = Set(([name] + mesh.peers.map(\.name)).map { ledger.rootOwner(of: $0) })
    if let rotation = ledger.rotations.first(where: { owners.contains($0.owner) }) {
      throw .refused(.migration(.rotating(mesh: name, rotation.owner)))
    }
    try checkNames(forms, mesh, ledger)
    if let target = forms.target.mesh(named: name), let version = target.controlPlane.version,
      let upgrade = target.upgradeForEveryRoot, roots(forms, mesh, ledger).count > 1
    {
      throw .refused(.migration(.deliversOneRoot(mesh: name, version: version.description, upgrade: upgrade)))
    }
  }

  /// What the new control plane has to deliver.
  private static func roots(_ forms: MigrationForms, _ mesh: Mesh, _ ledger: RotationLedger) -> [Certificate] {
    ([mesh.name] + mesh.peers.map(\.name)).flatMap {
      ledger.authorities.bundle(of: $0, in: forms.target)?.certificates ?? []
    }.distinct()
  }

  /// I-29: two roots of one name in a pool.
  private static func checkNames(
    _ forms: MigrationForms, _ mesh: Mesh, _ ledger: RotationLedger
  ) throws(CAError) {
    let roots = roots(forms, mesh, ledger)
    for (index, root) in roots.enumerated() {
      let twin = roots[..<index].first { $0.subject == root.subject && $0.publicKeyInfo.der != root.publicKeyInfo.der }
      if twin != nil { throw .refused(.migration(.sameName(mesh: mesh.name, name: "\(root.subject)"))) }
    }
  }

  // MARK: - Steps

  /// The state after the next step; nil if the migration ends with it.
  ///
  /// - Throws: ``MigrationRefusal/gateShut(mesh:phase:waitsFor:advice:others:)``.
  public func next() throws(CAError) -> MeshMigration? {
    let shut = gates.filter { !$0.isOpen }
    if let first = shut.first {
      throw .refused(
        .migration(
          .gateShut(
            mesh: mesh, phase: phase, waitsFor: first.waitsFor, advice: first.next, others: shut.count - 1)))
    }
    guard !migration.isAborting, let phase = migration.phase.next else { return nil }
    return migration.moved(to: phase, at: now)
  }

  /// The way back; nil if nothing has to be undone.
  ///
  /// - Throws: ``MigrationRefusal/pastReturn(mesh:)``, ``MigrationRefusal/underWay(mesh:_:isAborting:)`` for one that goes
  ///   back already.
  public func abort() throws(CAError) -> MeshMigration {
    guard !migration.isAborting else {
      throw .refused(.migration(.underWay(mesh: mesh, migration.phase, isAborting: true)))
    }
    guard migration.phase != .leaving else {
      throw .refused(.migration(.pastReturn(mesh: mesh)))
    }
    return migration.reversed(at: now)
  }

  private var phase: String { migration.isAborting ? "restoring" : migration.phase.rawValue }

  // MARK: - Gates

  /// What the next step waits for, in the order in which it comes about.
  public var gates: [MigrationGate] {
    needs.map { need, holder in
      let found = standing(need, holder)
      let seen = SuggestedCommand.meshtrust("migrate", "seen", mesh, "-f", "FILE")
      let next = need.sentence(holder).map { SuggestedCommand.meshtrust("migrate", "vouch", mesh, $0) } ?? seen
      return MigrationGate(
        need: need, holder: holder, isOpen: found != nil, source: found?.source,
        waitsFor: outdated.contains { $0.need == need }
          ? "roots or peers have changed since `\(holder)` was seen: \(need.title)"
          : "no evidence yet for `\(holder)`: \(need.title)", next: "\(next)")
    }
  }

  /// The meshes whose objects of the new way the step waits for.
  public var awaitedBorders: [String] { needs.filter { $0.0 == .applied }.map(\.1) }

  /// Remotes among them: what they need is not written here, and their administrators know whether requests pass.
  private var peers: [String] { (forms.former.mesh(named: mesh)?.peers ?? []).map(\.name) }

  /// When something was seen or stated last that still counts.
  func seen(_ need: MigrationNeed, at holder: String) -> Timestamp? {
    evidence.last { $0.need == need && $0.holder == holder }?.time
  }

  var needs: [(MigrationNeed, String)] {
    if migration.isAborting {
      return ([mesh] + peers).map { (.restored, $0) }
    }
    let verified = ([mesh] + peers).map { (MigrationNeed.verified, $0) }
    let installed = [(MigrationNeed.installed, mesh), (.sameRoots, mesh)]
    switch migration.phase {
    case .preparing:
      let applied = ([mesh] + peers).filter { !(forms.target.mesh(named: $0).map(Self.border) ?? true) }
      return [(.roots, mesh)] + applied.map { (.applied, $0) } + [(.restarted, mesh)] + verified
    case .crossing:
      let maistra = peers.filter { forms.former.mesh(named: $0)?.controlPlane.flavour == .maistra }
      return [(.roots, mesh)] + ([mesh] + maistra).map { (.severed, $0) } + [(.restarted, mesh)] + verified
    case .installing: return [(.roots, mesh)] + installed
    case .moving: return installed + [(.moved, mesh)] + verified
    case .leaving: return installed + [(.removed, mesh)]
    }
  }

  /// Whether nothing crosses the border of a mesh.
  private static func border(_ mesh: Mesh) -> Bool { ServiceBorder(mesh).objects.isEmpty }

  /// What shows a need, and is no older than what it is about: proxies restart after the control plane has what they ask
  /// for, and what is verified before that may be what they remember.
  private func standing(_ need: MigrationNeed, _ holder: String) -> MigrationEvidence? {
    func last(_ need: MigrationNeed, _ holder: String) -> MigrationEvidence? {
      evidence.last { $0.need == need && $0.holder == holder }
    }
    guard let found = last(need, holder) else { return nil }
    func isLate(_ need: MigrationNeed) -> Bool { last(need, mesh).map { $0.time <= found.time } ?? false }
    switch (need, migration.phase) {
    case (.restarted, .preparing): return isLate(.roots) ? found : nil
    case (.restarted, .crossing): return isLate(.severed) ? found : nil
    case (.verified, .preparing), (.verified, .crossing): return isLate(.restarted) && isLate(.roots) ? found : nil
    case (.verified, .moving): return isLate(.moved) && isLate(.installed) ? found : nil
    default: return found
    }
  }

  /// The sentences that may be vouched for now, with what each says.
  public func evidence(for sentence: String, by claimant: String) -> [MigrationEvidence] {
    needs.filter { need, holder in need.sentence(holder) == sentence }.map { need, holder in
      MigrationEvidence(
        mesh: mesh, holder: holder, need: need, time: now, source: "stated by \(claimant): \(sentence)",
        claimant: claimant)
    }
  }

  public var sentences: [String] { needs.compactMap { $0.0.sentence($0.1) } }

  // MARK: - What becomes weaker

  /// What the mesh gives up, in plain words.
  public var losses: [String] {
    guard let mesh = forms.target.mesh(named: mesh) else { return [] }
    return [
      "Roots are pooled: until now each trust domain had its own; afterwards every root may issue for every trust domain at "
        + "`\(mesh.name)`, and only name constraints keep it to its own.",
      "Client IDs go: no gateway compares who calls. An AuthorizationPolicy at the server has to name the client's workload, "
        + "and one that names the egress gateway's account admits nobody any more.",
      "The east-west gateway does not end TLS: it sees the name of the host alone, so that no policy applies to it.",
      "Hosts *.svc.<peer>-imports.local go: both sides use the host of the ServiceEntry.",
    ]
  }
}
