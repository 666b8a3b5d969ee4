/// What `meshtrust explain CODE` prints about one code.
///
/// The entries stand beside the rules and errors they explain, in the folder `Explanations` of the module that raises
/// the code; the command line gathers them.
public struct Explanation: Hashable, Sendable {
  public let code: Code
  /// The rule in one line.
  public let title: String
  /// The clause of the standard, or the source of the fact.
  public let source: String
  /// Why it matters in a running mesh.
  public let why: String
  public let repair: String
  /// The codes that tell apart what this one stood for; empty for a code that is in use.
  public let successors: [Code]

  public init(
    _ code: Code, _ title: String, source: String, why: String, repair: String, successors: [Code] = []
  ) {
    self.code = code
    self.title = title
    self.source = source
    self.why = why
    self.repair = repair
    self.successors = successors
  }
}
