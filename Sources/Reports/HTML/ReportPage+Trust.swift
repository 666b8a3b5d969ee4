import Diagnostics

extension ReportPage {
  /// Up to this number of meshes and remotes a drawing is easier to read than a matrix.
  private static let drawn = 8

  /// The map: a drawing of few meshes, a matrix of many; and the same in words.
  func trust(_ html: inout HTMLWriter) {
    let names = report.meshes.map(\.name) + report.remotes.map(\.name)
    guard !report.acceptances.isEmpty else {
      return html.element(.p, text: "No mesh has a peer yet.")
    }
    let accepted = report.acceptances.count(where: \.isAccepted)
    html.element(
      .p,
      text:
        "\(accepted) of \(report.acceptances.count) sides accept what the other presents. Each peering has two sides: "
        + "an arrow goes from the mesh that verifies to the mesh whose chain it verifies, with the roots that it holds."
    )
    legend(&html)
    scrolling("Trust map", &html) { html in
      if names.count <= Self.drawn {
        TrustGraph(report).draw(into: &html)
      } else {
        TrustMatrix(report.acceptances, names).draw(into: &html)
      }
    }
    exceptions(&html)
    if names.count <= Self.drawn { acceptanceTable(names, &html) }
  }

  private func legend(_ html: inout HTMLWriter) {
    html.element(.ul, .class("legend")) { html in
      html.element(.li) { html in
        html.element(.span, .class("mark good"), Self.hidden, text: "✓")
        html.text("accepts")
      }
      html.element(.li) { html in
        html.element(.span, .class("mark failing"), Self.hidden, text: "✕")
        html.text("rejects")
      }
      html.element(.li) { html in
        html.element(.span, .class("mark attention"), Self.hidden, text: "?")
        html.text("unknown: it cannot be verified here")
      }
    }
  }

  /// Why what is not accepted is not. Sides with one reason share an entry.
  private func exceptions(_ html: inout HTMLWriter) {
    var order: [Acceptance.State] = []
    var sides: [Acceptance.State: [Acceptance]] = [:]
    for acceptance in report.acceptances where !acceptance.isAccepted {
      if sides[acceptance.state] == nil { order.append(acceptance.state) }
      sides[acceptance.state, default: []].append(acceptance)
    }
    guard !order.isEmpty else { return }
    html.element(.h3, text: "Not accepted, and why")
    html.element(.ul, .class("plain")) { html in
      for state in order {
        html.element(.li) { exception(state, sides[state] ?? [], &$0) }
      }
    }
  }

  private func exception(_ state: Acceptance.State, _ sides: [Acceptance], _ html: inout HTMLWriter) {
    let shown = sides.prefix(6).map { "\($0.holder) → \($0.presenter)" }.joined(separator: ", ")
    let rest = sides.count > 6 ? " and \(sides.count - 6) more" : ""
    switch state {
    case .accepts: break
    case .rejects(let reason):
      html.element(.span, .class("mark failing"), Self.hidden, text: "✕")
      html.element(.strong, text: "\(shown)\(rest) rejects: ")
      diagnostic(reason, &html)
    case .unknown(let reason):
      html.element(.span, .class("mark attention"), Self.hidden, text: "?")
      html.element(.strong, text: "\(shown)\(rest) unknown: ")
      html.text(reason)
    }
  }

  private func acceptanceTable(_ names: [String], _ html: inout HTMLWriter) {
    var states: [String: [String: Acceptance]] = [:]
    for acceptance in report.acceptances { states[acceptance.holder, default: [:]][acceptance.presenter] = acceptance }
    html.element(.details) { html in
      html.element(.summary, text: "The map as a table")
      scrolling("Who accepts whom, as a table", &html) { html in
        html.element(.table) { html in
          html.element(.caption, text: "Each row verifies, each column presents.")
          head(["verifies"] + names, &html)
          html.element(.tbody) { html in
            for holder in names {
              html.element(.tr) { html in
                html.element(.th, HTMLWriter.Attribute("scope", "row"), text: holder)
                for presenter in names { cell(states[holder]?[presenter], &html) }
              }
            }
          }
        }
      }
    }
  }

  private func cell(_ acceptance: Acceptance?, _ html: inout HTMLWriter) {
    guard let acceptance else { return html.element(.td, .class("cell soft"), text: "–") }
    html.element(.td, .class("cell")) { html in
      switch acceptance.state {
      case .accepts: html.element(.span, .class("mark good"), Self.hidden, text: "✓")
      case .rejects: html.element(.span, .class("mark failing"), Self.hidden, text: "✕")
      case .unknown: html.element(.span, .class("mark attention"), Self.hidden, text: "?")
      }
      html.text(acceptance.word + (acceptance.isAwaited ? ", evidence awaited" : ""))
    }
  }

  /// What is wrong, why, and what to do, with its code.
  func diagnostic(_ diagnostic: Diagnostic, _ html: inout HTMLWriter) {
    html.text(diagnostic.what.text(in: context) + " ")
    html.element(.code, text: diagnostic.code.rawValue)
    let why = diagnostic.why.text(in: context)
    if !why.isEmpty { html.element(.div, .class("soft"), text: "why: \(why)") }
    let next = diagnostic.next.text(in: context)
    if !next.isEmpty { html.element(.div, text: "next: \(next)") }
  }
}
