import Diagnostics
import Federation
import X509

/// Chooses the one next thing to do with a home. Pure.
struct Advice {
  private let federation: ResolvedFederation
  private let authorities: AuthoritySet
  private let plan: Plan
  private let requests: [PendingRequest]
  private let now: Timestamp

  /// - Parameter plan: What `apply` would do, with private keys for folders that contain them.
  init(
    _ federation: ResolvedFederation, _ authorities: AuthoritySet, _ plan: Plan, _ requests: [PendingRequest],
    now: Timestamp
  ) {
    self.federation = federation
    self.authorities = authorities
    self.plan = plan
    self.requests = requests
    self.now = now
  }

  /// What is pending comes first, then the first renewal or rotation to become due.
  var next: HomeStatus.Next {
    pending ?? due.min { ($0.date ?? now) < ($1.date ?? now) }
      ?? HomeStatus.Next(command: .meshtrust("plan"), date: nil, reason: "nothing is issued yet")
  }

  private var pending: HomeStatus.Next? {
    if let removal = plan.removals.first {
      return HomeStatus.Next(
        command: .meshtrust("apply"), date: nil, reason: "the removal of \(removal) was stopped before its end")
    }
    if let issue = plan.issues.first {
      return HomeStatus.Next(command: .meshtrust("apply"), date: nil, reason: "\(issue.name): \(issue.reason)")
    }
    // Meshes that have no intermediate yet wait for their first answer anyway.
    if let due = plan.unasked.first(where: { authorities.intermediate(of: $0.mesh) != nil }) {
      return HomeStatus.Next(
        command: .meshtrust("request", due.mesh, "--as", "intermediate"), date: nil,
        reason: "\(due.mesh)/intermediate: \(due.reason)")
    }
    if let request = requests.first {
      return HomeStatus.Next(
        command: .meshtrust("install", request.mesh, "--chain", "FILE"), date: nil, reason: waiting(request))
    }
    if let rotation = authorities.rotations.first {
      return HomeStatus.Next(
        command: .meshtrust("rotate", "status"), date: nil,
        reason: "\(rotation.owner)/root is \(rotation.phase.rawValue)")
    }
    if let write = plan.writes.first {
      return HomeStatus.Next(command: .meshtrust("apply"), date: nil, reason: "out/\(write.mesh) is not up to date")
    }
    return federation.unknownRemotes.first.map { unknown in
      HomeStatus.Next(
        command: .meshtrust("trust", "import", "FILE", "--fingerprint", "SHA256:…"), date: nil,
        reason: "nothing is known of the remote \(unknown) yet: ask its administrator for its trust card")
    }
  }

  private func waiting(_ request: PendingRequest) -> String {
    guard let lead = federation.mesh(named: request.mesh)?.profile.externalLead else {
      return "a request waits for its answer"
    }
    let expected = request.created + lead.seconds
    return "a request of \(request.created.day) waits for its answer, "
      + (expected < now ? "overdue since \(expected.day)" : "expected by \(expected.day)")
  }

  private var due: [HomeStatus.Next] {
    let renewals = plan.keeps.compactMap { keep in
      keep.renewal.map {
        HomeStatus.Next(
          command: renewal(of: keep.authority), date: $0, reason: "\(keep.authority.name) is due for renewal")
      }
    }
    let rotations = authorities.all.filter { root in
      root.role == .root && authorities.rotation(of: root.owner)?.leaving != root.generation
    }.map {
      HomeStatus.Next(
        command: .meshtrust("rotate", "plan", $0.owner.argument),
        date: RenewalRule.rotation(of: $0.certificate),
        reason: "\($0.name) enters the last third of its life")
    }
    return renewals + rotations + authorities.remotes.compactMap(cardDue)
  }

  /// Only the root of a remote that expires last matters: the others are being replaced.
  private func cardDue(_ remote: HeldRemote) -> HomeStatus.Next? {
    remote.card.roots.max { $0.validity.notAfter < $1.validity.notAfter }.map { root in
      HomeStatus.Next(
        command: .meshtrust("trust", "import", "FILE"), date: RenewalRule.rotation(of: root),
        reason: "the root of \(remote.name) enters the last third of its life: ask for its next trust card")
    }
  }

  /// The command that renews an intermediate here, or asks the owner of its root's key.
  private func renewal(of authority: Authority) -> SuggestedCommand {
    authority.owner.meshName.map { authorities.renewal(of: $0, in: federation) } ?? .meshtrust("apply")
  }
}
