import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Files
import Rotation
import SystemPackage
import X509

/// `meshtrust rotate seen`: records evidence that meshes have a bundle.
struct RotateSeenCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "seen",
    abstract: "Record what was seen on running meshes: the roots that they have of rotating meshes.",
    discussion: Manual.text(
      "At a peer this is the ConfigMap NAME-ca-root-cert, with the peer's name for the mesh, in the control plane's "
        + "namespace; where the peer runs Istio, the ConfigMap istio or istio-REVISION; for the mesh itself, "
        + "istio-ca-root-cert, and with Istio its webhooks. What `istioctl proxy-config secret -o json` and `istioctl "
        + "ztunnel-config certificate -o json` print shows what a proxy has and presents. "
        + "It must contain the last published bundle. One stream or folder may hold "
        + "the ConfigMaps of several meshes and clusters: each is recognised by its name and namespace, and where namespaces "
        + "are beside them, by the cluster that the mesh was seen in first. A PEER or --for "
        + "narrows it down. What the clusters themselves show is recorded by `rotate gather`. A file without uid did not come "
        + "from a cluster; --assume records it as somebody's word.",
      examples: [
        "oc get ns,configmap -A -o yaml | meshtrust rotate seen -f -",
        "meshtrust rotate seen green-mesh --for red-mesh -f configmap.yaml",
        "meshtrust rotate seen red-mesh -f proxy.json",
      ],
      exits: [
        .done: "recorded, known or not needed", .malformed: "a file has no such ConfigMap",
        .refused: "one does not show what the step needs, or nothing rotates",
        .usage: "no such mesh, or neither -f nor "
          + "--connect", .inputOutput: "a file cannot be read, or the handshake failed",
      ]))

  @Argument(help: ArgumentHelp("The mesh where it was seen. (default: any, by namespace)", valueName: "peer"))
  var first: String?

  @OptionGroup var input: InputFiles<Input.SeenConfigMaps>

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp("The mesh whose roots they are. (default: any, by name)", valueName: "mesh"))
  var mesh: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Ask a live server instead: a peer's ingress with a certificate of the next generation, or what a proxy or "
        + "istiod of the mesh itself presents.", valueName: "host:port"))
  var connect: String?

  @Flag(name: .long, help: "Count files that did not come from a cluster, on the word of --by.")
  var assume = false

  @OptionGroup var by: ClaimantOption
  @OptionGroup(title: "Live Server Options") var live: LiveOptions

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  /// Whether the first word is a file although a mesh may stand there.
  private var isFirstFile: Bool {
    guard let first, input.file.isEmpty, connect == nil else { return false }
    return first == "-" || (input.named.isEmpty || first.contains("/")) && FileSystem.exists(FilePath(first))
  }

  private var holder: String? { isFirstFile ? nil : first }

  /// What to read, however it was named.
  private var paths: [String] { (isFirstFile ? [first].compactMap { $0 } : []) + input.paths }

  func execute(_ console: Console) throws -> ExitStatus {
    let claimant = try by.name()
    let home = try home.openForWriting(console)
    let federation = try home.federation()
    let mesh = try mesh.map { try federation.requireMesh($0) }
    try checkHolder(mesh, federation)
    let sorted: [SortedEvidence]
    switch (paths.isEmpty, connect) {
    case (false, nil):
      sorted = try sort(ObservedInput(paths), home, assume ? claimant : nil)
    case (true, let server?):
      guard let holder, let mesh else { throw UsageError.choice(.observedPair) }
      let (evidence, warnings) = try SeenServer(live: live, holder: holder, mesh: mesh, home: home)
        .evidence(at: server)
      let object = SeenObject(name: server, namespace: nil, uid: nil, resourceVersion: nil, file: server)
      sorted = [
        SortedEvidence(
          object: object, holder: holder, mesh: mesh.name, outcome: .evidence(evidence, warnings: warnings))
      ]
    default:
      throw UsageError.choice(.observation)
    }
    let before = try home.rotationLedger(withKeys: false)
    try home.record(sorted.compactMap(\.recorded))
    let view = EvidenceView(sorted: sorted, before: before, after: try home.rotationLedger(withKeys: false))
    console.say(view.diagnostics)
    if output.json { console.print(view.node) } else { console.print(view.text(on: console.page)) }
    return view.isRefused ? .refused : .done
  }

  private func checkHolder(_ mesh: Mesh?, _ federation: ResolvedFederation) throws {
    guard let holder else { return }
    let holders = (mesh.map { [$0] } ?? federation.meshes).flatMap { mesh in [mesh.name] + mesh.gateways.map(\.peer) }
    guard holders.contains(holder) else {
      throw UsageError.misfit(.notHolder(holder, mesh: mesh?.name, holders: Set(holders).sorted()))
    }
  }

  /// Sorts ConfigMaps by the meshes that they are about.
  private func sort(
    _ input: ObservedInput, _ home: OpenHome, _ claimant: String?
  ) throws -> [SortedEvidence] {
    let ledger = try home.rotationLedger(withKeys: false)
    // Without a rotation no gate waits, and evidence would apply to a later one.
    let owner = mesh.map { ledger.rootOwner(of: $0) }
    guard owner.map({ ledger.rotation(of: $0) != nil }) ?? !ledger.rotations.isEmpty else {
      throw CAError.refused(.rotation(.notRotating(owner)))
    }
    let sorter = EvidenceSorter(
      ledger, holder: holder, mesh: mesh, claimant: claimant, marks: input.marks, clusters: try home.knownClusters())
    let maps = sorter.sort(input.roots)
    let proxies = ProxySorter(ledger, holder: holder, mesh: mesh) { leaf in
      // What cannot be looked up counts for nothing.
      (try? home.hasIssued(leaf)) ?? true
    }
    let webhooks = WebhookSorter(ledger, holder: holder, marks: input.marks, clusters: try home.knownClusters())
    let sorted = maps + webhooks.sort(input.webhooks) + proxies.sort(input.proxies)
    guard !sorted.isEmpty else {
      throw CommandLineError.wrongContent(
        file: paths.first ?? "", found: Self.names(input.roots), wanted: wanted(ledger.federation),
        of: .objects)
    }
    // Where a mesh runs is known from then on.
    try home.record(sorter.found(maps, at: home.now))
    return sorted
  }

  private static func names(_ observed: [ObservedRoots]) -> String {
    let names = Set(observed.map(\.object.name)).sorted()
    guard let first = names.first else { return "no ConfigMap" }
    return names.count == 1 ? "the ConfigMap `\(first)`" : "\(observed.count) ConfigMaps of other names"
  }

  /// The ConfigMap that is sought.
  private func wanted(_ federation: ResolvedFederation) -> String {
    switch (holder, mesh) {
    case (let holder?, let mesh?):
      let name = holder == mesh ? EvidenceSorter.ownRoots : federation.rootConfigMap(of: mesh, at: holder)
      return "`\(name)` of \(holder)"
    case (nil, let mesh?): return "`\(Naming.rootConfigMap(ofPeer: mesh))`"
    default: return "a ConfigMap with the roots of a mesh"
    }
  }
}

/// Who states something.
struct ClaimantOption: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("Who says so, for the log; it is not verified. (default: the system's user)", valueName: "name"))
  var by: String?

  func name() throws -> String {
    let name = by ?? Environment.userName
    guard !name.isEmpty, name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      throw CommandLineError.value(
        option: "--by", text: "", why: "a name is one line of text without control characters",
        next: "--by \"A. Smith\"")
    }
    return name
  }
}
