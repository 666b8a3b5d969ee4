import ArgumentParser
import CA
import Diagnostics
import Federation

/// `meshtrust rotate`: changes a root with no handshake lost.
struct RotateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate",
    abstract: "Replace a root, step by step, with every handshake proven before each step.",
    discussion: Manual.text(
      "A root changes in three steps. distributing: every bundle holds both roots, the old one signs. signing: the new "
        + "one signs, through a new intermediate. retiring: the old one leaves the bundles. Then its key is destroyed. "
        + "Between the steps wait gates: who has been seen with what, and what may still be valid.",
      examples: ["meshtrust rotate start red-mesh --reason \"yearly\"", "meshtrust rotate status"],
      exits: [.done: "done", .usage: "no command of the group was named"]),
    subcommands: [
      RotateStartCommand.self, RotateNextCommand.self, RotateStatusCommand.self, RotateAbortCommand.self,
      RotatePlanCommand.self, RotateSeenCommand.self,
    ])
}

/// Whose root is meant: a mesh's, or the shared one.
struct RootOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The mesh whose root is meant.", valueName: "mesh"))
  var mesh: String?

  @Flag(name: .long, help: "The root that all meshes share.")
  var shared = false

  /// The owner, which has to fit how the home's meshes hang below roots.
  func owner(_ home: Home) throws -> AuthorityOwner {
    let federation = try home.federation()
    switch (mesh, shared) {
    case (nil, true) where federation.roots == .shared: return .shared
    case (let name?, false) where federation.roots == .perMesh: return .mesh(try federation.requireMesh(name).name)
    case (_?, true), (nil, false):
      throw CommandLineError.usage(
        what: "whose root is meant has to be said", why: "give one mesh, or --shared, and not both",
        next: federation.roots == .shared
          ? "say --shared" : "name one, such as `\(federation.meshes.first?.name ?? "MESH")`")
    case (_?, false):
      throw CommandLineError.usage(
        what: "the meshes of this home share one root", why: "it changes for all of them at once", next: "say --shared")
    case (nil, true):
      throw CommandLineError.usage(
        what: "each mesh of this home has a root of its own", why: "federation.yaml says `roots: per-mesh`",
        next: "name one, such as `\(federation.meshes.first?.name ?? "MESH")`")
    }
  }
}

/// How a step is shown and what it may write.
struct StepOptions: ParsableArguments {
  @Flag(name: .long, help: "Show every combination of states that was judged.")
  var explain = false

  @Flag(name: .long, help: "Leave the Secrets and plain keys out of the folders.")
  var noSecrets = false
}
