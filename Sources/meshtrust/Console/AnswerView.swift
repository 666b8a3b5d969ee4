import CA
import Diagnostics
import Documents

/// What came back for a request, compared with what was asked for.
struct AnswerView {
  let review: AnswerReview
  let console: Console

  /// One row for each property that is not as asked; with one that is refused or dangerous, all of them.
  var lines: [String] {
    let isSerious = review.rows.contains { $0.verdict == .refused || $0.verdict == .danger }
    let rows = isSerious ? review.rows : review.differences
    guard !rows.isEmpty else { return ["the answer is as it was asked for"] }
    var table = Table("", "PROPERTY", "ASKED", "GOT", "MEANS")
    for row in rows {
      table.add(Self.mark(row.verdict), row.item, row.asked, row.got, console.text(row.meaning))
    }
    return table.lines(on: console.page)
  }

  private static func mark(_ verdict: AnswerReview.Verdict) -> String {
    switch verdict {
    case .fits: "ok"
    case .differs: "note"
    case .warning: "warning"
    case .danger: "danger"
    case .refused: "refused"
    }
  }

  var node: Node {
    .sequence(
      review.rows.map { row in
        .mapping([
          ("property", .string(row.item)), ("asked", .string(row.asked)), ("got", .string(row.got)),
          ("verdict", .string(row.verdict.rawValue)),
          ("meaning", .optional(row.meaning.isEmpty ? nil : row.meaning.description)),
        ])
      })
  }
}
