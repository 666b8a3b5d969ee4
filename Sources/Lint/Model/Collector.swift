import Diagnostics

/// What a rule has found so far, and what it could not check.
struct Collector {
  private let code: Code
  private let severity: Severity
  private(set) var findings: [Finding] = []
  private(set) var unchecked: [Need: [String]] = [:]

  init(_ rule: Rule) {
    code = rule.code
    severity = rule.severity
  }

  /// Reports a finding at a field.
  ///
  /// `what` is what is wrong, `why` the consequence on a running mesh (that of `explain` if it is left out), `next` what
  /// to do, `paste` the text of the repair, and `edit` the repair itself where it is certain.
  mutating func report(
    _ field: Field, _ what: Message, why: Message? = nil, next: Message? = nil, paste: String = "", edit: Edit? = nil,
    severity: Severity? = nil
  ) {
    let explanation = Explanation.byCode[code]
    let diagnostic = Diagnostic(
      code, severity ?? self.severity, what: what, why: why ?? Message(explanation?.why ?? ""),
      next: next ?? Message(explanation?.repair ?? ""), place: field.place)
    findings.append(Finding(diagnostic: diagnostic, object: field.object, repair: paste, edit: edit))
  }

  /// Says that something could not be checked, and what it needs.
  mutating func needs(_ need: Need, for object: String) {
    unchecked[need, default: []].append(object)
  }
}
