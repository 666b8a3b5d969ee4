import CA
import Diagnostics
import Documents
import Endpoints
import Federation
import SPIFFE

/// What became of the bundles of remotes.
struct RefreshView {
  private let rows: [(name: String, result: Row)]

  private enum Row {
    case fault(any Diagnosable)
    case outcome(RefreshOutcome)
  }

  /// - Parameter outcomes: Of the bundles that were fetched, in their order.
  init(endpoints: [RemoteEndpoint], results: [Result<FetchedBundle, FetchFault>], outcomes: [RefreshOutcome]) {
    var rest = outcomes[...]
    rows = zip(endpoints, results).map { endpoint, result in
      switch result {
      case .failure(let fault): return (endpoint.name, .fault(fault))
      case .success:
        guard let outcome = rest.popFirst() else {
          return (endpoint.name, .outcome(.unchanged(sequence: nil, isBinding: false)))
        }
        if case .refused(let fault) = outcome { return (endpoint.name, .fault(fault)) }
        return (endpoint.name, .outcome(outcome))
      }
    }
  }

  /// What was refused or could not be fetched.
  var faults: [any Diagnosable] { rows.compactMap { if case .fault(let fault) = $0.result { fault } else { nil } } }

  private var isWaiting: Bool {
    rows.contains { if case .outcome(.waiting) = $0.result { true } else { false } }
  }

  /// What is not to be trusted counts more than what was not reached, and that more than what waits.
  var status: ExitStatus {
    let statuses = faults.map(\.exitStatus)
    for status in [ExitStatus.refused, .malformed, .inputOutput] where statuses.contains(status) { return status }
    return statuses.first ?? (isWaiting ? .pending : .done)
  }

  func text(_ console: Console, hasEndpoints: Bool) -> String {
    guard !rows.isEmpty else {
      return hasEndpoints
        ? "nothing to fetch: every bundle is younger than its refresh hint" : "no remote has a bundleEndpoint"
    }
    var table = Table()
    for (name, row) in rows { table.add(name, Self.words(row)) }
    var lines = table.lines(on: console.page)
    if rows.contains(where: { if case .outcome(.accepted) = $0.result { true } else { false } }) {
      lines.append(console.text("next: \(.meshtrust("apply"))"))
    }
    if isWaiting {
      lines.append(
        "next: compare the fingerprint of each root with its administrator, and refresh with --fingerprint")
    }
    return lines.joined(separator: "\n")
  }

  private static func words(_ row: Row) -> String {
    switch row {
    case .fault(let fault): "kept as it was [\(fault.diagnostic.code)]"
    case .outcome(.unchanged(let sequence, _)): "unchanged\(sequence.map { ", sequence \($0)" } ?? "")"
    case .outcome(.accepted(let change)): "trusted: \(change.voucher)"
    case .outcome(.waiting(let change)): "waits: \(change.voucher), and nothing vouches for its roots"
    case .outcome(.refused(let fault)): "kept as it was [\(fault.diagnostic.code)]"
    }
  }

  func node(_ warnings: [Diagnostic]) -> Node {
    .schema(
      "trust-refresh",
      [
        ("remotes", .sequence(rows.map { Self.node($0.name, $0.result) })),
        ("diagnostics", .sequence((warnings + faults.map(\.diagnostic)).map(\.node))),
      ])
  }

  private static func node(_ name: String, _ row: Row) -> Node {
    let (state, change): (String, TrustChange?) =
      switch row {
      case .fault, .outcome(.refused): ("kept", nil)
      case .outcome(.unchanged): ("unchanged", nil)
      case .outcome(.accepted(let change)): ("accepted", change)
      case .outcome(.waiting(let change)): ("waiting", change)
      }
    return .mapping([
      ("name", .string(name)), ("state", .string(state)), ("voucher", .optional(change?.voucher)),
      ("differences", .strings(change?.differences.map(\.description) ?? [])),
    ])
  }
}
