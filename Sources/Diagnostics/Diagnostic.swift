/// One thing told to the user: what is wrong, why it matters or how it came about, and what to do next.
public struct Diagnostic: Hashable, Sendable {
  /// The public name of the rule or failure.
  public var code: Code
  /// How much it weighs.
  public var severity: Severity
  /// What is wrong, in one sentence without a final full stop.
  public var what: Message
  /// Why: the evidence, or the consequence on a running mesh.
  public var why: Message
  /// What to do, with the command to type where there is one.
  public var next: Message
  /// Where it stands in the input.
  public var place: Place?

  /// Makes a diagnostic.
  public init(
    _ code: Code, _ severity: Severity = .error, what: Message, why: Message = "", next: Message = "",
    place: Place? = nil
  ) {
    self.code = code
    self.severity = severity
    self.what = what
    self.why = why
    self.next = next
    self.place = place
  }
}

/// An error that can tell its own story. Each module's error type conforms; the command line only lays it out.
public protocol Diagnosable: Error, Sendable {
  /// The story: code, what, why, what to do, where.
  var diagnostic: Diagnostic { get }
  /// The exit status that the command ends with.
  var exitStatus: ExitStatus { get }
}
