import Diagnostics
import Documents
import Rotation
import X509

/// A timeline: the first failure, then every change, or the answer for one day.
struct TimelineView {
  /// A day, or a moment.
  struct Period {
    let first: Timestamp
    let isDay: Bool

    var last: Timestamp { isDay ? first + 86_399 : first }
    var name: String { isDay ? first.day : first.description }
  }

  let timeline: Timeline
  /// The pairs that could not be verified.
  let unknown: UnknownPairs

  init(_ timeline: Timeline) {
    self.timeline = timeline
    unknown = UnknownPairs(timeline.unknown)
  }

  /// Without the chart.
  func text(_ period: Period?, in context: CommandContext, on page: Page) -> String {
    guard let period else {
      return (now(in: context, on: page) + table(timeline.changes, in: context, on: page)).joined(separator: "\n")
    }
    let failures = timeline.failures(from: period.first, through: period.last)
    guard !failures.isEmpty else {
      let known = "all \(timeline.handshakes.count) handshakes succeed"
      return "on \(period.name) "
        + (unknown.pairs.isEmpty ? known : unknown.summary(failing: 0, of: timeline.handshakes.count))
    }
    return
      (["on \(period.name) \(failures.count) of \(timeline.handshakes.count) handshakes fail"]
      + table(failures, in: context, on: page)).joined(separator: "\n")
  }

  private func now(in context: CommandContext, on page: Page) -> [String] {
    var lines: [String] = []
    if !timeline.failing.isEmpty {
      lines.append("\(timeline.failing.count) of \(timeline.handshakes.count) handshakes fail now")
      lines += table(timeline.failing, in: context, on: page)
    }
    if !unknown.pairs.isEmpty { lines.append(unknown.count) }
    guard let first = timeline.firstFailure else {
      return lines + [timeline.handshakes.isEmpty ? "no handshake can be verified" : "nothing more will fail"]
    }
    lines.append("first failure if nothing is renewed: \(first.time)  \(first.handshake.text)")
    if let refusal = first.refusal {
      lines.append("  \(refusal.by) rejects: \(refusal.reason.what.text(in: context)) [\(refusal.reason.code)]")
    }
    if let span = span(endingBefore: first.time) {
      lines.append("  due from \(span.due.day): \(span.command.text(in: context))")
    }
    return lines + [""]
  }

  /// Changes with the same time and reason share a row.
  private func table(_ changes: [Timeline.Change], in context: CommandContext, on page: Page) -> [String] {
    var table = Table("WHEN", "WHAT", "HANDSHAKES", "WHY")
    var rest = changes[...]
    while let first = rest.first {
      let same = rest.prefix { $0.time == first.time && $0.refusal?.reason.what == first.refusal?.reason.what }
      rest = rest.dropFirst(same.count)
      let names = same.prefix(3).map { $0.handshake.text }.joined(separator: ", ")
      table.add(
        first.time.description, first.refusal == nil ? "holds" : "fails",
        same.count > 3 ? "\(names) and \(same.count - 3) more" : names,
        first.refusal.map { "\($0.reason.what.text(in: context)) [\($0.reason.code)]" } ?? "")
    }
    return changes.isEmpty ? [] : table.lines(on: page)
  }

  private func span(endingBefore time: Timestamp) -> CertificateSpan? {
    timeline.spans.first { $0.validity.notAfter + 1 == time }
  }
}

extension TimelineView {
  func node(_ period: Period?) -> Node {
    var entries: [(String, Node)] = [
      ("from", .string(timeline.start.description)), ("handshakes", .int(timeline.handshakes.count)),
      ("firstFailure", timeline.firstFailure.map(Self.node) ?? .null),
      ("failingNow", .sequence(timeline.failing.map(Self.node))),
      ("changes", .sequence(timeline.changes.map(Self.node))),
      ("certificates", .sequence(timeline.spans.map(Self.node))),
      ("unknown", unknown.node),
    ]
    if let period {
      let failures = timeline.failures(from: period.first, through: period.last)
      entries.append(
        (
          "at",
          .mapping([
            ("from", .string(period.first.description)), ("through", .string(period.last.description)),
            ("failures", .sequence(failures.map(Self.node))),
          ])
        ))
    }
    return .schema("timeline", entries)
  }

  private static func node(_ change: Timeline.Change) -> Node {
    .mapping([
      ("time", .string(change.time.description)), ("client", .string(change.handshake.client)),
      ("server", .string(change.handshake.server)), ("hop", .string(change.handshake.hop.rawValue)),
      ("holds", .bool(change.refusal == nil)), ("refusedBy", .optional(change.refusal?.by)),
      ("reason", change.refusal?.reason.node ?? .null),
    ])
  }

  private static func node(_ span: CertificateSpan) -> Node {
    .mapping([
      ("name", .string(span.name)), ("kind", .string(span.isRoot ? "root" : "intermediate")),
      ("meshes", .strings(span.meshes)), ("notBefore", .string(span.validity.notBefore.description)),
      ("notAfter", .string(span.validity.notAfter.description)), ("due", .string(span.due.description)),
    ])
  }
}
