import CA
import Federation
import SPIFFE
import X509

/// Few meshes as cards on an ellipse, with an arrow from each mesh that verifies to each that presents.
struct TrustGraph {
  private let report: FederationReport
  private let nodes: [Node]
  private let height: Double

  private static let width = 960.0
  private static let card = (width: 208.0, height: 84.0)
  /// Around the drawing.
  private static let edge = 12.0

  private struct Node {
    let name: String
    let lines: [String]
    let isRemote: Bool
    let x: Double
    let y: Double
  }

  init(_ report: FederationReport) {
    self.report = report
    let texts =
      report.meshes.map { ($0.name, Self.lines($0), false) } + report.remotes.map { ($0.name, Self.lines($0), true) }
    let places = texts.indices.map { Self.place($0, of: texts.count) }
    let top = (places.map(\.y).min() ?? 0) - Self.card.height / 2 - Self.edge
    height = (places.map(\.y).max() ?? 0) + Self.card.height / 2 + Self.edge - top
    nodes = zip(texts, places).map { text, place in
      Node(name: text.0, lines: text.1, isRemote: text.2, x: place.x, y: place.y - top)
    }
  }

  private static func lines(_ mesh: ReportedMesh) -> [String] {
    let generation = mesh.root.map { "root \($0.generation), until \($0.certificate.validity.notAfter.day)" }
    return [mesh.mesh.trustDomain.name, generation ?? "not issued yet"]
  }

  private static func lines(_ remote: ReportedRemote) -> [String] {
    guard let card = remote.held?.card else { return ["remote", "no trust card yet"] }
    let end = card.roots.map(\.validity.notAfter).max().map { "roots until \($0.day)" }
    return [card.trustDomain.name, "remote, \(end ?? "no roots")"]
  }

  /// The first at the top, or two side by side.
  private static func place(_ index: Int, of count: Int) -> (x: Double, y: Double) {
    let turn = Double(index) / Double(max(count, 1)) + (count == 2 ? 0.5 : -0.25) + (count == 4 ? 0.125 : 0)
    let (sine, cosine) = Circle.point(turn)
    let radius = count <= 4 ? 165.0 : 250.0
    return (width / 2 + cosine * ((width - card.width) / 2 - edge), sine * radius)
  }

  func draw(into html: inout HTMLWriter) {
    let summary = report.acceptances.map { "\($0.holder) \($0.word) \($0.presenter)" }.joined(separator: "; ")
    html.element(
      .svg, .class("map"), HTMLWriter.Attribute("viewBox", "0 0 \(Int(Self.width)) \(Int(height))"),
      HTMLWriter.Attribute("role", "img"), HTMLWriter.Attribute("aria-labelledby", "map-title map-text")
    ) { html in
      html.element(.title, .id("map-title"), text: "Trust map")
      html.element(.desc, .id("map-text"), text: summary)
      for acceptance in report.acceptances { arrow(acceptance, &html) }
      for node in nodes { card(node, &html) }
    }
  }

  private func card(_ node: Node, _ html: inout HTMLWriter) {
    let (left, top) = (node.x - Self.card.width / 2, node.y - Self.card.height / 2)
    html.element(.g) { html in
      html.element(
        .rect, node.isRemote ? .class("node away") : .class("node"), Self.number("x", left), Self.number("y", top),
        Self.number("width", Self.card.width), Self.number("height", Self.card.height), Self.number("rx", 10))
      let lines = [HTMLWriter.shortened(node.name, to: 24)] + node.lines.map { HTMLWriter.shortened($0, to: 30) }
      for (index, line) in lines.enumerated() {
        html.element(
          .text, index == 0 ? .class("name") : .class("small"), Self.number("x", node.x),
          Self.number("y", top + 27 + Double(index) * 21), HTMLWriter.Attribute("text-anchor", "middle"), text: line)
      }
    }
  }

  /// Beside the middle line between two cards, so that the two directions do not cover each other; its sign stands nearer
  /// to the mesh that verifies.
  private func arrow(_ acceptance: Acceptance, _ html: inout HTMLWriter) {
    guard let from = nodes.first(where: { $0.name == acceptance.holder }),
      let to = nodes.first(where: { $0.name == acceptance.presenter })
    else { return }
    let (dx, dy) = (to.x - from.x, to.y - from.y)
    let length = max((dx * dx + dy * dy).squareRoot(), 1)
    let (ux, uy) = (dx / length, dy / length)
    let (ox, oy) = (-uy * 11, ux * 11)
    let (start, end) = (Self.exit(ux, uy, ox, oy) + 3, length - Self.exit(-ux, -uy, ox, oy) - 5)
    let (x1, y1) = (from.x + ox + ux * start, from.y + oy + uy * start)
    let (x2, y2) = (from.x + ox + ux * end, from.y + oy + uy * end)
    let style = Self.style(acceptance.state)
    html.element(
      .line, .class(style.edge), Self.number("x1", x1), Self.number("y1", y1), Self.number("x2", x2 - ux * 8),
      Self.number("y2", y2 - uy * 8))
    let tip = [
      (x2, y2), (x2 - ux * 13 - uy * 6, y2 - uy * 13 + ux * 6), (x2 - ux * 13 + uy * 6, y2 - uy * 13 - ux * 6),
    ]
    html.element(
      .path, .class(style.tip),
      HTMLWriter.Attribute(
        "d", "M" + tip.map { "\(Self.rounded($0.0)) \(Self.rounded($0.1))" }.joined(separator: "L") + "Z"))
    let (mx, my) = (x1 + (x2 - x1) * 0.4, y1 + (y2 - y1) * 0.4)
    html.element(
      .circle, .class(style.badge), Self.number("cx", mx), Self.number("cy", my), Self.number("r", 9))
    html.element(.text, .class(style.sign), Self.number("x", mx), Self.number("y", my + 4.5), text: style.text)
  }

  /// How far a line in a direction, which passes the middle of a card at an offset, runs until it leaves the card.
  private static func exit(_ ux: Double, _ uy: Double, _ ox: Double, _ oy: Double) -> Double {
    let horizontal = abs(ux) > 0.0001 ? (card.width / 2 - (ux > 0 ? ox : -ox)) / abs(ux) : .infinity
    let vertical = abs(uy) > 0.0001 ? (card.height / 2 - (uy > 0 ? oy : -oy)) / abs(uy) : .infinity
    return min(horizontal, vertical)
  }

  private static func style(
    _ state: Acceptance.State
  ) -> (edge: StaticString, tip: StaticString, badge: StaticString, sign: StaticString, text: String) {
    switch state {
    case .accepts: ("edge yes", "tip yes", "badge yes", "sign yes", "✓")
    case .rejects: ("edge no", "tip no", "badge no", "sign no", "✕")
    case .unknown: ("edge maybe", "tip maybe", "badge maybe", "sign maybe", "?")
    }
  }

  private static func number(_ name: StaticString, _ value: Double) -> HTMLWriter.Attribute {
    HTMLWriter.Attribute(name, rounded(value))
  }

  /// To a tenth.
  private static func rounded(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}
