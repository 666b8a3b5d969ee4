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
    let (running, bare) = try Self.statuses(documents)
    guard !running.isEmpty else { throw ServicesError.noStatus(file: live) }
    console.say(bare.map { Self.withoutStatus($0.object, $0.place) })
    let compared = try Self.compare(guide) { object, _ in running[object] }
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
  static func compare(_ documents: [Document]) throws -> [ServiceDiffView] {
    do {
      let facts = Facts(now: try Clock.now(nil, option: ""))
      return try compare(ServiceGuide(Inventory(documents: documents, facts: facts))) { _, own in own }
    } catch let error as KubernetesError {
      throw CAError.kubernetes(error)
    }
  }

  /// What is compared with a set: nil for nothing. It is asked with the set's display name and its own status.
  private typealias Status = (_ object: String, _ own: [ServiceMapping]?) -> [ServiceMapping]?

  private static func compare(_ guide: ServiceGuide, _ status: Status) throws(ServicesError) -> [ServiceDiffView] {
    try exports(guide, status) + imports(guide, status)
  }

  /// The status of each live set, by its display name, and the sets that have none.
  ///
  /// - Throws: if two sets have one name, as in two clusters: a status would be compared with the rules of the other.
  private static func statuses(
    _ documents: [Document]
  ) throws -> (running: [String: [ServiceMapping]], bare: [(object: String, place: Place)]) {
    var facts = Facts(now: try Clock.now(nil, option: ""))
    facts.federation = nil
    let guide: ServiceGuide
    do {
      guide = try ServiceGuide(Inventory(documents: documents, facts: facts))
    } catch {
      throw CAError.kubernetes(error)
    }
    let exports = guide.exports.map { set in (object: set.object, place: set.place, live: set.live) }
    let imports = guide.imports.map { set in (object: set.object, place: set.place, live: set.live) }
    var running: [String: [ServiceMapping]] = [:]
    var bare: [(object: String, place: Place)] = []
    var places: [String: Place] = [:]
    for set in exports + imports {
      if let other = places[set.object] {
        throw ServicesError.several("set", [other, set.place].map { "\(set.object) at \($0)" })
      }
      places[set.object] = set.place
      if let live = set.live { running[set.object] = live } else { bare.append((set.object, set.place)) }
    }
    return (running, bare)
  }

  private static func withoutStatus(_ object: String, _ place: Place) -> Diagnostic {
    Diagnostic(
      "MT-SVC-04", .warning, what: "\(object) is not compared: it has no status",
      why: "the control plane writes the status; without it there is nothing to compare",
      next: "oc get exportedserviceset,importedserviceset -n NAMESPACE -o yaml", place: place)
  }

  private static func exports(
    _ guide: ServiceGuide, _ status: Status
  ) throws(ServicesError) -> [ServiceDiffView] {
    var compared: [ServiceDiffView] = []
    for set in guide.exports {
      guard let live = status(set.object, set.live) else { continue }
      guard !set.needsLabels else { throw .needsServices(object: set.object) }
      compared.append(
        ServiceDiffView(
          object: set.object,
          differences: MappingDifference.all(resolved: set.resolved(with: live).mappings, live: live),
          count: live.count))
    }
    return compared
  }

  private static func imports(_ guide: ServiceGuide, _ status: Status) -> [ServiceDiffView] {
    guide.imports.compactMap { set in
      status(set.object, set.live).map { live in
        ServiceDiffView(
          object: set.object,
          differences: MappingDifference.all(resolved: set.resolved(with: live).mappings, live: live),
          count: live.count)
      }
    }
  }
}
