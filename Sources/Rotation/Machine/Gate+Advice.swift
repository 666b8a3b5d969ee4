public import CA
public import Diagnostics
import Federation
import X509

extension Gate {
  /// The one next thing to do about the gates of a rotation: take the step, bring evidence, or wait until a date.
  public static func advice(on gates: [Gate], of owner: AuthorityOwner) -> Message {
    let command = SuggestedCommand.meshtrust("rotate", "next", owner.argument)
    let shut = gates.filter { !$0.isOpen }
    if shut.isEmpty { return "every gate is open:  \(command)  (which proves every handshake first)" }
    if let waiting = shut.first(where: { $0.opens == nil }) {
      return "\(waiting.next)  (\(waiting.waitsFor))"
    }
    let date = shut.compactMap(\.opens).max().map { "\($0)" } ?? ""
    // A gate that opens last and by itself is the only one that keeps the step waiting.
    guard let last = shut.max(by: { $0.opens ?? Timestamp(seconds: 0) < $1.opens ?? Timestamp(seconds: 0) }),
      !last.shortcut.isEmpty
    else { return "on \(date): \(command)" }
    return "on \(date): \(command)  (\(last.waitsFor); sooner, if it is true: \(last.shortcut))"
  }
}

extension RotationLedger {
  /// The evidence of the present phase of a rotation.
  public func evidence(of rotation: RootRotation) -> [Evidence] {
    let meshes = Set(meshes(below: rotation.owner).map(\.name))
    return evidence.filter { meshes.contains($0.mesh) && $0.time >= rotation.since }
  }
}
