public import Diagnostics

/// One step for one person; a list of them is in the order that breaks no handshake.
public struct AdministratorStep: Hashable, Sendable {
  public enum Administrator: Hashable, Sendable {
    /// The administrator of a mesh, by its name, or by its control plane's namespace if only manifests are known.
    case mesh(String)
    /// The owner of the home.
    case home
  }

  public let who: Administrator
  public let what: Message
  /// The reason, or what happens without the step; empty if it is obvious.
  public let why: Message
  /// The commands in order; each may go on with commands of other programs in a pipe.
  public let commands: [Message]
  /// What to see afterwards, and when; empty if the command itself says so.
  public let effect: Message

  public init(
    _ who: Administrator, _ what: Message, why: Message = "", commands: [Message], effect: Message = ""
  ) {
    self.who = who
    self.what = what
    self.why = why
    self.commands = commands
    self.effect = effect
  }
}
