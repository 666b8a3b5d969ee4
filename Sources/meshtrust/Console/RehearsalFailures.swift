import Rotation
import TLS

/// The handshakes of a rehearsal that fail: who rejects whom, and with which alert. Why stands in the diagnostics, once.
struct RehearsalFailures {
  private let failed: [RehearsedHandshake]

  /// More are only counted; `--json` has all.
  private static let most = 40

  init(_ failed: [RehearsedHandshake]) {
    self.failed = failed
  }

  /// The connections of one pair that fail alike share a row.
  private struct Row: Hashable {
    let pair: String
    let refusers: String
    let alerts: String

    init(_ handshake: RehearsedHandshake) {
      pair =
        handshake.client == handshake.server
        ? "\(handshake.client) within itself" : "\(handshake.client) → \(handshake.server)"
      let refusals = [(handshake.client, handshake.clientVerdict), (handshake.server, handshake.serverVerdict)]
        .filter { !$0.1.isAccepted }
      refusers = Self.once(refusals.map(\.0), or: "nobody: it broke off")
      alerts = Self.once(refusals.map { $0.1.alert?.description ?? "none, a policy" }, or: "-")
    }

    private static func once(_ words: [String], or none: String) -> String {
      var seen: Set<String> = []
      let different = words.filter { seen.insert($0).inserted }
      return different.isEmpty ? none : different.joined(separator: ", ")
    }
  }

  func lines(on page: Page) -> [String] {
    guard !failed.isEmpty else { return [] }
    var order: [Row] = []
    var hops: [Row: [String]] = [:]
    for handshake in failed {
      let row = Row(handshake)
      if hops[row] == nil { order.append(row) }
      hops[row, default: []].append(handshake.hop.rawValue)
    }
    var table = Table("FAILS", "CONNECTION", "REJECTED BY", "TLS ALERT")
    for row in order.prefix(Self.most) {
      table.add(row.pair, (hops[row] ?? []).joined(separator: ", "), row.refusers, row.alerts)
    }
    let more = order.count - Self.most
    return [""] + table.lines(on: page) + (more > 0 ? ["and \(more) more; --json has all"] : [])
  }
}
