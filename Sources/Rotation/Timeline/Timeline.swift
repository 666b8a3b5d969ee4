public import Diagnostics
import Parallel
public import X509

/// Until when the handshakes of a federation succeed if nobody acts, verified at every time at which a certificate
/// becomes valid or expires.
///
/// Workloads and gateways renew their certificates as long as their intermediate is valid, so each mesh is verified
/// with a leaf that lives as long. istiod's own serving certificate, issued for ten years, becomes invalid then too.
public struct Timeline: Sendable {
  /// A handshake that starts to fail or to succeed.
  public struct Change: Hashable, Sendable {
    public let time: Timestamp
    public let handshake: TimedHandshake
    /// The mesh that rejects, and why; nil if the handshake succeeds from then on.
    public let refusal: TimedRefusal?
  }

  public let start: Timestamp
  public let handshakes: [TimedHandshake]
  /// Pairs that cannot be verified, because one side's certificates are unknown.
  public let unknown: [UnknownPair]
  /// In chronological order.
  public let changes: [Change]
  /// What already fails at the start.
  public let failing: [Change]
  /// The authorities that everything depends on, in the order of the federation.
  public let spans: [CertificateSpan]
  private let cells: [TimelineCell: TimelineCell.Presentation]

  /// Verifies a scene from its time on.
  public init(_ scene: RehearsalScene) throws(RotationError) {
    start = scene.time
    let drawn = try TimelineCell.drawn(scene)
    handshakes = drawn.handshakes
    unknown = drawn.unknown
    cells = drawn.presentations
    spans = CertificateSpan.all(of: scene)
    let keys = Array(drawn.presentations.keys)
    let histories = AllCores.map(keys) { key in drawn.presentations[key]?.history(from: scene.time) ?? [] }
    let byCell = Dictionary(uniqueKeysWithValues: zip(keys, histories))
    var changes: [Change] = []
    for handshake in drawn.handshakes { changes += Self.changes(of: handshake, byCell) }
    failing = changes.filter { $0.time == scene.time && $0.refusal != nil }
    self.changes = changes.filter { $0.time > scene.time }.sorted { left, right in
      (left.time, left.handshake.order) < (right.time, right.handshake.order)
    }
  }

  /// The first handshake that will fail, except those that already fail.
  public var firstFailure: Change? { changes.first { $0.refusal != nil } }

  /// What fails at any time within a period, each handshake once with its first reason.
  public func failures(from first: Timestamp, through last: Timestamp) -> [Change] {
    var found: [Change] = []
    for handshake in handshakes {
      let points = handshake.cells.flatMap { cells[$0.cell]?.changePoints ?? [] }
      for moment in [first] + Set(points.filter { $0 > first && $0 <= last }).sorted() {
        guard let refusal = refusal(in: handshake, at: moment) else { continue }
        found.append(Change(time: moment, handshake: handshake, refusal: refusal))
        break
      }
    }
    return found
  }

  private func refusal(in handshake: TimedHandshake, at moment: Timestamp) -> TimedRefusal? {
    for side in handshake.cells {
      if let reason = cells[side.cell]?.refusal(at: moment) { return TimedRefusal(by: side.verifiedBy, reason: reason) }
    }
    return nil
  }

  /// Combines both sides: a handshake succeeds while both do.
  private static func changes(
    of handshake: TimedHandshake, _ histories: [TimelineCell: [TimelineCell.State]]
  ) -> [Change] {
    let moments = Set(handshake.cells.flatMap { histories[$0.cell] ?? [] }.map(\.time)).sorted()
    var changes: [Change] = []
    for moment in moments {
      var refusal: TimedRefusal?
      for side in handshake.cells where refusal == nil {
        let state = histories[side.cell]?.last { $0.time <= moment }
        refusal = state?.refusal.map { TimedRefusal(by: side.verifiedBy, reason: $0) }
      }
      if let last = changes.last, (last.refusal == nil) == (refusal == nil) { continue }
      changes.append(Change(time: moment, handshake: handshake, refusal: refusal))
    }
    return changes
  }
}

public struct TimedRefusal: Hashable, Sendable {
  public let by: String
  public let reason: Diagnostic
}

public struct TimedHandshake: Hashable, Sendable {
  public let client: String
  public let server: String
  /// Between peers, inside a mesh, or with its control plane.
  public let hop: RehearsedHandshake.Hop
  /// The cells of both sides.
  let cells: [(verifiedBy: String, cell: TimelineCell)]
  /// The position in the federation, for sorting.
  let order: Int

  /// The identity is the connection.
  public static func == (left: TimedHandshake, right: TimedHandshake) -> Bool {
    left.client == right.client && left.server == right.server && left.hop == right.hop
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(client)
    hasher.combine(server)
    hasher.combine(hop)
  }
}
