import CA
import Diagnostics
import Federation
import SPIFFE
import X509

extension ReportPage {
  func findings(_ html: inout HTMLWriter) {
    running(&html)
    guard !report.findings.isEmpty else {
      return html.element(.p, text: "The description, the home and its log give no cause for a finding.")
    }
    let rest = report.findings.count - shownFindings.count
    if rest > 0 {
      html.element(
        .p, text: "Of each code the first \(Self.findingsOfOneCode) are shown; \(rest) more are in the report's JSON.")
    }
    scrolling("Findings", &html) { html in
      html.element(.table) { html in
        head(["Severity", "Code", "Finding"], &html)
        html.element(.tbody) { html in
          for finding in shownFindings {
            html.element(.tr) { html in
              html.element(.td) { html in
                switch finding.severity {
                case .error: mark(.failing, &html)
                case .warning: mark(.attention, &html)
                case .note: html.element(.span, .class("mark note"), Self.hidden, text: "i")
                }
                html.text(finding.severity.rawValue)
              }
              html.element(.th, .class("when"), HTMLWriter.Attribute("scope", "row"), text: finding.code.rawValue)
              html.element(.td) { html in
                message(finding.what, &html)
                if let place = finding.place { html.element(.div, .class("soft"), text: "\(place)") }
                reasons(finding, &html)
              }
            }
          }
        }
      }
    }
  }

  /// Of each code the first few: with a hundred meshes one may be found ten thousand times. `--json` has all.
  private var shownFindings: [Diagnostic] {
    var counts: [Code: Int] = [:]
    return report.findings.filter { finding in
      counts[finding.code, default: 0] += 1
      return counts[finding.code, default: 0] <= Self.findingsOfOneCode
    }
  }

  private static let findingsOfOneCode = 10

  /// How the meshes run, where clusters were asked.
  private func running(_ html: inout HTMLWriter) {
    guard let running = report.running else { return }
    html.element(.h3, text: "What runs")
    scrolling("What runs", &html) { html in
      html.element(.table) { html in
        head(["Mesh", "Context", "State", "What was seen"], &html)
        html.element(.tbody) { html in
          for mesh in running {
            html.element(.tr) { html in
              html.element(.th, HTMLWriter.Attribute("scope", "row"), text: mesh.mesh)
              html.element(.td, text: mesh.context)
              html.element(.td) { html in
                mark(mesh.isHealthy ? .good : .failing, &html)
                html.text(mesh.isHealthy ? "as written" : "not as written")
              }
              html.element(.td) { html in
                for line in mesh.lines { html.element(.div, text: line) }
              }
            }
          }
        }
      }
    }
    html.element(.h3, text: "What is described")
  }

  func expiries(_ html: inout HTMLWriter) {
    guard !report.status.entries.isEmpty else { return html.element(.p, text: "Nothing is issued yet.") }
    scrolling("Certificates by expiry", &html) { html in
      html.element(.table) { html in
        head(["Until", "Certificate", "Kind", "SHA-256", "Where"], &html)
        html.element(.tbody) { html in
          for entry in report.status.entries { expiry(entry, &html) }
        }
      }
    }
  }

  private func expiry(_ entry: StatusEntry, _ html: inout HTMLWriter) {
    html.newLine()
    html.element(.tr) { html in
      html.element(.td, .class("when")) { html in
        html.text(entry.certificate.validity.notAfter.day)
        if entry.certificate.validity.notAfter < report.time {
          html.text(" ")
          html.element(.strong, .class("failing"), text: "expired")
        }
      }
      html.element(.th, HTMLWriter.Attribute("scope", "row"), text: entry.name)
      html.element(.td, text: entry.kind.rawValue)
      html.element(.td) { html in html.element(.code, text: "\(entry.certificate.fingerprint.prefix(16))…") }
      let rest = entry.places.count > 4 ? " and \(entry.places.count - 4) more" : ""
      html.element(.td, text: entry.places.prefix(4).joined(separator: ", ") + rest)
    }
  }

  func log(_ html: inout HTMLWriter) {
    html.element(
      .p,
      text: report.log.count < report.logCount
        ? "The last \(report.log.count) of \(report.logCount) entries, the newest first."
        : "All \(report.logCount) entries, the newest first.")
    if let last = report.log.first {
      html.element(.p) { html in
        html.text("The hash of entry \(last.number), to compare later: ")
        copyable(last.hash, &html)
      }
    }
    scrolling("Log", &html) { html in
      html.element(.table) { html in
        head(["Entry", "When", "Who", "Action", "Subject", "Details"], &html)
        html.element(.tbody) { html in
          for entry in report.log {
            html.element(.tr) { html in
              html.element(.th, HTMLWriter.Attribute("scope", "row"), text: "\(entry.number)")
              html.element(.td, .class("when"), text: entry.time.description)
              html.element(.td, text: entry.origin?.actor ?? "–")
              html.element(.td, text: entry.action)
              html.element(.td, text: entry.subject)
              html.element(.td, text: entry.details)
            }
          }
        }
      }
    }
  }
}
