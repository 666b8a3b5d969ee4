public import Diagnostics

/// What a request asked for, what the answer has, and what the difference means. Signers seldom copy a request as it is:
/// each has a template of its own.
public struct AnswerReview: Hashable, Sendable {
  public enum Verdict: String, Hashable, Sendable {
    /// As asked.
    case fits
    /// Different, without harm.
    case differs
    /// Accepted, and worth a look.
    case warning
    /// Accepted only if somebody accepts the danger by name.
    case danger
    /// Not accepted.
    case refused
  }

  /// One property of the intermediate or of its chain.
  public struct Row: Hashable, Sendable {
    public let item: String
    public let asked: String
    public let got: String
    public let verdict: Verdict
    /// What a difference means; empty for none.
    public let meaning: Message
  }

  public internal(set) var rows: [Row] = []

  /// Whether an intermediate that is confined to its mesh was needed and did not come.
  public var isDangerous: Bool { rows.contains { $0.verdict == .danger } }

  /// The rows that are not as asked.
  public var differences: [Row] { rows.filter { $0.verdict != .fits } }

  mutating func add(
    _ item: String, asked: String, got: String, _ verdict: Verdict? = nil, _ meaning: Message = ""
  ) {
    rows.append(
      Row(
        item: item, asked: asked, got: got, verdict: verdict ?? (asked == got ? .fits : .differs),
        meaning: meaning))
  }
}
