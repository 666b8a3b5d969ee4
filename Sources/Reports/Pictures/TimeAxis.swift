import Rotation
import X509

/// Maps times to percentages of a column, so that the picture is as wide as there is room for.
struct TimeAxis {
  let start: Timestamp
  let end: Timestamp
  private let now: Timestamp
  private let firstFailure: Timestamp?
  private let opening: [Timestamp]

  private static let height = 20

  /// Nil if nothing has a lifetime.
  init?(_ report: FederationReport) {
    guard let last = report.lifetimes.map(\.end).max(), let first = report.lifetimes.map(\.start).min() else {
      return nil
    }
    now = report.time
    start = min(first, report.time)
    end = max(last, report.time + 1)
    firstFailure = report.timeline.firstFailure?.time
    opening = Set(report.rotations.flatMap { $0.gates.compactMap(\.opens) }).sorted()
  }

  /// In tenths of a percent, as text.
  private func place(_ time: Timestamp) -> Double {
    let clamped = min(max(time, start), end)
    return Double(clamped.seconds - start.seconds) / Double(max(1, end.seconds - start.seconds)) * 100
  }

  private static func percent(_ value: Double) -> String {
    let tenths = Int((value * 100).rounded())
    return "\(tenths / 100).\(tenths % 100 < 10 ? "0" : "")\(tenths % 100)%"
  }

  /// The years.
  func heading(_ html: inout HTMLWriter) {
    html.element(
      .svg, HTMLWriter.Attribute("height", "18"), HTMLWriter.Attribute("role", "img"),
      HTMLWriter.Attribute("aria-label", "Lifetime")
    ) { html in
      for tick in ticks {
        html.element(
          .text, HTMLWriter.Attribute("x", Self.percent(place(tick.time))), HTMLWriter.Attribute("y", "13"),
          HTMLWriter.Attribute("text-anchor", "middle"), text: tick.label)
      }
    }
  }

  /// At most eight years that the axis has room for, or months of a short one.
  private var ticks: [(time: Timestamp, label: String)] {
    let years = (Self.year(start)...max(Self.year(start), Self.year(end))).dropFirst().compactMap { year in
      (try? Timestamp("\(year)-01-01")).map { ($0, "\(year)") }
    }
    guard years.count > 8 else { return years }
    let step = (years.count + 7) / 8
    return years.enumerated().filter { $0.offset % step == 0 }.map(\.element)
  }

  private static func year(_ time: Timestamp) -> Int { Int(time.day.prefix { $0 != "-" }) ?? 1970 }

  /// The bar of one lifetime between the lines that all rows share.
  func bar(_ lifetime: Lifespan, _ html: inout HTMLWriter) {
    let due = lifetime.due.map { "; replace it from \($0.day)" } ?? ""
    html.element(
      .svg, HTMLWriter.Attribute("height", "\(Self.height + 8)"), HTMLWriter.Attribute("role", "img"),
      HTMLWriter.Attribute(
        "aria-label", "\(lifetime.kind.rawValue) from \(lifetime.start.day) until \(lifetime.end.day)\(due)")
    ) { html in
      for tick in ticks { line("tick", tick.time, &html) }
      rect(Self.style(lifetime.kind), from: lifetime.start, to: lifetime.end, &html)
      if let due = lifetime.due { rect("late", from: max(due, lifetime.start), to: lifetime.end, &html) }
      for time in opening { line("opens", time, &html) }
      if let firstFailure { line("first", firstFailure, &html) }
      line("today", now, &html)
    }
  }

  private static func style(_ kind: Lifespan.Kind) -> StaticString {
    switch kind {
    case .root: "span root"
    case .intermediate: "span intermediate"
    case .bundle: "span bundle"
    case .remote: "span remote"
    }
  }

  private func rect(_ style: StaticString, from first: Timestamp, to last: Timestamp, _ html: inout HTMLWriter) {
    let (left, right) = (place(first), place(last))
    html.element(
      .rect, .class(style), HTMLWriter.Attribute("x", Self.percent(left)), HTMLWriter.Attribute("y", "7"),
      HTMLWriter.Attribute("width", Self.percent(max(0.2, right - left))), HTMLWriter.Attribute("height", "14"),
      HTMLWriter.Attribute("rx", "2"))
  }

  private func line(_ style: StaticString, _ time: Timestamp, _ html: inout HTMLWriter) {
    let x = Self.percent(place(time))
    html.element(
      .line, .class(style), HTMLWriter.Attribute("x1", x), HTMLWriter.Attribute("x2", x),
      HTMLWriter.Attribute("y1", "-3"), HTMLWriter.Attribute("y2", "\(Self.height + 11)"))
  }
}
