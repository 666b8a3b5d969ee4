/// The annotation of a Pod template that restarts a workload, named after the step of a rotation: to write it again
/// changes nothing, and every new Pod carries it.
public struct RestartMark: Hashable, Sendable {
  public static let annotation = "meshtrust/restarted-for"

  /// Such as `red-mesh-g2/1-distributing`.
  public let step: String

  public init(step: String) {
    self.step = step
  }

  /// The value that restarts a workload which has a value already: the step's name, or a further one if the workload was
  /// restarted for the step before there was anything to take up.
  func next(after present: String?) -> String {
    guard let present, present == step || present.hasPrefix("\(step)+") else { return step }
    // Anybody who may write the workload can write there what he likes.
    let number = PlainNumber.read(present.dropFirst(step.count + 1)) ?? 1
    return "\(step)+\(number + 1)"
  }

  /// Whether a value is one of this step.
  public func matches(_ value: String?) -> Bool { value == step || value?.hasPrefix("\(step)+") ?? false }
}
