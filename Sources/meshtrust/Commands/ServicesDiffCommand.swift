import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Kubernetes
import Lint

/// `meshtrust services diff`: compares resolved rules with a live object's status.
struct ServicesDiffCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare what sets resolve to with the status of the live objects.",
    discussion: Manual.text(
      "The rules come from the files after the first, from a home that is named, or else from the live object. Without "
        + "the mesh's Services, only those that rules or the status name are known; without the peer's exports, only "
        + "those that the status names. With --live, sets, status and Services are those of the clusters, and the rules "
        + "those of the home, where it describes any.",
      examples: [
        "oc get importedserviceset -n red -o yaml | meshtrust services diff -",
        "meshtrust services diff live.yaml red-manifests services.yaml", "meshtrust services diff --live red-mesh",
      ],
      exits: [
        .done: "the live status matches the rules", .pending: "it differs",
        .malformed: "a file is not a manifest, or there is no status", .usage: "wrong usage",
        .inputOutput: "a file or a part of a cluster cannot be read",
      ]))

  @OptionGroup var input: InputFiles<Input.LiveSets>
  @OptionGroup var source: LiveSource
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    try source.check(files: input.file)
    let (live, guide, documents, reading) = try read(console)
    let running = try Self.statuses(documents, live)
    guard !running.isEmpty else { throw ServicesError.noStatus(file: live) }
    let compared = try Self.compare(guide, running)
    guard !compared.isEmpty else { throw ServicesError.noStatus(file: live) }
    if output.json {
      console.print(.schema("services-diff", [("objects", .sequence(compared.map(ServiceDiffView.node)))]))
    } else {
      console.print(compared.map(ServiceDiffView.text).joined(separator: "\n"))
    }
    return reading.and(compared.allSatisfy(\.differences.isEmpty) ? .done : .pending)
  }

  /// What runs, with a name for it, and what it is compared with.
  private func read(
    _ console: Console
  ) throws -> (name: String, guide: ServiceGuide, documents: [Document], reading: ExitStatus) {
    if source.live {
      let read = try ServiceOptions.live(input.named, source, home, console)
      return ("the clusters", read.guide, read.documents, read.reading)
    }
    let paths = try input.required()
    let documents = try ManifestInput.read(paths[0])
    let guide = try ServiceOptions.guide(Array(paths.dropFirst()), home, console, live: documents)
    return (paths[0], guide, documents, .done)
  }

  /// The sets of a document stream compared with their own status; empty if none has one.
  static func compare(_ documents: [Document], _ file: String) throws -> [ServiceDiffView] {
    let running = try statuses(documents, file)
    guard !running.isEmpty else { return [] }
    do {
      let facts = Facts(now: try Clock.now(nil, option: ""))
      return try compare(ServiceGuide(Inventory(documents: documents, facts: facts)), running)
    } catch let error as KubernetesError {
      throw CAError.kubernetes(error)
    }
  }

  private static func compare(
    _ guide: ServiceGuide, _ running: [String: [ServiceMapping]]
  ) throws(ServicesError) -> [ServiceDiffView] {
    try exports(guide, running) + imports(guide, running)
  }

  /// The status of each live set, by its display name.
  private static func statuses(_ documents: [Document], _ file: String) throws -> [String: [ServiceMapping]] {
    var facts = Facts(now: try Clock.now(nil, option: ""))
    facts.federation = nil
    let guide: ServiceGuide
    do {
      guide = try ServiceGuide(Inventory(documents: documents, facts: facts))
    } catch {
      throw CAError.kubernetes(error)
    }
    let exports = guide.exports.compactMap { set in set.live.map { (set.object, $0) } }
    let imports = guide.imports.compactMap { set in set.live.map { (set.object, $0) } }
    return Dictionary(exports + imports) { first, _ in first }
  }

  private static func exports(
    _ guide: ServiceGuide, _ running: [String: [ServiceMapping]]
  ) throws(ServicesError) -> [ServiceDiffView] {
    var compared: [ServiceDiffView] = []
    for set in guide.exports {
      guard let live = running[set.object] else { continue }
      guard !set.needsLabels else { throw .needsServices(object: set.object) }
      compared.append(
        ServiceDiffView(
          object: set.object,
          differences: MappingDifference.all(resolved: set.resolved(with: live).mappings, live: live),
          count: live.count))
    }
    return compared
  }

  private static func imports(_ guide: ServiceGuide, _ running: [String: [ServiceMapping]]) -> [ServiceDiffView] {
    guide.imports.compactMap { set in
      running[set.object].map { live in
        ServiceDiffView(
          object: set.object,
          differences: MappingDifference.all(resolved: set.resolved(with: live).mappings, live: live),
          count: live.count)
      }
    }
  }
}
