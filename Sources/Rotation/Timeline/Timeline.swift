public import Diagnostics
public import X509

/// Until when the handshakes of a federation hold if nobody acts: judged by the verifier at every moment at which one of
/// the certificates concerned begins or ends.
///
/// Workloads and gateways renew their certificates as long as their intermediate lasts, so each mesh is judged with a leaf
/// that lives as long as it. istiod's own serving certificate, which is issued for ten years, ends there too.
public struct Timeline: Sendable {
  /// A handshake that holds no longer, or holds again.
  public struct Change: Hashable, Sendable {
    /// From when on.
    public let time: Timestamp
    /// The mesh that calls, the mesh that answers, and how.
    public let handshake: TimedHandshake
    /// The mesh that refuses, and why; nil when the handshake holds from then on.
    public let refusal: TimedRefusal?
  }

  /// The moment that the timeline begins.
  public let start: Timestamp
  /// Every handshake that was judged.
  public let handshakes: [TimedHandshake]
  /// What cannot be judged, because somebody's certificates are not known here.
  public let unknown: [UnknownPair]
  /// Every change, the first one first.
  public let changes: [Change]
  /// What fails at the start already.
  public let failing: [Change]
  /// The certificates that everything hangs on, in the order of the federation.
  public let spans: [CertificateSpan]
  private let cells: [TimelineCell: TimelineCell.Presentation]

  /// Judges a scene from its moment on.
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

  /// The first handshake that will fail; those that fail already do not count.
  public var firstFailure: Change? { changes.first { $0.refusal != nil } }

  /// What fails at any moment of a period, each handshake once, with its first reason.
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
      if let reason = cells[side.cell]?.refusal(at: moment) { return TimedRefusal(by: side.judge, reason: reason) }
    }
    return nil
  }

  /// The states of both sides, put together: a handshake holds while both do.
  private static func changes(
    of handshake: TimedHandshake, _ histories: [TimelineCell: [TimelineCell.State]]
  ) -> [Change] {
    let moments = Set(handshake.cells.flatMap { histories[$0.cell] ?? [] }.map(\.time)).sorted()
    var changes: [Change] = []
    for moment in moments {
      var refusal: TimedRefusal?
      for side in handshake.cells where refusal == nil {
        let state = histories[side.cell]?.last { $0.time <= moment }
        refusal = state?.refusal.map { TimedRefusal(by: side.judge, reason: $0) }
      }
      if let last = changes.last, (last.refusal == nil) == (refusal == nil) { continue }
      changes.append(Change(time: moment, handshake: handshake, refusal: refusal))
    }
    return changes
  }
}

/// Who refuses in a handshake, and why.
public struct TimedRefusal: Hashable, Sendable {
  /// The mesh that refuses.
  public let by: String
  /// Why.
  public let reason: Diagnostic
}

/// A handshake of a timeline.
public struct TimedHandshake: Hashable, Sendable {
  /// The mesh that calls.
  public let client: String
  /// The mesh that answers.
  public let server: String
  /// Between peers, inside of a mesh, or with its control plane.
  public let hop: RehearsedHandshake.Hop
  /// What each side makes of the other.
  let cells: [(judge: String, cell: TimelineCell)]
  /// The place in the federation.
  let order: Int

  /// Whether both are about the same connection.
  public static func == (left: TimedHandshake, right: TimedHandshake) -> Bool {
    left.client == right.client && left.server == right.server && left.hop == right.hop
  }

  /// Hashes the connection.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(client)
    hasher.combine(server)
    hasher.combine(hop)
  }
}
