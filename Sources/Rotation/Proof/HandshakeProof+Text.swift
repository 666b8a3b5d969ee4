extension HandshakeProof {
  /// How many sides fail, as text.
  public var summaryOfFailures: String {
    let count = failing.count
    return count == 1 ? "1 side fails" : "\(count) sides fail"
  }

  /// The stored form: one line for each side of each handshake.
  public var text: String {
    let head =
      "\(rows.count) sides, \(verifications) verifications, at " + times.map { "\($0)" }.joined(separator: " and ")
    return ([head] + rows.map(\.line)).joined(separator: "\n")
  }

  /// The part about what one mesh presents.
  func text(of mesh: String) -> String {
    let own = rows.filter { $0.presenter == mesh }
    let head = "\(own.count) of \(rows.count) sides, at " + times.map { "\($0)" }.joined(separator: " and ")
    return ([head] + own.map(\.line)).joined(separator: "\n")
  }
}

extension ProofRow {
  /// The range of the presenter's signer versions, such as `1-2`.
  public var signers: String { Self.range(cells.map(\.signer)) }

  /// The range of bundle versions.
  public var bundles: String { Self.range(cells.map(\.bundle)) }

  /// The result as text.
  public var result: String {
    if isUnknown { return "unknown: its chain is not known here" }
    guard let first = failures.first, case .fails(let code, let why) = first.verdict else {
      return "\(cells.count) of \(cells.count) hold"
    }
    return
      "\(failures.count) of \(cells.count) BREAK: \(code), signer \(first.signer) against bundle \(first.bundle): \(why)"
  }

  var line: String { "\(presenter) -> \(holder) \(kind.rawValue) signer \(signers) bundle \(bundles): \(result)" }

  private static func range(_ numbers: [Int]) -> String {
    guard let least = numbers.min(), let greatest = numbers.max(), greatest > 0 else { return "?" }
    return least == greatest ? "\(least)" : "\(least)-\(greatest)"
  }
}
