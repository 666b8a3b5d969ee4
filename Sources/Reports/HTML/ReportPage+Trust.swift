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
    legend(isMatrix: names.count > Self.drawn, &html)
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

  /// The signs of the drawing, or of the matrix.
  private func legend(isMatrix: Bool, _ html: inout HTMLWriter) {
    html.element(.ul, .class("legend")) { html in
      html.element(.li) { html in
        html.element(.span, .class("mark good"), Self.hidden, text: isMatrix ? "●" : "✓")
        html.text("accepts")
      }
      html.element(.li) { html in
        html.element(.span, .class("mark failing"), Self.hidden, text: "✕")
        html.text("rejects")
      }
      html.element(.li) { html in
        html.element(.span, .class("mark attention"), Self.hidden, text: isMatrix ? "○" : "?")
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
      quoted(reason, &html)
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
    message(diagnostic.what, &html)
    html.text(" ")
    html.element(.code, text: diagnostic.code.rawValue)
    reasons(diagnostic, &html)
  }

  /// Why, and what to do.
  func reasons(_ diagnostic: Diagnostic, _ html: inout HTMLWriter) {
    if !diagnostic.why.isEmpty {
      html.element(.div, .class("soft")) { html in
        html.text("why: ")
        message(diagnostic.why, &html)
      }
    }
    if !diagnostic.next.isEmpty {
      html.element(.div) { html in
        html.text("next: ")
        message(diagnostic.next, &html)
      }
    }
  }

  /// Words, in which what stands in backticks is code, and commands to copy.
  func message(_ message: Message, _ html: inout HTMLWriter) {
    for part in message.parts {
      switch part {
      case .text(let words): quoted(words, &html)
      case .command(let command): copyable(command.text(in: context), &html)
      case .output(let path): html.text(path.text(in: context))
      }
    }
  }

  /// Words, in which what stands in backticks is code.
  func quoted(_ words: String, _ html: inout HTMLWriter) {
    let pieces = words.split(separator: "`", omittingEmptySubsequences: false)
    // The last of an even number of pieces stands behind a backtick that nothing closes.
    for (index, piece) in pieces.enumerated() {
      if index % 2 == 0 {
        html.text(String(piece))
      } else if index == pieces.count - 1 {
        html.text("`\(piece)")
      } else {
        html.element(.code, text: String(piece))
      }
    }
  }
}
