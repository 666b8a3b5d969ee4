/// The proof of a step as the home stores it: the table that was shown before the step was taken.
public struct StoredProof: Hashable, Sendable {
  public enum Verdict: Hashable, Sendable {
    /// Every combination holds.
    case holds
    /// At least one combination breaks.
    case breaks
    /// What is presented is not known in this home.
    case unknown
  }

  public struct Row: Hashable, Sendable {
    public let presenter: String
    public let holder: String
    public let kind: ProofRow.Kind
    /// The range of the presenter's signer versions, such as `1-2`.
    public let signers: String
    /// The range of bundle versions.
    public let bundles: String
    /// As stored.
    public let result: String
    public let verdict: Verdict
  }

  /// How much was verified, and for which times.
  public let head: String
  public let rows: [Row]

  /// Reads what ``HandshakeProof/text`` wrote; nil for anything else.
  public init?(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.first else { return nil }
    var rows: [Row] = []
    for line in lines.dropFirst() {
      guard let row = Row(line) else { return nil }
      rows.append(row)
    }
    head = String(first)
    self.rows = rows
  }
}

extension StoredProof.Row {
  /// `red -> green federation signer 1-2 bundle 1: 4 of 4 hold`.
  fileprivate init?(_ line: Substring) {
    let words = line.split(separator: " ", maxSplits: 8)
    guard words.count == 9, words[1] == "->", words[4] == "signer", words[6] == "bundle", words[7].hasSuffix(":"),
      let kind = ProofRow.Kind(rawValue: String(words[3]))
    else { return nil }
    presenter = String(words[0])
    holder = String(words[2])
    self.kind = kind
    signers = String(words[5])
    bundles = String(words[7].dropLast())
    result = String(words[8])
    verdict = result.hasPrefix("unknown") ? .unknown : result.contains(" BREAK: ") ? .breaks : .holds
  }
}
