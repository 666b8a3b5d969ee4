import X509

/// What is refused before a step already for what proxies are, whoever is to blame, so that the step takes nothing away.
struct KnownRefusals {
  private struct Chain: Hashable {
    let presenter: String
    let holder: String
    let kind: ProofRow.Kind
    let signer: Int

    init(_ row: ProofRow, _ cell: ProofRow.Cell) {
      (presenter, holder, kind, signer) = (row.presenter, row.holder, row.kind, cell.signer)
    }
  }

  /// The contents stand for the bundle: holders without roots of the presenter count versions of their own.
  private struct State: Hashable {
    let chain: Chain
    let roots: [Certificate]
    let time: Timestamp
    let code: String
  }

  /// The constrained chains of a mesh that turned ambient, which a rotation takes away. No other root makes ztunnels take
  /// them.
  private var constrained: Set<Chain> = []
  /// The chains below a root that is not the first at a mesh that became one of one root, which the last step mends. In
  /// another state, or for another reason, they have to pass.
  private var belowOthers: Set<State> = []

  init(in rows: [ProofRow]) {
    for row in rows {
      for cell in row.failures {
        guard case .fails(let code, _) = cell.verdict else { continue }
        if code == "MT-PV-23" { constrained.insert(Chain(row, cell)) }
        if let state = Self.state(cell, of: row) { belowOthers.insert(state) }
      }
    }
  }

  /// Whether a cell of a row fails as it failed before.
  func contains(_ cell: ProofRow.Cell, of row: ProofRow) -> Bool {
    constrained.contains(Chain(row, cell)) || Self.state(cell, of: row).map(belowOthers.contains) ?? false
  }

  /// Nil if something else than the version of the holder is at fault, too.
  private static func state(_ cell: ProofRow.Cell, of row: ProofRow) -> State? {
    guard cell.isForOneRoot, case .fails(let code, _) = cell.verdict else { return nil }
    return State(chain: Chain(row, cell), roots: cell.roots, time: cell.time, code: code)
  }
}
