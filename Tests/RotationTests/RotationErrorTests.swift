import CA
import Diagnostics
import Rotation
import Testing

@Suite struct RotationErrorTests {
  @Test func `a refusal of the home keeps its code, its words and its exit status`() {
    let refusal = CAError.refused(.rotation(.notRotating(.shared)))
    let error = RotationError.home(refusal)
    #expect(error.diagnostic == refusal.diagnostic)
    #expect(error.exitStatus == .refused)
  }
}
