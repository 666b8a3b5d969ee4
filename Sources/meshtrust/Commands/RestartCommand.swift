import ArgumentParser
import CA
import Cluster
import Diagnostics
import Documents
import Federation
import Glibc
import Rotation
import X509

/// `meshtrust restart`: restarts istiod, the gateways and the workloads of a mesh in the safe order.
struct RestartCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "restart",
    abstract: "Restart istiod and the gateways of a mesh in the safe order, and wait for each.",
    discussion: Manual.text(
      "Without options, istiod and then every gateway, one after another: a proxy that starts earlier than istiod gets "
        + "what was before. --workloads restarts everything with a proxy in the members' namespaces. An annotation in the "
        + "Pod template, named after the step of the rotation, makes the cluster replace Pods as its rollout strategy "
        + "says; repeated, the command changes nothing and goes on waiting. What blocks is named. Of a rotation under way, "
        + "what the cluster shows meanwhile is recorded, as `rotate gather` does.",
      examples: [
        "meshtrust restart red-mesh", "meshtrust restart red-mesh --istiod --yes",
        "meshtrust restart red-mesh --workloads --timeout 30m",
      ],
      exits: [
        .done: "everything is new", .no: "a rollout has failed, or the cluster refuses it",
        .malformed: "an answer cannot be read", .refused: "not confirmed, or the mesh is not to be written to",
        .secret: "the home cannot be opened, or the cluster took no credentials", .usage: "no such mesh or context",
        .inputOutput: "the cluster cannot be reached, something may not be read, or it takes too long",
        .interrupted: "stopped while it waits; run the same again",
      ]))

  @Argument(help: ArgumentHelp("The mesh.", valueName: "mesh"))
  var mesh: String

  @Flag(name: .long, help: "Every replica of istiod.")
  var istiod = false

  @Flag(name: .long, help: "Every gateway, one after another.")
  var gateways = false

  @Flag(name: .long, help: "Everything with a proxy in the members' namespaces.")
  var workloads = false

  @Flag(name: .long, help: "Restart without asking.")
  var yes = false

  @Option(
    name: .long, help: ArgumentHelp("How long all of it may take. (default: 10m for each rollout)", valueName: "time"))
  var timeout: String?

  @OptionGroup(title: "Cluster Options") var contexts: ContextOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  private var stages: Set<RestartStage> {
    let chosen = [(RestartStage.istiod, istiod), (.gateways, gateways), (.workloads, workloads)].filter(\.1).map(\.0)
    return chosen.isEmpty ? [.istiod, .gateways] : Set(chosen)
  }

  func execute(_ console: Console) throws -> ExitStatus {
    guard home.now == nil else { throw UsageError.conflict(.clockOfClusters) }
    let limit = try OptionValue.duration("--timeout", timeout, standard: .seconds(600))
    let opened = try home.openBegun(console)
    let mesh = try opened.federation().requireMesh(self.mesh)
    guard mesh.cluster.allowsWriting else { throw ClusterError.setup(.readOnly(mesh: mesh.name)) }
    let clusters = try MeshClusters(contexts, opened, named: [mesh.name])
    var deadline = ProgressDeadline(limit, isForAll: timeout != nil)
    let report = RunReport(console, json: false)
    var pause = PollPause()
    var (told, isConfirmed): (ContextView?, Bool) = (nil, yes)
    Interrupt.listen()
    while !Interrupt.isWanted {
      let ledger = try opened.rotationLedger(withKeys: false)
      let restarting = Restarting(opened, mesh, ledger)
      let parts: LiveParts = workloads ? .memberWorkloads : .workloads
      guard let looks = try unlessInterrupted({ try MeshLooks(parts, clusters, opened, ledger) }) else { break }
      guard !Interrupt.isWanted else { break }
      guard let look = looks.looks[mesh.name], let gathering = looks.gatherings[mesh.name],
        let context = looks.contexts[mesh.name]
      else {
        console.say(looks.diagnostics)
        return looks.status.and(.inputOutput)
      }
      try RestartBlock.requireReadable(look, stages, of: mesh.name)
      // What proxies need is there since the first look that showed it; without a record it would be since each look, and no
      // Pod would ever be later.
      if !gathering.result.evidence.isEmpty { try opened.record(looks.gathered) }
      let plan = restarting.plan(look, gathering, stages)
      for target in plan.targets { report.tell(mesh.name, target) }
      guard let (_, targets) = plan.stage else { return end(plan, restarting.mark, console) }
      if let block = RestartBlock(targets, mesh.name) { throw block }
      if !plan.due.isEmpty {
        if told == nil { tell(plan, mesh, context, console) }
        let shown = told ?? context
        told = shown
        if !isConfirmed { try confirm(mesh, console) }
        isConfirmed = true
        for (target, fault) in try restarting.carryOut(plan.due, clusters, through: shown) {
          throw RestartBlock.refused(target.name, mesh.name, fault)
        }
        deadline.progress()
      } else if deadline.isOver(targets.map { "\($0.name): \($0.wait)" }.joined()) {
        throw RestartBlock.late(mesh.name, targets)
      }
      report.beat(mesh.name, targets.first.map { "\($0.name): \($0.wait)" } ?? "")
      pause.wait()
    }
    console.say("stopped; rollouts that were begun go on, and the same command waits for them")
    return .interrupted
  }

  /// Nil for what was given up because the user wants the end.
  private func unlessInterrupted<Value>(_ body: () throws -> Value) throws -> Value? {
    do {
      return try body()
    } catch  where Interrupt.isWanted {
      return nil
    }
  }

  private func tell(_ plan: RestartPlan, _ mesh: Mesh, _ context: ContextView, _ console: Console) {
    let names = plan.targets.filter { $0.state != .done }.map { "  \($0.name)" }
    console.say(lines: ["restart in \(mesh.name) (\(context.words)):"] + names)
  }

  private func confirm(_ mesh: Mesh, _ console: Console) throws {
    try console.confirm(
      "Restart them?", "nothing was restarted", why: "Pods of a running mesh are replaced",
      next: "\(.meshtrust("restart", mesh.name)), and --yes")
  }

  private func end(_ plan: RestartPlan, _ mark: RestartMark, _ console: Console) -> ExitStatus {
    if output.json {
      console.print(
        .schema(
          "restart",
          [
            ("mesh", .string(mesh)), ("mark", .string(mark.step)),
            (
              "workloads",
              .sequence(
                plan.targets.map { target in
                  .mapping([
                    ("kind", .string(target.workload.type.kind)), ("namespace", .string(target.workload.namespace)),
                    ("name", .string(target.workload.name)), ("stage", .string(target.stage.rawValue)),
                    ("pods", .int(target.count)),
                  ])
                })
            ), ("lone", .strings(plan.lone.map(\.path))),
          ]))
      return .done
    }
    var lines = plan.targets.map { "\($0.name): \(Counted.text($0.count, "new Pod"))" }
    if plan.targets.isEmpty { lines.append("there is nothing to restart") }
    for pod in plan.lone { lines.append("left alone, because no workload makes it anew: Pod \(pod.path)") }
    console.print(lines: lines)
    return .done
  }
}
