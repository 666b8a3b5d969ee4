import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import SystemPackage

/// `meshtrust publish`: the bundles of meshes, for a web server.
struct PublishCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: "Write the bundles of meshes for a web server, as SPIFFE federation reads them.",
    discussion: Manual.text(
      "Each trust domain gets DIR/<trust domain>/bundle.json, replaced as a whole, with a sequence that only grows. Any web "
        + "server, Route or bucket can serve the folder over https; SPIRE, Istio and other homes fetch from there. Where "
        + "federation.yaml has `publish: DIR`, apply and every step of a rotation write them again, and DIR may be left "
        + "out here.",
      examples: ["meshtrust publish published", "meshtrust publish published red-mesh --json"],
      exits: [
        .done: "written, or nothing to change", .malformed: "federation.yaml is missing or wrong",
        .refused: "nothing is issued yet, or another file is in the place of a bundle",
        .secret: "the home cannot be opened", .usage: "no such mesh, or no folder",
        .inputOutput: "a file cannot be written",
      ]))

  @Argument(
    help: ArgumentHelp("The folder. (default: that of federation.yaml)", valueName: "dir"),
    completion: .directory)
  var folder: String?

  @Argument(help: ArgumentHelp("Only these meshes.", valueName: "mesh"))
  var meshes: [String] = []

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console, writing: true)
    let bundles = try home.publish(meshes, into: folder.map { FilePath($0) })
    console.say(bundles.flatMap(\.warnings))
    if output.json {
      console.print(
        .schema(
          "publish",
          [
            ("bundles", PublishView.node(bundles)),
            ("diagnostics", .sequence(bundles.flatMap(\.warnings).map(\.node))),
          ]))
    } else {
      console.print(PublishView.lines(bundles).joined(separator: "\n"))
    }
    return .done
  }
}
