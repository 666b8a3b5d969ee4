import Diagnostics
import Federation
import SPIFFE
import SystemPackage
import X509

/// Compares the federation as it should be with the existing authorities. Pure: reads no file and no database.
struct Planner {
  let federation: ResolvedFederation
  let authorities: AuthoritySet
  /// Those below the roots that sign, by mesh.
  private let requests: [String: PendingRequest]
  /// Those of rotations.
  private let arriving: [PendingRequest]
  private let signed: [String: Int]
  private let retired: [AuthorityOwner: Int]
  /// The meshes and remotes that are being removed: nothing is issued or written for them.
  let removals: Set<String>
  /// The meshes for which no new key can be sealed: they keep the one that they have.
  private let unsealable: Set<String>
  private let now: Timestamp

  private(set) var issues: [Plan.Issue] = []
  private(set) var keeps: [Plan.Keep] = []
  private(set) var notes: [Diagnostic] = []
  /// What other authorities are still to be asked for: the meshes, and why.
  private(set) var unasked: [Plan.Unasked] = []
  /// The meshes whose folders cannot be written, because something is still to come from elsewhere.
  private(set) var blocked: Set<String> = []
  /// Those of them that wait for the root of a peer.
  private(set) var blockedFolders: [BlockedFolder] = []

  /// Decides what to issue, renew and keep.
  ///
  /// - Parameter isOfStep: Whether it is for a step of a rotation, which replaces authorities that do not fit any more.
  /// - Throws: ``CAError/refused(_:)`` if the description asks for a change that only a rotation can make.
  init(
    _ federation: ResolvedFederation, _ authorities: AuthoritySet, requests: [PendingRequest], signed: [String: Int],
    retired: [AuthorityOwner: Int] = [:], removals: Set<String> = [], unsealable: Set<String> = [],
    isOfStep: Bool = false, now: Timestamp
  ) throws(CAError) {
    self.federation = federation
    self.authorities = authorities
    self.signed = signed
    self.retired = retired
    self.removals = removals
    self.unsealable = unsealable
    self.requests = Dictionary(requests.filter { $0.purpose == .renew }.map { ($0.mesh, $0) }) { first, _ in first }
    arriving = requests.filter { $0.purpose == .arrive }
    self.now = now
    try checkMode()
    if federation.roots == .shared, !federation.meshes.isEmpty { planRoot(.shared, mesh: nil) }
    for mesh in federation.meshes where !removals.contains(mesh.name) {
      try checkNotRemote(mesh)
      try checkUnchanged(mesh)
      if !isOfStep {
        try checkAmbientPeers(mesh)
        try checkConstraints(mesh)
      }
      if federation.roots == .perMesh { planRoot(.mesh(mesh.name), mesh: mesh) }
      planIntermediate(mesh)
    }
    for request in arriving where federation.mesh(named: request.mesh) != nil { noteWait(request) }
    noteBlocked()
    noteLeftOver()
    noteRemovals()
  }

  private mutating func planRoot(_ owner: AuthorityOwner, mesh: Mesh?) {
    if let root = authorities.authority(owner, .root) {
      keeps.append(Plan.Keep(authority: root, renewal: nil))
      noteEnd(of: root)
      return
    }
    // A mesh that requested its intermediate elsewhere gets the root with the answer.
    if let mesh, requests[mesh.name] != nil { return }
    if owner == .shared, !requests.isEmpty { return }
    issues.append(
      Plan.Issue(
        owner: owner, role: .root, generation: (retired[owner] ?? 0) + 1, isRenewal: false,
        reason: owner == .shared ? "the meshes share a root, and there is none" : "the mesh has no root"))
  }

  private mutating func planIntermediate(_ mesh: Mesh) {
    guard let existing = authorities.intermediate(of: mesh.name) else {
      if let request = requests[mesh.name] { return noteWait(request) }
      guard hasRootKey(mesh) else { return noteRequest(mesh, "the mesh has none") }
      guard !unsealable.contains(mesh.name) else { return }
      // A mesh's own root is issued with its intermediate, unless it was adopted without one.
      if federation.roots == .perMesh, root(of: mesh) != nil {
        noteFirstIntermediate(mesh)
        return issue(mesh, after: 0, isRenewal: false, "its adopted root signed for workloads itself so far")
      }
      return issue(mesh, after: 0, isRenewal: false, "the mesh has no intermediate")
    }
    let renewal = RenewalRule.renewal(
      of: existing.certificate, mesh.profile, isExternal: root(of: mesh)?.hasKey == false)
    guard let reason = reasonToRenew(existing, mesh, renewal) else {
      keeps.append(Plan.Keep(authority: existing, renewal: renewal))
      return
    }
    guard requests[mesh.name] == nil, let root = root(of: mesh), root.hasKey else {
      keeps.append(Plan.Keep(authority: existing, renewal: nil))
      return requests[mesh.name].map { noteWait($0) } ?? noteRequest(mesh, reason.text)
    }
    // The new one would sign in the home's eyes only: it cannot reach the mesh.
    guard unreadyPeers(of: mesh).isEmpty else {
      keeps.append(Plan.Keep(authority: existing, renewal: nil))
      return
    }
    // A root with little time left cannot issue a better intermediate than the existing one.
    guard root.certificate.validity.notAfter > existing.certificate.validity.notAfter || reason.isForced else {
      keeps.append(Plan.Keep(authority: existing, renewal: nil))
      return
    }
    guard !unsealable.contains(mesh.name) else {
      keeps.append(Plan.Keep(authority: existing, renewal: nil))
      return
    }
    issue(mesh, after: existing.generation, isRenewal: true, reason.text)
    noteRestart(mesh)
  }

  /// Why an intermediate is renewed, and whether that is urgent.
  private func reasonToRenew(
    _ existing: Authority, _ mesh: Mesh, _ renewal: Timestamp
  ) -> (text: String, isForced: Bool)? {
    let recipe = CertificateRecipe(federation: federation, now: now)
    let permitted = existing.certificate.extensions.nameConstraints?.permitted
    // One without any constraints was adopted; it is used until it is due. One that ztunnels would refuse is replaced
    // before anything else is applied.
    let isRefused = mesh.isSeenByAmbient && existing.certificate.constrainsURIs
    if existing.chain.isEmpty, !isRefused, let permitted, let root = root(of: mesh), root.hasKey,
      !recipe.confines(
        permitted, mesh, isShared: authorities.isShared(root.certificate, besides: mesh.name, in: federation))
    {
      return ("its name constraints no longer fit the mesh's names in federation.yaml", true)
    }
    guard renewal <= now else { return nil }
    return (
      "it expires on \(existing.certificate.validity.notAfter.day), and was due for renewal on \(renewal.day)",
      false
    )
  }

  /// The roots of a name must never be ambiguous.
  private func checkNotRemote(_ mesh: Mesh) throws(CAError) {
    guard authorities.remote(named: mesh.name) != nil, authorities.intermediate(of: mesh.name) == nil else { return }
    throw .refused(.description(.remoteDescribed(mesh.name)))
  }

  /// A mesh's authorities contain its trust domain and share one root. Changing either changes whom peers trust.
  private func checkUnchanged(_ mesh: Mesh) throws(CAError) {
    guard let existing = authorities.intermediate(of: mesh.name) ?? authorities.authority(.mesh(mesh.name), .root)
    else {
      return
    }
    let expected = mesh.trustDomain.uri
    if let uri = existing.certificate.uris.first, uri != expected {
      throw .refused(
        .description(
          .trustDomainChanged(
            mesh: mesh.name, from: String(uri.dropFirst(SPIFFEID.scheme.count)), to: mesh.trustDomain.name)))
    }
    guard existing.role == .intermediate, let root = root(of: mesh) else {
      if existing.role == .intermediate { throw rootsChanged(mesh) }
      return
    }
    let top = existing.chain.last ?? existing.certificate
    if top.issuer != root.certificate.subject { throw rootsChanged(mesh) }
  }

  /// Only a move changes how the meshes have their roots. While one is under way, the file may say either.
  private func checkMode() throws(CAError) {
    guard federation.describedRoots != federation.roots, !authorities.rotations.contains(where: \.target.isMove),
      let mesh = federation.meshes.first
    else { return }
    throw .refused(
      .description(
        .rootsChanged(
          mesh: mesh.name, described: federation.describedRoots.rawValue, issued: federation.roots.rawValue)))
  }

  private func rootsChanged(_ mesh: Mesh) -> CAError {
    .refused(
      .description(
        .rootsChanged(
          mesh: mesh.name, described: federation.roots.rawValue,
          issued: (federation.roots == .shared ? RootMode.perMesh : .shared).rawValue)))
  }

  private func root(of mesh: Mesh) -> Authority? {
    authorities.root(of: mesh.name, in: federation)
  }

  /// Whether the home has, or will have, the root of a mesh with its key.
  private func hasRootKey(_ mesh: Mesh) -> Bool {
    let owner = federation.rootOwner(of: mesh.name)
    return root(of: mesh).map(\.hasKey) ?? issues.contains { $0.owner == owner && $0.role == .root }
  }

  /// The peers without a root that get none from this plan either.
  private func unreadyPeers(of mesh: Mesh) -> [Mesh] {
    authorities.awaitedPeers(of: mesh, in: federation, requests.values)
      + authorities.peersWithoutRoot(of: mesh, in: federation).filter { removals.contains($0.name) }
  }

  private mutating func issue(_ mesh: Mesh, after generation: Int, isRenewal: Bool, _ reason: String) {
    let generation =
      max(generation, signed[mesh.trustDomain.uri] ?? 0, authorities.lastGeneration(ofIntermediates: mesh.name)) + 1
    issues.append(
      Plan.Issue(
        owner: .mesh(mesh.name), role: .intermediate, generation: generation, isRenewal: isRenewal, reason: reason))
  }
}

extension Planner {
  /// Leaves the folder of a mesh as it is.
  mutating func block(_ mesh: String) { blocked.insert(mesh) }

  /// Leaves out what a mesh's own folder does not need. A peer without a root gets its authorities, because the folder
  /// contains the peer's root.
  mutating func limit(to mesh: Mesh) {
    let peers = Set(mesh.peers.map(\.name).filter { federation.mesh(named: $0).map { root(of: $0) == nil } ?? false })
    issues.removeAll { issue in
      guard let name = issue.owner.meshName, name != mesh.name else { return false }
      return issue.isRenewal || !peers.contains(name)
    }
    keeps.removeAll { keep in
      guard let name = keep.authority.owner.meshName else { return false }
      return name != mesh.name
    }
    blockedFolders.removeAll { $0.mesh != mesh.name }
  }

  /// Leaves out what needs a key outside of the home that cannot be used now, and the folder that would have had its root.
  mutating func leaveOut(_ key: AbsentKey, for mesh: Mesh) {
    issues.removeAll { $0.owner == key.owner }
    block(mesh.name)
    if let peer = key.owner.meshName, !blockedFolders.contains(where: { $0.mesh == mesh.name }) {
      blockedFolders.append(BlockedFolder(mesh: mesh.name, peer: peer, answer: .meshtrust("apply", mesh.name)))
    }
    notes.append(
      Diagnostic(
        "MT-HOME-46", .warning, what: "out/\(mesh.name) cannot be written yet: `\(key.owner)` has no root",
        why: key.why, next: key.next))
  }

  private mutating func noteEnd(of root: Authority) {
    let start = RenewalRule.rotation(of: root.certificate)
    guard start <= now else { return }
    let verb = root.certificate.validity.notAfter <= now ? "expired" : "expires"
    notes.append(
      Diagnostic(
        "MT-HOME-40", .warning, what: "`\(root.name)` \(verb) on \(root.certificate.validity.notAfter.day)",
        why: "a root is never renewed without a rotation, because every peer has a copy of it",
        next: next(root)))
  }

  private func next(_ root: Authority) -> Message {
    guard root.certificate.validity.notAfter > now else {
      return "nothing below it is accepted any more; replace it at once: "
        + "`\(federation.replacement(of: root, isUrgent: true))`"
    }
    guard !federation.isOfHome(root) else { return "\(.meshtrust("rotate", "plan", root.owner.argument))" }
    return "agree with its owner on the next one; to replace it by a root of this home: "
      + "`\(federation.replacement(of: root))`; by the owner's next one: "
      + "`\(.meshtrust("rotate", "start", root.owner.argument, "--to", "external", "--root", "FILE"))`"
  }

  private mutating func noteWait(_ request: PendingRequest) {
    let lead = federation.mesh(named: request.mesh)?.profile.externalLead ?? Lifetime(seconds: 0)
    let expected = request.created + lead.seconds
    notes.append(
      Diagnostic(
        "MT-HOME-41", .warning,
        what: "`\(request.mesh)` has had no answer to its request since \(request.created.day)"
          + (expected < now ? "; it was expected by \(expected.day)" : ""),
        why: "an authority outside this home signs its intermediate"
          + (request.purpose == .arrive ? " below the root that arrives" : ""),
        next: "\(.meshtrust("install", request.mesh, "--chain", "FILE"))"))
  }

  private mutating func noteRequest(_ mesh: Mesh, _ reason: String) {
    unasked.append(Plan.Unasked(mesh: mesh.name, reason: reason))
    notes.append(
      Diagnostic(
        "MT-HOME-42", .warning, what: "the intermediate of `\(mesh.name)` is due: \(reason)",
        why: "the key of its root is not in this home, and an answer takes up to \(mesh.profile.externalLead)",
        next: "\(.meshtrust("request", mesh.name, "--as", "intermediate"))"))
  }

  private mutating func noteRestart(_ mesh: Mesh) {
    guard !mesh.controlPlane.autoReload else {
      notes.append(
        Diagnostic(
          "MT-HOME-43", .note, what: "istiod of `\(mesh.name)` loads the new intermediate without a restart",
          why: "autoReload is on, and root-cert.pem does not change"))
      return
    }
    notes.append(
      Diagnostic(
        "MT-HOME-43", .warning, what: "istiod of `\(mesh.name)` must be restarted for the new intermediate",
        why: "it reads the Secret `cacerts` only when it starts",
        next: "\(mesh.istiodRestart)")
    )
  }

  /// istiod signs with `istio-ca-secret` until it is restarted with `cacerts`; it reloads only after that choice.
  private mutating func noteFirstIntermediate(_ mesh: Mesh) {
    notes.append(
      Diagnostic(
        "MT-ADOPT-28", .warning, what: "istiod of `\(mesh.name)` must be restarted to sign with its intermediate",
        why:
          "it signs with the root itself, and chooses between `cacerts` and `istio-ca-secret` only when it starts; the "
          + "root stays the same, so that no peer notices",
        next: "\(mesh.istiodRestart)")
    )
  }

  /// A mesh's files refer to the bundle of every peer. If one is missing, istiod drops that peer silently.
  private mutating func noteBlocked() {
    blocked.formUnion(removals)
    for mesh in federation.meshes where !removals.contains(mesh.name) {
      let isNew = authorities.intermediate(of: mesh.name) == nil
      let waitsItself = isNew && !issues.contains { $0.owner == .mesh(mesh.name) }
      let missing = unreadyPeers(of: mesh)
      guard waitsItself || !missing.isEmpty else { continue }
      blocked.insert(mesh.name)
      guard !waitsItself, let first = missing.first(where: { !removals.contains($0.name) }) else { continue }
      let folder = BlockedFolder(mesh, waitingFor: first, requests.values)
      blockedFolders.append(folder)
      notes.append(
        Diagnostic(
          "MT-HOME-46", .warning, what: "out/\(mesh.name) cannot be written yet",
          why: "\(folder.reason), and the folder includes the peer's bundle"
            + (isNew ? "" : "; until then no renewal and no step of a rotation reaches `\(mesh.name)`"),
          next: "\(folder.answer)"))
    }
  }

  /// Authorities of meshes that are no longer described are kept: a key is only destroyed on request.
  private mutating func noteLeftOver() {
    let described = Set(federation.meshes.map(\.name))
    let names = Set(authorities.all.compactMap(\.owner.meshName)).subtracting(described).subtracting(removals)
    for name in names.sorted() {
      notes.append(
        Diagnostic(
          "MT-HOME-44", .warning, what: "`\(name)` has authorities, but is not in federation.yaml",
          why: "its keys and its folder are kept, and its peers' clusters trust it until they are cleaned up",
          next: "`\(.meshtrust("remove", "mesh", name))` destroys them and shows the steps; or add the mesh again"))
    }
  }

  private mutating func noteRemovals() {
    for name in removals.sorted() {
      notes.append(
        Diagnostic(
          "MT-HOME-81", .warning, what: "the removal of `\(name)` was stopped before its end",
          why: "its keys or its entry in federation.yaml may still be there",
          next: "`\(.meshtrust("apply"))`; if the key of its last CRL is lost, do without that CRL: "
            + "`\(.meshtrust("remove", "mesh", name, "--accept-missing-crl"))`"))
    }
  }
}
