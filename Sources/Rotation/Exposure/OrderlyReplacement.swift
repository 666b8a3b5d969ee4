import CA
import Diagnostics
public import Federation
import Kubernetes
public import X509

/// How a root is replaced whose key nobody has any more: it was in a token that is lost or broken, and was not stolen. An
/// ordinary rotation does it, and cuts nobody off.
public struct OrderlyReplacement: Sendable {
  /// Where the key was, for people.
  public let place: String
  public let steps: [AdministratorStep]
  /// When the first intermediate below the root is due, which nothing renews without the lost key, so that no rotation starts
  /// any more; nil if there is none.
  public let deadline: Timestamp?

  /// Nil for a key that was not outside of the home: a copy of the home has that.
  init?(_ lost: Authority, _ concerned: [RehearsalScene.Party]) {
    guard lost.role == .root, case .outside = lost.keyPlace else { return nil }
    place = lost.keyPlace.words
    deadline = concerned.compactMap { party in
      party.material.map { RenewalRule.renewal(of: $0.intermediate, party.mesh.profile) }
    }.min()
    let isInToken = concerned.first?.mesh.profile.rootKeyPlace == .token
    steps = (isInToken ? [Self.preparing(lost.owner)] : []) + Self.rotating(lost.owner)
  }

  private static func preparing(_ owner: AuthorityOwner) -> AdministratorStep {
    AdministratorStep(
      .home, "prepare the key of the next root in another token",
      commands: ["\(.meshtrust("key", "generate", "\(owner)/root", "--token", "URI"))"],
      effect: "the profile wants it in a token")
  }

  private static func rotating(_ owner: AuthorityOwner) -> [AdministratorStep] {
    [
      AdministratorStep(
        .home, "start an ordinary rotation, without cross-certificates: the lost key would have to sign one",
        commands: ["\(.meshtrust("rotate", "start", owner.argument))"],
        effect: "both roots are in every bundle before the new one signs"),
      AdministratorStep(
        .home, "take each step when its gates are open",
        commands: ["\(.meshtrust("rotate", "status"))", "\(.meshtrust("rotate", "next", owner.argument))"],
        effect: "no step needs the lost key; with the last one the old root has left every bundle"),
    ]
  }
}
