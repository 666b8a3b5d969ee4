import ArgumentParser
import Cluster
import Diagnostics
import Documents
import Files
import Lint
import SystemPackage

/// `meshtrust lint`: finds problems in a federation's manifests.
struct LintCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "Report what is wrong with a federation's manifests, what it breaks, and what to change.",
    discussion: Manual.text(
      "Reads the manifests of one or several meshes from files, folders or `oc get … -o yaml`, or with --live from "
        + "their clusters, where of Secrets the certificates alone are kept. A rule that needs missing files is reported "
        + "as not checked. Rules about changes need the manifests before them. --fix writes only the repairs that are "
        + "certain.",
      examples: [
        "meshtrust lint red-manifests green-manifests",
        "oc get smcp,servicemeshpeer,cm -n red-mesh-system -o yaml | meshtrust lint -",
        "meshtrust lint --fix red-manifests green-manifests", "meshtrust lint --live red-mesh",
      ],
      exits: [
        .done: "no finding at or above --min-severity", .no: "there are findings",
        .malformed: "a file is not YAML or JSON",
        .refused: "repairs were not confirmed, or a document exceeds the limits",
        .usage: "wrong usage", .inputOutput: "a file or a part of a cluster cannot be read",
      ]))

  static let activity = "reading and judging manifests"

  @OptionGroup var manifests: ManifestOptions

  @Option(
    name: .long, help: ArgumentHelp("Lowest severity that fails: error, warning or note.", valueName: "severity"))
  var minSeverity = Severity.error.rawValue

  @Flag(name: .long, help: "Write the certain repairs into the files, after showing them and asking.")
  var fix = false

  @Flag(name: .long, help: "With --fix, write without asking.")
  var yes = false

  @Flag(name: .long, help: "Print findings as GitHub workflow annotations.")
  var github = false

  @Flag(name: .long, help: "Print findings as a SARIF 2.1.0 log, for code scanning.")
  var sarif = false

  @OptionGroup(title: "Change Options") var change: ChangeOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let threshold: Severity = try OptionValue.choice("--min-severity", minSeverity)
    try checkUsage()
    do {
      return try judge(console, threshold)
    } catch {
      // An earlier log would be uploaded for this run, and an empty one would close every alert.
      if sarif { removeEarlierLog() }
      throw error
    }
  }

  private func removeEarlierLog() {
    guard let file = output.out.map({ FilePath($0) }), FileSystem.regularMode(of: file) != nil,
      let text = try? FileSystem.readText(file), SARIF.isLog(text), let target = try? FileSystem.followed(file)
    else { return }
    try? FileSystem.remove(target)
  }

  private func judge(_ console: Console, _ threshold: Severity) throws -> ExitStatus {
    let fixer = try fix ? repair(console) : nil
    let (inventory, reading) =
      try fixer.map { (try $0.inventory(), .done) }
      ?? manifests.inventory(
        home, isHomeNamed: home.isAtHand, console, with: [.manifests, .signingSecrets], adding: change.add(to:))
    let view = LintView(report: Linter.lint(inventory), inventory: inventory, fixer: fixer)
    let status = reading.and(view.report.findings(atLeast: threshold).isEmpty ? .done : .no)
    if output.json {
      console.print(view.node)
    } else if sarif {
      console.print(view.sarif(SARIF.Ending(status, isPartial: reading != .done)))
    } else if github {
      console.print(data: view.github)
    } else {
      console.print(view.text(console))
    }
    if let fixer { console.say(fixer.refusals) }
    return status
  }

  private func repair(_ console: Console) throws -> LintFixer {
    let fixer = try LintFixer(try manifests.read(home, isHomeNamed: home.isAtHand, console, adding: change.add(to:)))
    try fixer.write(console, isAsking: !yes, asData: !output.json && !github && !sarif)
    return fixer
  }

  private func checkUsage() throws {
    let forms = [(output.json, "--json"), (github, "--github"), (sarif, "--sarif")].filter(\.0).map(\.1)
    guard forms.count < 2 else {
      throw UsageError.conflict(.forms(forms))
    }
    guard !fix || !manifests.source.live else {
      throw UsageError.conflict(.repairOfClusters)
    }
    guard !fix || !manifests.paths.isEmpty else {
      throw UsageError.conflict(.repairWithoutFiles)
    }
    guard fix || !yes else {
      throw UsageError.conflict(.confirmationWithoutRepair)
    }
  }
}
