import CA
public import Diagnostics
import Federation
import X509

/// A report as one HTML file that needs nothing else: no script, no font, no request.
public struct ReportPage {
  let report: FederationReport
  let context: CommandContext
  /// The version of the tool that made it.
  let tool: String

  /// - Parameter context: What suggested commands need to mean the reader's home.
  public init(_ report: FederationReport, in context: CommandContext, madeBy tool: String) {
    self.report = report
    self.context = context
    self.tool = tool
  }

  /// The sections: their anchors and titles.
  private static let sections: [(anchor: String, title: String)] = [
    ("trust", "Who accepts whom"), ("time", "Lifetimes"), ("rotations", "Rotations"), ("findings", "Findings"),
    ("expiry", "Certificates by expiry"), ("meshes", "Meshes, identities and fingerprints"), ("log", "Log"),
  ]

  public var document: String {
    var html = HTMLWriter()
    html.element(.html, HTMLWriter.Attribute("lang", "en")) { html in
      html.element(.head) { head(&$0) }
      html.newLine()
      html.element(.body) { html in
        html.element(.a, .class("skip"), HTMLWriter.Attribute("href", "#trust"), text: "Skip to the report")
        header(&html)
        contents(&html)
        html.element(.main) { body(&$0) }
        html.element(.footer) { html in
          html.element(
            .p,
            text:
              "Made by \(tool) from the home's public facts, at \(report.time). Times are UTC. Nothing on this page "
              + "is loaded from elsewhere, and it contains no private key.")
        }
      }
    }
    html.newLine()
    return html.document
  }

  private func head(_ html: inout HTMLWriter) {
    html.meta(HTMLWriter.Attribute("charset", "utf-8"))
    html.meta(
      HTMLWriter.Attribute("http-equiv", "Content-Security-Policy"), HTMLWriter.Attribute("content", PageStyle.policy))
    html.meta(
      HTMLWriter.Attribute("name", "viewport"), HTMLWriter.Attribute("content", "width=device-width, initial-scale=1"))
    html.meta(HTMLWriter.Attribute("name", "color-scheme"), HTMLWriter.Attribute("content", "light dark"))
    html.meta(HTMLWriter.Attribute("name", "referrer"), HTMLWriter.Attribute("content", "no-referrer"))
    html.element(.title, text: "\(report.federation.name): trust report of \(report.time.day)")
    html.style(PageStyle.sheet)
  }

  private func header(_ html: inout HTMLWriter) {
    html.element(.header) { html in
      html.element(.h1) { html in
        html.text("Trust report: ")
        html.element(.bdi, text: report.federation.name)
      }
      let roots = report.federation.roots == .shared ? "one shared root" : "a root for each mesh"
      html.element(
        .p, .class("soft"),
        text: "\(FederationReport.counted(report.meshes.count, "mesh", "meshes")), "
          + "\(FederationReport.counted(report.remotes.count, "remote", "remotes")), \(roots); as of \(report.time)")
      verdict(&html)
    }
  }

  private func verdict(_ html: inout HTMLWriter) {
    let standings = report.standings
    let level = report.level
    let box: StaticString =
      switch level {
      case .good: "verdict good"
      case .attention: "verdict attention"
      case .failing: "verdict failing"
      }
    html.element(.div, .class(box)) { html in
      html.element(.ul) { html in
        for standing in standings {
          html.element(.li) { html in
            mark(standing.level, &html)
            html.text(standing.text)
          }
        }
      }
      html.element(.p) { html in
        let next = report.status.next
        html.element(.strong, text: "Next, \(next.date.map { "on \($0.day)" } ?? "now"): ")
        html.element(.code, .class("copy"), text: next.command.text(in: context))
        html.text(" \(next.reason)")
      }
    }
  }

  private func contents(_ html: inout HTMLWriter) {
    html.element(.nav, HTMLWriter.Attribute("aria-label", "Sections")) { html in
      html.element(.ul) { html in
        for section in Self.sections {
          html.element(.li) { html in
            html.element(.a, HTMLWriter.Attribute("href", "#\(section.anchor)"), text: section.title)
          }
        }
      }
    }
  }

  private func body(_ html: inout HTMLWriter) {
    let writers: [(ReportPage) -> (inout HTMLWriter) -> Void] = [
      ReportPage.trust, ReportPage.lifetimes, ReportPage.rotations, ReportPage.findings, ReportPage.expiries,
      ReportPage.meshes, ReportPage.log,
    ]
    for (section, write) in zip(Self.sections, writers) {
      html.newLine()
      html.element(.section, HTMLWriter.Attribute("aria-labelledby", section.anchor)) { html in
        html.element(.h2, .id(section.anchor), text: section.title)
        write(self)(&html)
      }
    }
  }

  /// A sign that does not rest on colour alone; the words beside it say the same.
  func mark(_ level: Standing.Level, _ html: inout HTMLWriter) {
    switch level {
    case .good: html.element(.span, .class("mark good"), Self.hidden, text: "✓")
    case .attention: html.element(.span, .class("mark attention"), Self.hidden, text: "!")
    case .failing: html.element(.span, .class("mark failing"), Self.hidden, text: "✕")
    }
  }

  /// For what a screen reader need not say.
  static let hidden = HTMLWriter.Attribute("aria-hidden", "true")

  /// A part that scrolls by itself where the page is narrow, also with the keyboard.
  func scrolling(_ label: String, _ html: inout HTMLWriter, _ content: (inout HTMLWriter) -> Void) {
    html.element(
      .div, .class("scroll"), HTMLWriter.Attribute("role", "region"), HTMLWriter.Attribute("tabindex", "0"),
      HTMLWriter.Attribute("aria-label", label), content: content)
  }

  /// The head of a table: one column for each title.
  func head(_ titles: [String], _ html: inout HTMLWriter) {
    html.element(.thead) { html in
      html.element(.tr) { html in
        for title in titles { html.element(.th, HTMLWriter.Attribute("scope", "col"), text: title) }
      }
    }
  }

  /// A text to copy: one click, or one tap, takes all of it.
  func copyable(_ text: String, _ html: inout HTMLWriter) { html.element(.code, .class("copy"), text: text) }
}
