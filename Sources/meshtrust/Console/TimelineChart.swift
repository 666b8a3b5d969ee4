import Rotation
import X509

extension TimelineView {
  /// A width that fits every terminal.
  private static let width = 80

  /// The lifetime of every authority on one axis: `=` while it is valid, `-` while it should be replaced, and the first
  /// failure as `!` below.
  var chart: String {
    let names = timeline.spans.map { $0.name.count > 32 ? String($0.name.prefix(31)) + "…" : $0.name }
    guard let end = timeline.spans.map(\.validity.notAfter).max(), end > timeline.start else {
      return "every authority has expired"
    }
    let margin = (names.map(\.count).max() ?? 0) + 2
    let axis = Axis(start: timeline.start, end: end, width: Self.width - margin)
    func row(_ name: String, _ content: String) -> String {
      name + String(repeating: " ", count: margin - name.count) + content
    }
    var lines = [row("", axis.heading)]
    for (name, span) in zip(names, timeline.spans) { lines.append(row(name, axis.bar(span))) }
    if let first = timeline.firstFailure {
      let column = axis.column(first.time)
      lines.append(row("", String(repeating: " ", count: column) + "! \(first.time.day)"))
    }
    lines.append("= valid   - replace it   ! the first handshake fails")
    return lines.joined(separator: "\n")
  }
}

/// Maps a period to columns.
private struct Axis {
  let start: Timestamp
  let end: Timestamp
  let width: Int

  /// The first day on the left, the last on the right.
  var heading: String {
    let (left, right) = (start.day, end.day)
    return left + String(repeating: " ", count: max(1, width - left.count - right.count)) + right
  }

  func column(_ time: Timestamp) -> Int {
    let clamped = min(max(time, start), end)
    return Int((clamped.seconds - start.seconds) * Int64(width - 1) / max(1, end.seconds - start.seconds))
  }

  func bar(_ span: CertificateSpan) -> String {
    guard span.validity.notAfter >= start else { return "expired \(span.validity.notAfter.day)" }
    let (first, due, last) = (
      column(span.validity.notBefore), column(span.due), column(span.validity.notAfter)
    )
    return String(repeating: " ", count: first) + String(repeating: "=", count: max(0, due - first))
      + String(repeating: "-", count: last - max(due, first) + 1)
  }
}
