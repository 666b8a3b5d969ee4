import CA
public import Diagnostics
import Federation
import Rotation
import X509

/// A report in Markdown, short enough for a pull request: the verdict, and what somebody has to look at.
public struct ReportSummary {
  private let report: FederationReport
  private let context: CommandContext

  public init(_ report: FederationReport, in context: CommandContext) {
    self.report = report
    self.context = context
  }

  private static let longest = 40

  public var document: String {
    var markdown = MarkdownWriter()
    markdown.line("## Trust report: \(MarkdownWriter.escaped(report.federation.name)), \(report.time.day)")
    markdown.line()
    for standing in report.standings {
      markdown.line("- \(Self.sign(standing.level)) \(MarkdownWriter.escaped(standing.text))")
    }
    let next = report.status.next
    markdown.line(
      "- next, \(next.date.map { "on \($0.day)" } ?? "now"): \(MarkdownWriter.code(next.command.text(in: context))) "
        + MarkdownWriter.escaped(next.reason))
    acceptances(&markdown)
    for rotation in report.rotations { self.rotation(rotation, &markdown) }
    findings(&markdown)
    authorities(&markdown)
    return markdown.document
  }

  private static func sign(_ level: Standing.Level) -> String {
    switch level {
    case .good: "✓"
    case .attention: "**!**"
    case .failing: "**✕**"
    }
  }

  private func acceptances(_ markdown: inout MarkdownWriter) {
    let rest = report.acceptances.filter { !$0.isAccepted }
    guard !rest.isEmpty else { return }
    markdown.heading(3, "Not accepted")
    markdown.table(
      ["verifies", "presents", "state", "why"],
      rest.prefix(Self.longest).map { acceptance in
        let why =
          switch acceptance.state {
          case .accepts: ""
          case .rejects(let reason): "\(reason.what.text(in: context)) [\(reason.code)]"
          case .unknown(let reason): reason
          }
        return [
          MarkdownWriter.code(acceptance.holder), MarkdownWriter.code(acceptance.presenter), acceptance.word,
          MarkdownWriter.escaped(why),
        ]
      })
    more(rest.count, &markdown)
  }

  private func rotation(_ reported: ReportedRotation, _ markdown: inout MarkdownWriter) {
    let rotation = reported.rotation
    markdown.heading(
      3, "\(rotation.owner)/root: \(rotation.phase.rawValue), generation \(rotation.leaving) → \(rotation.arriving)")
    let shut = reported.shut
    markdown.line("\(reported.gates.count - shut.count) of \(reported.gates.count) gates are open. Next:")
    markdown.line()
    markdown.line("- \(MarkdownWriter.escaped(reported.next.text(in: context)))")
    markdown.line()
    guard !shut.isEmpty else { return }
    markdown.table(
      ["gate", "mesh", "for", "waits for"],
      shut.prefix(Self.longest).map { gate in
        [
          gate.need.title, MarkdownWriter.code(gate.holder), MarkdownWriter.code(gate.mesh),
          MarkdownWriter.escaped(gate.opens.map { "opens \($0)" } ?? gate.waitsFor),
        ]
      })
    more(shut.count, &markdown)
  }

  private func findings(_ markdown: inout MarkdownWriter) {
    guard !report.findings.isEmpty else { return }
    markdown.heading(3, "Findings")
    markdown.table(
      ["severity", "code", "finding"],
      report.findings.prefix(Self.longest).map { finding in
        [finding.severity.rawValue, finding.code.rawValue, MarkdownWriter.escaped(finding.what.text(in: context))]
      })
    more(report.findings.count, &markdown)
  }

  private func authorities(_ markdown: inout MarkdownWriter) {
    let entries = report.status.entries.filter { $0.kind != .leaf }
    guard !entries.isEmpty else { return }
    markdown.heading(3, "Certificates by expiry")
    markdown.table(
      ["until", "certificate", "kind", "SHA-256"],
      entries.prefix(Self.longest).map { entry in
        [
          entry.certificate.validity.notAfter.day, MarkdownWriter.code(entry.name), entry.kind.rawValue,
          MarkdownWriter.code(String(entry.certificate.fingerprint.prefix(16))),
        ]
      })
    more(entries.count, &markdown)
  }

  private func more(_ count: Int, _ markdown: inout MarkdownWriter) {
    guard count > Self.longest else { return }
    markdown.line("and \(count - Self.longest) more")
    markdown.line()
  }
}
