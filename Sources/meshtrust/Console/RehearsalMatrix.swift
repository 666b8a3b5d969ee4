import Rotation

/// Which mesh accepts which: rows call, columns answer.
struct RehearsalMatrix {
  /// The result of all handshakes of one pair.
  private enum Cell {
    case apart, unknown, holds, clientRefuses, serverRefuses, bothRefuse, broken, disputed

    var word: String {
      switch self {
      case .apart: "-"
      case .unknown: "unknown"
      case .holds: "ok"
      case .clientRefuses: "client rejects"
      case .serverRefuses: "server rejects"
      case .bothRefuse: "both reject"
      case .broken: "broken"
      case .disputed: "disputed"
      }
    }

    var letter: String {
      switch self {
      case .apart: "-"
      case .unknown: "?"
      case .holds: "+"
      case .clientRefuses: "C"
      case .serverRefuses: "S"
      case .bothRefuse: "B"
      case .broken: "X"
      case .disputed: "D"
      }
    }
  }

  private struct Pair: Hashable {
    let client: String
    let server: String
  }

  private let meshes: [String]
  private let cells: [Pair: Cell]

  /// With more meshes than this, each cell is one letter.
  private static let widest = 6

  init(_ report: RehearsalReport) {
    var meshes: [String] = []
    var seen: Set<String> = []
    var cells: [Pair: Cell] = [:]
    let groups = Dictionary(grouping: report.handshakes) { Pair(client: $0.client, server: $0.server) }
    for (pair, tried) in groups { cells[pair] = Self.cell(tried) }
    for pair in report.unknown { cells[Pair(client: pair.client, server: pair.server)] = .unknown }
    for name in report.handshakes.flatMap({ [$0.client, $0.server] })
      + report.unknown.flatMap({ [$0.client, $0.server] })
    where seen.insert(name).inserted { meshes.append(name) }
    self.meshes = meshes
    self.cells = cells
  }

  private static func cell(_ tried: [RehearsedHandshake]) -> Cell {
    let client = tried.contains { !$0.clientVerdict.isAccepted }
    let server = tried.contains { !$0.serverVerdict.isAccepted }
    if client, server { return .bothRefuse }
    if client { return .clientRefuses }
    if server { return .serverRefuses }
    if tried.contains(where: { !$0.isEstablished }) { return .broken }
    return tried.contains(where: \.isDisputed) ? .disputed : .holds
  }

  /// The rows: words if they are few, otherwise letters with a legend, and the columns in as many parts as the page needs.
  func lines(on page: Page) -> [String] {
    guard meshes.count > Self.widest else {
      var table = Table()
      table.add(["CALLS"] + meshes)
      for client in meshes { table.add([client] + meshes.map { cell(client, $0).word }) }
      return table.lines(on: page)
    }
    let names = meshes.enumerated().map { "\($0.offset + 1) \($0.element)" }
    let room = page.width.map { $0 - (names.map(\.count).max() ?? 0) }
    let columns = max(room.map { $0 / (String(meshes.count).count + ColumnWidths.gap.count) } ?? meshes.count, 1)
    let parts = stride(from: 0, to: meshes.count, by: columns).map { first in
      let servers = first..<min(first + columns, meshes.count)
      var table = Table()
      table.add(["CALLS"] + servers.map { "\($0 + 1)" })
      for (name, client) in zip(names, meshes) { table.add([name] + servers.map { cell(client, meshes[$0]).letter }) }
      return table.lines(on: page)
    }
    return Array(parts.joined(separator: [""])) + Self.legend
  }

  private func cell(_ client: String, _ server: String) -> Cell {
    cells[Pair(client: client, server: server)] ?? .apart
  }

  private static let legend = [
    "+ ok   C, S, B client, server, both reject   ? unknown   - no peers", "X broken   D disputed",
  ]
}
