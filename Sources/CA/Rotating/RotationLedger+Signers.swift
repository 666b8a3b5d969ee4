public import Signers

extension RotationLedger {
  /// The places outside of the home whose keys the next step of a rotation signs with. Only the step to signing needs
  /// one: the arriving root signs new intermediates.
  public func signersOfNextStep(_ rotation: RootRotation) -> [SignerPlace] {
    guard rotation.phase == .distributing,
      case .outside(let place) = authorities.root(of: rotation.owner, generation: rotation.arriving)?.keyPlace
    else { return [] }
    return [place]
  }
}
