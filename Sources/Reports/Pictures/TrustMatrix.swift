/// Many meshes as a matrix: a row for each that verifies, a column for each that presents.
struct TrustMatrix {
  private let acceptances: [Acceptance]
  private let names: [String]
  private let places: [String: Int]
  private let cell: Int
  private let margin: Int

  init(_ acceptances: [Acceptance], _ names: [String]) {
    self.acceptances = acceptances
    self.names = names
    places = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    cell = names.count <= 40 ? 20 : names.count <= 80 ? 13 : 11
    margin = 12 + 7 * min(24, names.map(\.count).max() ?? 0)
  }

  func draw(into html: inout HTMLWriter) {
    let side = margin + names.count * cell + 8
    let accepted = acceptances.count(where: \.isAccepted)
    html.element(
      .svg, .class("matrix"), HTMLWriter.Attribute("width", "\(side)"), HTMLWriter.Attribute("height", "\(side)"),
      HTMLWriter.Attribute("viewBox", "0 0 \(side) \(side)"), HTMLWriter.Attribute("role", "img"),
      HTMLWriter.Attribute("aria-labelledby", "map-title map-text")
    ) { html in
      html.element(.title, .id("map-title"), text: "Trust map")
      html.element(
        .desc, .id("map-text"),
        text: "A matrix of \(names.count) meshes: each row verifies, each column presents. \(accepted) of "
          + "\(acceptances.count) sides accept; the others are listed below.")
      grid(&html)
      labels(&html)
      cells(&html)
    }
  }

  /// Every fifth line, so that the eye finds its row.
  private func grid(_ html: inout HTMLWriter) {
    let end = margin + names.count * cell
    var path = ""
    for index in 0...names.count where index % 5 == 0 || index == names.count {
      let at = margin + index * cell
      path += "M\(margin) \(at)H\(end)M\(at) \(margin)V\(end)"
    }
    html.element(.path, .class("grid"), HTMLWriter.Attribute("d", path))
  }

  private func labels(_ html: inout HTMLWriter) {
    for (index, name) in names.enumerated() {
      let middle = margin + index * cell + cell / 2
      let label = HTMLWriter.shortened(name, to: 24)
      html.element(
        .text, HTMLWriter.Attribute("x", "\(margin - 6)"), HTMLWriter.Attribute("y", "\(middle + 4)"),
        HTMLWriter.Attribute("text-anchor", "end"), text: label)
      html.element(
        .text, HTMLWriter.Attribute("transform", "translate(\(middle + 4) \(margin - 6))rotate(-90)"), text: label)
    }
  }

  /// All cells of one kind are one path: a dot accepts, a cross rejects, a ring is unknown.
  private func cells(_ html: inout HTMLWriter) {
    var (yes, no, maybe, own) = ("", "", "", "")
    for index in names.indices {
      let at = margin + index * cell
      own += "M\(at) \(at)h\(cell)v\(cell)h-\(cell)z"
    }
    for acceptance in acceptances {
      guard let row = places[acceptance.holder], let column = places[acceptance.presenter] else { continue }
      let (x, y) = (margin + column * cell + cell / 2, margin + row * cell + cell / 2)
      switch acceptance.state {
      case .accepts: yes += "M\(x - 2) \(y)a2 2 0 1 0 4 0a2 2 0 1 0-4 0"
      case .rejects: no += "M\(x - 4) \(y - 4)l8 8m0-8l-8 8"
      case .unknown: maybe += "M\(x - 4) \(y)a4 4 0 1 0 8 0a4 4 0 1 0-8 0"
      }
    }
    html.element(.path, .class("cells self"), HTMLWriter.Attribute("d", own))
    if !yes.isEmpty { html.element(.path, .class("cells yes"), HTMLWriter.Attribute("d", yes)) }
    if !maybe.isEmpty { html.element(.path, .class("cells maybe"), HTMLWriter.Attribute("d", maybe)) }
    if !no.isEmpty { html.element(.path, .class("cells no"), HTMLWriter.Attribute("d", no)) }
  }
}
