import ArgumentParser
import CA
import Diagnostics
import Federation

/// `meshtrust rotate`: replaces a root without losing a handshake.
struct RotateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate",
    abstract: "Replace a root, step by step, with every handshake proven before each step.",
    discussion: Manual.text(
      "A root changes in three steps. distributing: every bundle has both roots, the old one signs. signing: the new "
        + "one signs, through a new intermediate. retiring: the old one is removed from the bundles. Then its key is "
        + "destroyed. Gates between the steps wait until every mesh has been seen with what it needs, and until old "
        + "leaves have expired.",
      examples: ["meshtrust rotate start red-mesh --reason \"yearly\"", "meshtrust rotate status"],
      exits: [.done: "done", .usage: "no command of the group was named"]),
    subcommands: [
      RotateStartCommand.self, RotateNextCommand.self, RotateStatusCommand.self, RotateAbortCommand.self,
      RotatePlanCommand.self, RotateGatherCommand.self, RotateRunCommand.self, RotateSeenCommand.self,
      RotateVouchCommand.self,
      RotateProofCommand.self,
    ])
}

/// The root to rotate: a mesh's, or the shared one.
struct RootOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The mesh whose root it is.", valueName: "mesh"))
  var mesh: String?

  @Flag(name: .long, help: "The root that all meshes share.")
  var shared = false

  /// The owner, checked against the home's `roots`.
  func owner(_ home: OpenHome) throws -> AuthorityOwner {
    let federation = try home.federation()
    switch (mesh, shared) {
    case (nil, true) where federation.roots == .shared: return .shared
    case (let name?, false) where federation.roots == .perMesh: return .mesh(try federation.requireMesh(name).name)
    case (_?, true), (nil, false):
      throw UsageError.choice(.root(first: federation.roots == .shared ? nil : federation.meshes.first?.name ?? "MESH"))
    case (_?, false):
      throw UsageError.misfit(.sharedRoot)
    case (nil, true):
      throw UsageError.misfit(.rootPerMesh(first: federation.meshes.first?.name ?? "MESH"))
    }
  }
}

/// How a step is shown, and what it may write.
struct StepOptions: ParsableArguments {
  @Flag(name: .long, help: "Show every combination of states that was verified.")
  var explain = false

  @OptionGroup var secrets: SecretsOption
}
