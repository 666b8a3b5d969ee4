/// One message to the user: what is wrong, why it matters or how it came about, and what to do next.
public struct Diagnostic: Hashable, Sendable {
  public var code: Code
  public var severity: Severity
  /// What is wrong, in one sentence without a final full stop.
  public var what: Message
  /// Why: the evidence, or the consequence in a running mesh.
  public var why: Message
  /// What to do, with the command to type where there is one.
  public var next: Message
  /// The position in the input.
  public var place: Place?

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

/// An error that converts to a Diagnostic. Each module's error type conforms; the command line only lays it out.
public protocol Diagnosable: Error, Sendable {
  var diagnostic: Diagnostic { get }
  var exitStatus: ExitStatus { get }
}
