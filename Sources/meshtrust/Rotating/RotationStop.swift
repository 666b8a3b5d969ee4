import CA
import Diagnostics
import Documents
import Rotation
import X509

/// Where a run ended, and why.
struct RotationStop {
  enum Reason: String {
    /// Nothing rotates any more.
    case steady
    /// The phase that was asked for.
    case reached
    /// A gate opens by time.
    case waiting
    /// Somebody else has to do something.
    case blocked
    /// It takes too long.
    case late
    /// A mesh is in a state in which the next phase would prove nothing.
    case unfit
    /// The user ended it between two requests.
    case interrupted
    /// An error ended it.
    case failed
  }

  let reason: Reason
  let owner: AuthorityOwner
  let text: String
  /// When the next step can be taken, by the clock of the cluster that it waits for.
  let opens: Timestamp?
  /// How long that is from now.
  let seconds: Int64?
  let gates: [Gate]
  let failures: [Diagnostic]
  let failure: ExitStatus

  init(
    _ reason: Reason, _ owner: AuthorityOwner, text: String, opens: Timestamp? = nil, seconds: Int64? = nil,
    gates: [Gate] = [], failures: [Diagnostic] = [], failure: ExitStatus = .done
  ) {
    self.reason = reason
    self.owner = owner
    self.text = text
    self.opens = opens
    self.seconds = seconds
    self.gates = gates
    self.failures = failures
    self.failure = failure
  }

  /// What the shut gates wait for.
  static func waiting(
    _ owner: AuthorityOwner, _ shut: [Gate], _ actor: RotationActor, at now: Timestamp
  ) -> RotationStop {
    let ledger = actor.ledger
    let failure = actor.failure.and(actor.looks.status).and(actor.blocks.isEmpty ? .done : .no)
    let failures = actor.failures + actor.blocks + actor.looks.diagnostics.filter { $0.severity != .note }
    let lacking = shut.filter { $0.opens == nil }
    if let first = lacking.first {
      return RotationStop(
        .blocked, owner, text: first.waitsFor, gates: shut, failures: failures, failure: failure)
    }
    // The time that is left is that of the slowest cluster.
    let left = shut.compactMap { gate in
      gate.opens.map { $0.seconds - (ledger.clusterTime(of: gate.holder, at: now) ?? now).seconds }
    }.max()
    let opens = shut.compactMap(\.opens).max()
    return RotationStop(
      .waiting, owner, text: "the next step opens \(opens.map { "\($0)" } ?? "later")", opens: opens, seconds: left,
      gates: shut, failures: failures, failure: failure)
  }

  var status: ExitStatus {
    switch reason {
    case .steady, .reached, .failed: failure
    case .waiting, .blocked: failure == .done ? .pending : failure
    case .late: .inputOutput
    case .unfit: failure == .done ? .refused : failure
    case .interrupted: .interrupted
    }
  }

  func lines(_ console: Console) -> [String] {
    switch reason {
    case .steady: return ["\(owner)/root is steady: \(text)"]
    case .reached: return ["\(owner)/root is \(text)"]
    case .late: return ["\(owner)/root: time is up while it waits: \(text)", "next: run the same again"]
    case .unfit: return ["\(owner)/root: nothing was written in this phase: \(text)"]
    case .interrupted: return ["\(owner)/root: stopped while it waits: \(text)", "next: run the same again"]
    case .failed: return ["\(owner)/root: \(text)"]
    case .waiting, .blocked: break
    }
    var table = Table("GATE", "MESH", "FOR", "STATE", "WAITS FOR")
    for gate in gates {
      table.add(gate.need.title, gate.holder, gate.mesh, gate.opens.map { "opens \($0)" } ?? "closed", gate.waitsFor)
    }
    var lines = ["\(owner)/root waits:"] + table.lines(on: console.page, indent: 2)
    if let opens { return lines + ["opens: \(opens), run the same again"] }
    var seen: Set<Message> = [""]
    for gate in gates where gate.opens == nil && seen.insert(gate.next).inserted {
      lines.append("next: \(console.text(gate.next))")
    }
    return lines
  }

  var node: Node {
    .mapping([
      ("schema", .string("meshtrust/rotate-run/v1")), ("event", .string("end")), ("root", .string("\(owner)/root")),
      ("result", .string(reason.rawValue)), ("text", .string(text)), ("opens", .optional(opens?.description)),
      ("gates", .sequence(gates.map(\.node))), ("diagnostics", .sequence(failures.map(\.node))),
    ])
  }
}
