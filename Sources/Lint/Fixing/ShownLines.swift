public import Documents

/// The lines of a change as they may be shown: lines of Secrets and of private keys are named, and never printed.
public struct ShownLines {
  private let before, after: HiddenLines

  /// Looks at both texts as a whole, because a line does not say what it belongs to.
  public init(from old: [UInt8], to new: [UInt8]) {
    (before, after) = (HiddenLines(old), HiddenLines(new))
  }

  /// The text of a line, or what is shown instead.
  public func text(of step: LineDiff.Step) -> String {
    let hidden =
      (step.kind == .new ? nil : before.substitute(for: step.old + 1))
      ?? (step.kind == .gone ? nil : after.substitute(for: step.new + 1))
    return hidden ?? String(decoding: step.line, as: UTF8.self)
  }
}
