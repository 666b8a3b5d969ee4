import CA
import Cluster
import Diagnostics
import Federation
import Files
import Rotation
import SystemPackage
import X509

/// Drives a rotation from what is seen: looks, does the next thing that is missing, and looks again. It keeps nothing in
/// memory that it needs, so that a run that was killed goes on when it is run again.
struct RotationRun {
  struct Options {
    /// The phase whose work is still done; nil to the end.
    var until: RotationPhase?
    /// Whether it waits for gates that open by time.
    var isWaiting = false
    var limit = Duration.seconds(600)
    /// Whether the limit holds for gates that open by time, too.
    var isLimited = false
    var isConfirmed = false
    var restartsWorkloads = false
  }

  /// What one look led to.
  enum Turn {
    /// Something was done: look again at once.
    case acted
    /// Something goes on in a cluster: look again soon.
    case going(String)
    /// Nothing is left to do before somebody else, or time, does something.
    case stuck(RotationStop)
    case ended(RotationStop)
  }

  let owner: AuthorityOwner
  let options: Options
  let contexts: ContextOptions
  let home: HomeOptions
  let console: Console
  let report: RunReport
  /// The home is opened for each look, and its passphrase gives the same key each time.
  private let derived = DerivedKeys()
  /// What the user has agreed to in this run.
  private(set) var isAgreed: Bool
  /// Where it was told that this run writes, by mesh.
  private var told: [String: ContextView] = [:]

  init(
    _ owner: AuthorityOwner, _ options: Options, _ contexts: ContextOptions, _ home: HomeOptions, _ console: Console,
    json: Bool
  ) {
    self.owner = owner
    self.options = options
    self.contexts = contexts
    self.home = home
    self.console = console
    report = RunReport(console, json: json)
    isAgreed = options.isConfirmed
  }

  /// Waits that are shorter than this are sat out: a peer uses a new bundle after a minute.
  private static let shortWait: Int64 = 120

  mutating func run() throws -> RotationStop {
    var deadline = ProgressDeadline(options.limit, isForAll: options.isLimited)
    var pause = PollPause()
    var last = "nothing was looked at yet"
    while true {
      guard !Interrupt.isWanted else { return RotationStop(.interrupted, owner, text: last) }
      switch try turnOrWait() {
      case .acted:
        pause.reset()
        deadline.progress()
      case .ended(let stop): return stop
      case .going(let text):
        guard !deadline.isOver(text) else { return RotationStop(.late, owner, text: text) }
        last = text
        report.beat("\(owner)", text)
        pause.wait()
      case .stuck(let stop):
        let isShort = stop.seconds.map { $0 <= Self.shortWait } ?? false
        // What was not begun is not what the run waits for.
        guard !Interrupt.isWanted else { return RotationStop(.interrupted, owner, text: last) }
        let isEndless = options.isWaiting && !options.isLimited
        guard stop.opens != nil, options.isWaiting || isShort, isEndless || !deadline.isOver(stop.text) else {
          return stop
        }
        report.tell("wait", mesh: nil, object: "", stop.text)
        last = stop.text
        report.beat("\(owner)", stop.text)
        pause.wait()
      }
    }
  }

  /// Another run of the same home takes the steps that it finds open; this one sees them done. What was given up because
  /// the user wants the end is no failure.
  private mutating func turnOrWait() throws -> Turn {
    do {
      return try turn()
    } catch CAError.files(let fault) where fault.isLocked {
      let text = fault.diagnostic.what.description
      report.tell("wait", mesh: nil, object: "", text)
      return .going(text)
    } catch  where Interrupt.isWanted {
      return .going("its clusters were being read")
    }
  }

  /// One look, and what it asks for. The home is opened anew, so that other commands may come in between.
  private mutating func turn() throws -> Turn {
    let opened = try home.openForWriting(console, derived: derived)
    var ledger = try opened.rotationLedger(withKeys: false)
    try completeFolders(opened, ledger)
    guard ledger.rotation(of: owner) != nil else {
      return .ended(
        RotationStop(.steady, owner, text: "generation \(ledger.authorities.root(of: owner)?.generation ?? 0)"))
    }
    let parts: LiveParts = options.restartsWorkloads ? .memberWorkloads : .workloads
    let clusters = try MeshClusters(contexts, opened, named: MeshLooks.concerned(ledger), isComplete: false)
    let looks = try MeshLooks(parts.union(.controlPlane), clusters, opened, ledger)
    let gathered = looks.gathered
    try opened.record(gathered)
    tell(gathered)
    ledger = try opened.rotationLedger(withKeys: false)
    var actor = RotationActor(
      owner: owner, home: opened, ledger: ledger, looks: looks, report: report, options: options)
    if !actor.work.isEmpty, !actor.isBegun, let ill = try unfitness(actor) { return ill }
    if try act(&actor) { return .acted }
    let machine = RotationMachine(ledger, owner)
    let shut = machine.gates().filter { !$0.isOpen }
    if shut.isEmpty { return try proceed(actor) }
    if try actor.probe(shut) { return .acted }
    if let text = actor.inProgress { return .going(text) }
    return .stuck(RotationStop.waiting(owner, shut, actor, at: ledger.now))
  }

  /// A step that was killed after its transaction has not replaced the folders; they follow from the home.
  private func completeFolders(_ opened: OpenHome, _ ledger: RotationLedger) throws {
    let isBehind = ledger.meshes(below: owner).contains { mesh in
      let folder = opened.outputFolder(of: mesh.name).appending("rotation")
      guard let rotation = ledger.rotation(of: owner) else { return FileSystem.exists(folder) }
      return !FileSystem.exists(folder.appending(rotation.stepName))
    }
    if isBehind { _ = try opened.apply() }
  }

  private func tell(_ gathered: [GatheredMesh]) {
    for item in gathered.flatMap(\.observations) {
      let object = item.about == item.mesh ? item.subject.title : "\(item.subject.title) of \(item.about)"
      report.tell("seen", mesh: item.mesh, object: object, "\(item.verdict.rawValue): \(item.text)")
    }
  }

  /// Why nothing of this phase may be begun: a rollout is waited for, everything else is refused.
  private func unfitness(_ actor: RotationActor) throws -> Turn? {
    let found = actor.unfitness
    if let rolling = found.first(where: \.isPassing), found.allSatisfy(\.isPassing) { return .going(rolling.text) }
    let lacking = try actor.lackingRights()
    guard let first = found.first(where: { !$0.isPassing })?.text ?? lacking.first?.diagnostic.what.description else {
      return nil
    }
    let failures = found.filter { !$0.isPassing }.map(\.diagnostic) + lacking.map(\.diagnostic)
    return .ended(
      RotationStop(
        .unfit, owner, text: first, failures: failures,
        failure: found.allSatisfy(\.isPassing) ? .inputOutput : .refused))
  }

  /// Deploys and restarts what is missing; whether anything was done.
  private mutating func act(_ actor: inout RotationActor) throws -> Bool {
    let work = actor.work
    guard !work.isEmpty else { return false }
    let contexts = actor.looks.contexts
    for (mesh, found) in contexts { try told[mesh]?.require(found) }
    // A mesh that could not be reached before is one that nobody was asked about.
    if !Set(contexts.keys).isSubset(of: told.keys) {
      told.merge(contexts) { $1 }
      tell(work)
      isAgreed = options.isConfirmed
    }
    if !isAgreed { try agree() }
    isAgreed = true
    return try actor.carryOut()
  }

  private func tell(_ work: [String]) {
    let contexts = told.sorted { $0.key < $1.key }.map { "  \($0.key) (\($0.value.words))" }
    console.say(
      lines: ["this run writes through these contexts:"] + contexts + ["first:"] + work.map { "  \($0)" })
  }

  private func agree() throws {
    try console.confirm(
      "Go on?", "nothing was written", why: "the clusters belong to others too, and Pods are replaced",
      next: "\(.meshtrust("rotate", "run", owner.argument, "--yes"))")
  }

  /// Takes the next step: every gate is open.
  private func proceed(_ actor: RotationActor) throws -> Turn {
    guard let rotation = actor.ledger.rotation(of: owner) else { return .acted }
    if rotation.phase == options.until {
      return .ended(RotationStop(.reached, owner, text: "\(rotation.phase.rawValue), and every gate is open"))
    }
    let found = actor.unfitness
    if let ill = found.first(where: { !$0.isPassing && !$0.isConnection }) {
      return .ended(RotationStop(.unfit, owner, text: ill.text, failures: [ill.diagnostic], failure: .refused))
    }
    if let passing = found.first { return .going(passing.text) }
    let next = rotation.phase.next
    if !options.isConfirmed { try confirm(next, rotation) }
    let taken = try actor.home.rotate(owner, .next)
    let result = taken.proof.holds ? "\(taken.proof.verifications) verifications hold" : taken.proof.summaryOfFailures
    report.tell("step", mesh: nil, object: "\(owner)/root", "is \(next.rawValue); \(result)")
    for authority in taken.outcome.retired {
      report.tell(
        "destroyed", mesh: nil, object: authority.name, "generation \(authority.generation): its key is destroyed")
    }
    return .acted
  }

  /// Signing with another key, and what cannot be undone.
  private func confirm(_ next: RotationPhase, _ rotation: RootRotation) throws {
    let change: String
    switch next {
    case .signing: change = "another key signs"
    case .retiring: change = "generation \(rotation.leaving) leaves every bundle, and there is no way back"
    case .steady, .distributing: change = "the key of generation \(rotation.leaving) is destroyed"
    }
    try console.confirm(
      "\(owner)/root becomes \(next.rawValue): \(change). Go on?", "the step was not taken", why: "\(change)",
      next: "\(.meshtrust("rotate", "run", owner.argument, "--yes"))")
  }
}

extension RotationPhase {
  /// The one after it.
  fileprivate var next: RotationPhase {
    switch self {
    case .steady: .distributing
    case .distributing: .signing
    case .signing: .retiring
    case .retiring: .steady
    }
  }
}
