public import CA
import Diagnostics
import Federation
public import Rotation
public import X509

/// What monitoring should know of a home. Made without the home's secret.
public struct HomeMetrics: Sendable {
  public let samples: [Sample]

  /// - Parameters:
  ///   - version: Of the tool.
  ///   - time: When the metrics are made, which need not be the time that the home is judged for.
  public init(_ home: OpenHome, version: String, at time: Timestamp) throws(RotationError) {
    let ledger = try fromHome { () throws(CAError) in try home.rotationLedger(withKeys: false) }
    let plan = try fromHome { () throws(CAError) in try home.plan() }
    let timeline = try Timeline(RehearsalScene(home, at: home.now, withKeys: false))
    let name = ledger.federation.name
    var samples = Self.authorities(ledger) + Self.bundles(ledger) + Self.rotations(ledger)
    samples += try fromHome { () throws(CAError) in try Self.issued(home, name) }
    samples += try fromHome { () throws(CAError) in try Self.log(home, name) }
    let changes = plan.issues.count + plan.writes.count + plan.removals.count
    samples.append(Sample(.planChanges, ["federation": name], Int64(changes)))
    if let first = timeline.failing.isEmpty ? timeline.firstFailure?.time : timeline.start {
      samples.append(Sample(.firstFailure, ["federation": name], first.seconds))
    }
    samples += Self.unknown(timeline, name)
    samples.append(Sample(.lastRun, ["federation": name], time.seconds))
    samples.append(Sample(.build, ["federation": name, "version": version], 1))
    self.samples = samples
  }

  private static func authorities(_ ledger: RotationLedger) -> [Sample] {
    let federation = ledger.federation
    return ledger.authorities.all.flatMap { authority -> [Sample] in
      let due =
        authority.role == .root
        ? RenewalRule.rotation(of: authority.certificate)
        : federation.mesh(named: "\(authority.owner)").map { mesh in
          RenewalRule.renewal(
            of: authority.certificate, mesh.profile,
            isExternal: ledger.authorities.root(of: mesh.name, in: federation)?.hasKey == false)
        }
      func sample(_ metric: Metric, _ value: Timestamp) -> Sample {
        Sample(
          metric,
          [
            "federation": federation.name, "mesh": "\(authority.owner)", "role": authority.role.rawValue,
            "generation": "\(authority.generation)", "state": state(of: authority, ledger),
            "place": authority.hasKey ? "home" : "elsewhere",
          ], value.seconds)
      }
      return [sample(.authorityEnds, authority.certificate.validity.notAfter)]
        + (due.map { [sample(.authorityDue, $0)] } ?? [])
    }
  }

  /// `active` for what signs; during a rotation the other root is `arriving` or `leaving`, and `leaving` what is below it.
  private static func state(of authority: Authority, _ ledger: RotationLedger) -> String {
    guard authority.role == .root else { return ledger.authorities.isWritten(authority) ? "active" : "leaving" }
    guard let rotation = ledger.rotation(of: authority.owner),
      rotation.signing != authority.generation
    else { return "active" }
    return rotation.arriving == authority.generation ? "arriving" : "leaving"
  }

  private static func bundles(_ ledger: RotationLedger) -> [Sample] {
    let (federation, authorities) = (ledger.federation, ledger.authorities)
    var samples: [Sample] = []
    for mesh in federation.meshes {
      for root in authorities.bundle(of: mesh.name, in: federation)?.certificates ?? [] {
        samples.append(
          Sample(
            .bundleRootEnds,
            [
              "federation": federation.name, "mesh": mesh.name, "fingerprint": String(root.fingerprint.prefix(16)),
            ], root.validity.notAfter.seconds))
      }
    }
    for remote in authorities.remotes {
      for root in remote.card.roots {
        samples.append(
          Sample(
            .remoteRootEnds,
            [
              "federation": federation.name, "remote": remote.name,
              "fingerprint": String(root.fingerprint.prefix(16)),
            ], root.validity.notAfter.seconds))
      }
    }
    return samples
  }

  private static func unknown(_ timeline: Timeline, _ name: String) -> [Sample] {
    Dictionary(grouping: timeline.unknown, by: \.mesh).sorted { $0.key < $1.key }.compactMap { mesh, pairs in
      pairs.first.map { first in
        Sample(
          .unknownHandshakes, ["federation": name, "mesh": mesh, "cause": first.cause.rawValue], Int64(pairs.count))
      }
    }
  }

  private static func rotations(_ ledger: RotationLedger) -> [Sample] {
    let federation = ledger.federation
    let owners = federation.roots == .shared ? [.shared] : federation.meshes.map { AuthorityOwner.mesh($0.name) }
    return owners.flatMap { owner -> [Sample] in
      let rotation = ledger.rotation(of: owner)
      let phase = rotation?.phase ?? .steady
      var samples = RotationPhase.allCases.map {
        Sample(
          .phase, ["federation": federation.name, "mesh": "\(owner)", "phase": $0.rawValue], $0 == phase ? 1 : 0)
      }
      if let rotation {
        let labels: KeyValuePairs = ["federation": federation.name, "mesh": "\(owner)"]
        let shut = RotationMachine(ledger, owner).gates().count { !$0.isOpen }
        samples.append(Sample(.phaseSince, labels, rotation.since.seconds))
        samples.append(Sample(.gatesShut, labels, Int64(shut)))
      }
      return samples
    }
  }

  /// Requests, leaves and lists.
  private static func issued(_ home: OpenHome, _ name: String) throws(CAError) -> [Sample] {
    var samples = try home.pendingRequests().map {
      Sample(.requestSince, ["federation": name, "mesh": $0.mesh], $0.created.seconds)
    }
    var last: [String: Timestamp] = [:]
    for leaf in try home.issuedLeaves(of: nil) {
      guard let mesh = leaf.mesh, leaf.revocation == nil else { continue }
      last[mesh] = max(last[mesh] ?? leaf.certificate.validity.notAfter, leaf.certificate.validity.notAfter)
    }
    for (mesh, end) in last.sorted(by: { $0.key < $1.key }) {
      samples.append(Sample(.leafEnds, ["federation": name, "mesh": mesh], end.seconds))
    }
    for list in try home.lastLists() {
      guard let next = list.list.nextUpdate else { continue }
      samples.append(
        Sample(.listDue, ["federation": name, "mesh": "\(list.owner)", "role": list.role.rawValue], next.seconds))
    }
    return samples
  }

  private static func log(_ home: OpenHome, _ name: String) throws(CAError) -> [Sample] {
    var samples = [Sample(.logEntries, ["federation": name], try home.lastLogEntry())]
    do throws(CAError) {
      samples.append(Sample(.checkpointEntries, ["federation": name], try home.checkpoint().entries))
    } catch .checkpoint(.none) {
      // An older version wrote the log.
    }
    return samples
  }
}
