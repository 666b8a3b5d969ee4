import Diagnostics
import Rotation
import X509

extension ReportPage {
  /// Every authority and every bundle as a row with its bar.
  func lifetimes(_ html: inout HTMLWriter) {
    guard let axis = TimeAxis(report) else {
      return html.element(.p, text: "Nothing is issued yet.")
    }
    firstFailure(&html)
    timeLegend(&html)
    scrolling("Lifetimes", &html) { html in
      html.element(.table, .class("chart")) { html in
        html.element(.caption, text: "From \(axis.start.day) to \(axis.end.day); each bar is a lifetime.")
        html.element(.thead) { html in
          html.element(.tr) { html in
            html.element(.th, Self.column, text: "Name")
            html.element(.th, Self.column, text: "Kind")
            html.element(.th, .class("bar"), Self.column) { axis.heading(&$0) }
            html.element(.th, Self.column, text: "Replace from")
            html.element(.th, Self.column, text: "Until")
          }
        }
        html.element(.tbody) { html in
          for lifetime in report.lifetimes { row(lifetime, axis, &html) }
        }
      }
    }
    changes(&html)
  }

  private static let column = HTMLWriter.Attribute("scope", "col")

  private func firstFailure(_ html: inout HTMLWriter) {
    guard let first = report.timeline.firstFailure, let refusal = first.refusal else {
      return html.element(.p, text: "No handshake will begin to fail.")
    }
    html.element(.p) { html in
      html.element(.strong, text: "If nothing is renewed, the first handshake fails on \(first.time): ")
      html.text("\(first.handshake.text); \(refusal.by) rejects: ")
      message(refusal.reason.what, &html)
      html.text(" ")
      html.element(.code, text: refusal.reason.code.rawValue)
    }
  }

  private func timeLegend(_ html: inout HTMLWriter) {
    html.element(.ul, .class("legend")) { html in
      html.element(.li, text: "│ solid line: this report, \(report.time.day)")
      if let first = report.timeline.firstFailure {
        html.element(.li, text: "┊ dashed line: the first handshake fails, \(first.time.day)")
      }
      if report.rotations.contains(where: { $0.gates.contains { $0.opens != nil } }) {
        html.element(.li, text: "⋮ dotted line: a gate of a rotation opens by itself")
      }
      html.element(.li, text: "outlined end of a bar: replace it in this time")
    }
  }

  private func row(_ lifetime: Lifespan, _ axis: TimeAxis, _ html: inout HTMLWriter) {
    html.newLine()
    html.element(.tr) { html in
      html.element(.th, HTMLWriter.Attribute("scope", "row")) { html in
        html.element(.bdi, text: HTMLWriter.shortened(lifetime.name, to: 120))
        if !lifetime.remark.isEmpty {
          html.text(" ")
          html.element(.span, .class("chip attention"), text: lifetime.remark)
        }
      }
      html.element(.td, .class("when"), text: lifetime.kind.rawValue)
      html.element(.td, .class("bar")) { axis.bar(lifetime, &$0) }
      html.element(.td, .class("when"), text: lifetime.due?.day ?? "–")
      html.element(.td, .class("when")) { html in
        html.text(lifetime.end.day)
        if lifetime.end < report.time {
          html.text(" ")
          html.element(.strong, .class("failing"), text: "expired")
        } else if let due = lifetime.due, due <= report.time {
          html.text(" ")
          html.element(.strong, .class("attention"), text: "due")
        }
      }
    }
  }

  /// What fails when, if nothing is renewed: changes of one time and reason together.
  private func changes(_ html: inout HTMLWriter) {
    let groups = TimelineGroup.all(of: report.timeline)
    guard !groups.isEmpty else { return }
    html.element(.h3, text: "What fails when, if nothing is renewed")
    scrolling("What fails when", &html) { html in
      html.element(.table) { html in
        head(["When", "What", "Handshakes", "Why"], &html)
        html.element(.tbody) { html in
          for group in groups.prefix(60) {
            html.element(.tr) { html in
              html.element(.th, .class("when"), HTMLWriter.Attribute("scope", "row"), text: group.time.day)
              html.element(.td, text: group.refusal == nil ? "holds" : "fails")
              html.element(.td, text: group.text)
              html.element(.td) { html in
                guard let reason = group.refusal?.reason else { return }
                message(reason.what, &html)
                html.text(" ")
                html.element(.code, text: reason.code.rawValue)
              }
            }
          }
        }
      }
    }
    if groups.count > 60 { html.element(.p, text: "and \(groups.count - 60) later changes") }
  }
}
