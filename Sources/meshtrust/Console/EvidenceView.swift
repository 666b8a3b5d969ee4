import CA
import Diagnostics
import Documents
import Rotation
import X509

extension SortedEvidence {
  /// What it shows for its holder.
  var evidence: Evidence? {
    if case .evidence(let evidence, _) = outcome { evidence } else { nil }
  }
}

/// What became of each observation, as text and as JSON.
struct EvidenceView {
  let sorted: [SortedEvidence]
  /// Before and after the evidence was recorded.
  let before, after: RotationLedger

  var isRefused: Bool {
    sorted.contains { item in
      switch item.outcome {
      case .refused, .contrary: true
      case .evidence, .known, .notNeeded: false
      }
    }
  }

  var diagnostics: [Diagnostic] {
    sorted.flatMap { item -> [Diagnostic] in
      switch item.outcome {
      case .evidence(_, let warnings): warnings
      case .refused(let diagnostic), .contrary(_, let diagnostic): [diagnostic]
      case .known, .notNeeded: []
      }
    }
  }

  func text(on page: Page) -> String {
    guard sorted.count > 1 else { return sorted.map { "\(word($0)): \(sentence($0))" }.joined() }
    var table = Table("RESULT", "AT", "OF", "WHAT")
    for item in sorted {
      table.add(word(item), item.holder ?? place(item.object), item.mesh ?? "-", sentence(item))
    }
    return table.text(on: page)
  }

  private func word(_ item: SortedEvidence) -> String {
    switch item.outcome {
    case .evidence: "recorded"
    case .known: "known"
    case .notNeeded: "not needed"
    case .refused, .contrary: "refused"
    }
  }

  private func sentence(_ item: SortedEvidence) -> String {
    switch item.outcome {
    case .evidence(let evidence, _): "\(Self.sentence(evidence))\(effect(evidence))"
    case .known: "`\(item.holder ?? "")`: this object was recorded before"
    case .notNeeded(let why): why.description
    case .refused(let diagnostic): diagnostic.what.description
    case .contrary(let evidence, let diagnostic): diagnostic.what.description + harm(evidence)
    }
  }

  private static func sentence(_ evidence: Evidence) -> String {
    let what =
      switch evidence.kind {
      case .webhooks: "has webhooks that trust version \(evidence.version) of its bundle"
      case .signer: "signs with version \(evidence.version) of its intermediate"
      case .serving: "serves with version \(evidence.version) of its intermediate"
      case .bundle, .otherBundle, .restart, .requests: "has version \(evidence.version) of \(evidence.mesh)'s bundle"
      }
    return "`\(evidence.holder)` \(what) (\(evidence.source))"
  }

  /// What the evidence did to its gate.
  private func effect(_ evidence: Evidence) -> String {
    guard let gate = gate(evidence, after) else { return "" }
    if gate.isOpen { return gate == self.gate(evidence, before) ? "; its gate was open" : "; its gate is open" }
    return gate.opens.map { "; its gate opens \($0)" } ?? "; its gate still waits: \(gate.waitsFor)"
  }

  /// What evidence against a holder did to its gate.
  private func harm(_ evidence: Evidence) -> String {
    guard let was = gate(evidence, before), was != gate(evidence, after) else { return "; recorded" }
    return was.isOpen || was.opens != nil ? "; recorded, and its gate is shut again" : "; recorded"
  }

  private func gate(_ evidence: Evidence, _ ledger: RotationLedger) -> Gate? {
    let gates = RotationMachine(ledger, ledger.rootOwner(of: evidence.mesh)).gates()
    return gates.first { gate in
      guard gate.holder == evidence.holder, gate.mesh == evidence.mesh else { return false }
      switch gate.need {
      case .holdsArriving, .dropsLeaving: return evidence.kind == .bundle || evidence.kind == .otherBundle
      case .webhooksUpdated: return evidence.kind == .webhooks
      case .workloadsRenewed: return evidence.kind == .signer
      case .istiodRestarted: return evidence.kind == .serving
      case .requestsAnswered: return evidence.kind == .requests
      case .folderWritten, .answerInstalled, .peerPublished: return false
      }
    }
  }

  private func place(_ object: SeenObject) -> String { object.namespace ?? object.file }

  // MARK: - JSON

  var node: Node {
    var fields: [(String, Node)] = []
    if sorted.count == 1, let evidence = sorted.first?.evidence {
      fields = [
        ("holder", .string(evidence.holder)), ("mesh", .string(evidence.mesh)),
        ("kind", .string(evidence.kind.rawValue)), ("version", .int(evidence.version)),
        ("time", .string(evidence.time.description)), ("source", .string(evidence.source)),
      ]
    }
    fields += [("results", .sequence(sorted.map(node))), ("diagnostics", .sequence(diagnostics.map(\.node)))]
    return .schema("rotate-seen", fields)
  }

  private func node(_ item: SortedEvidence) -> Node {
    var fields: [(String, Node)] = [
      ("result", .string(word(item))), ("object", .string(item.object.name)),
      ("namespace", .optional(item.object.namespace)), ("file", .string(item.object.file)),
      ("holder", .optional(item.holder)), ("mesh", .optional(item.mesh)),
    ]
    switch item.outcome {
    case .evidence(let evidence, _):
      let gate = gate(evidence, after)
      fields += [
        ("version", .int(evidence.version)), ("time", .string(evidence.time.description)),
        ("source", .string(evidence.source)), ("open", .bool(gate?.isOpen ?? false)),
        ("opens", .optional(gate?.opens?.description)),
      ]
    case .known: break
    case .notNeeded(let why): fields.append(("why", .string(why.description)))
    case .refused(let diagnostic): fields.append(("diagnostic", diagnostic.node))
    case .contrary(let evidence, let diagnostic):
      let gate = gate(evidence, after)
      fields += [
        ("diagnostic", diagnostic.node), ("version", .int(evidence.version)),
        ("time", .string(evidence.time.description)), ("source", .string(evidence.source)),
        ("open", .bool(gate?.isOpen ?? false)), ("opens", .optional(gate?.opens?.description)),
      ]
    }
    return .mapping(fields)
  }
}
