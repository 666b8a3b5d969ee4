public import Diagnostics

extension DocumentsError: Diagnosable {
  public var diagnostic: Diagnostic {
    Diagnostic(code, what: what, why: why, next: next, place: place)
  }

  /// A failed read is an input/output error, an exceeded limit is a refusal, everything else is malformed input.
  public var exitStatus: ExitStatus {
    switch self {
    case .unreadable: .inputOutput
    case .limit: .refused
    case .empty, .yamlSyntax, .jsonSyntax, .encoding, .template, .pasted, .duplicateKey, .alias, .tag, .compositeKey,
      .merge,
      .invalidValue, .unknownField, .missingField:
      .malformed
    }
  }

  public var place: Place {
    switch self {
    case .unreadable(_, let place), .empty(let place), .yamlSyntax(_, _, let place), .jsonSyntax(_, _, let place),
      .encoding(_, let place), .template(let place), .pasted(_, let place), .duplicateKey(_, _, let place),
      .limit(_, _, let place),
      .alias(_, _, let place), .tag(_, _, let place), .compositeKey(_, let place), .merge(_, let place),
      .invalidValue(_, _, _, let place), .unknownField(_, _, _, let place), .missingField(_, let place):
      place
    }
  }

  private var code: Code {
    switch self {
    case .unreadable: "MT-DOC-01"
    case .empty: "MT-DOC-02"
    case .yamlSyntax: "MT-DOC-03"
    case .jsonSyntax: "MT-DOC-04"
    case .encoding: "MT-DOC-05"
    case .template: "MT-DOC-06"
    case .duplicateKey: "MT-DOC-07"
    case .limit: "MT-DOC-08"
    case .alias: "MT-DOC-09"
    case .tag: "MT-DOC-10"
    case .compositeKey: "MT-DOC-11"
    case .merge: "MT-DOC-12"
    case .invalidValue: "MT-DOC-13"
    case .unknownField: "MT-DOC-14"
    case .missingField: "MT-DOC-15"
    case .pasted: "MT-DOC-16"
    }
  }
}
