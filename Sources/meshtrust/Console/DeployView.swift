import Cluster
import Diagnostics
import Documents
import Kubernetes
import X509

/// A deployment as text and as JSON: before it is carried out, and after.
struct DeployView {
  let shown: [Deployment.Shown]
  let done: [Deployment.Done]
  let isPruning: Bool

  // MARK: - Before

  /// The lines of each mesh, with an empty one between two.
  func preview(on page: Page) -> [String] {
    let blocks = shown.map { mesh, answer in
      switch answer {
      case .failure: ["\(mesh): nothing is known of its cluster"]
      case .success(let preview): lines(preview, page)
      }
    }
    return Array(blocks.joined(separator: [""]))
  }

  private func lines(_ preview: MeshPreview, _ page: Page) -> [String] {
    let context = preview.context
    var lines = ["\(preview.target.place.name) (\(context.words))"]
    var table = Table()
    for object in preview.objects {
      let manifest = object.manifest
      table.add(
        Self.verb(object), manifest.reference.kind, manifest.reference.place)
    }
    for former in preview.former where former.decision != .gone {
      let isDeleted = isPruning && former.decision == .delete
      table.add(
        isDeleted ? "delete" : "leave", former.reference.kind, former.reference.place)
    }
    var rows = table.lines(on: page, indent: 2)[...]
    for object in preview.objects where object.live != nil {
      // A table of one-line rows: what does not fit goes on below, so the changes follow the whole table.
      guard !object.decision.changes.isEmpty else { continue }
      rows.append("  \(object.manifest.reference.kind) \(object.manifest.reference.name):")
      rows += object.decision.changes.map { "    \($0.path): \(Self.text($0.from)) → \(Self.text($0.to))" }
      if !object.decision.replaced.isEmpty {
        rows.append("    written before by \(object.decision.replaced.joined(separator: ", "))")
      }
    }
    for former in preview.former {
      guard case .left(let reason) = former.decision else { continue }
      rows.append("  \(former.reference.kind) \(former.reference.name) is left alone, because \(reason.words)")
    }
    lines += rows
    return lines
  }

  static func verb(_ object: ObjectPreview) -> String {
    if object.fault != nil { return "refused" }
    switch object.decision.action {
    case .unchanged: return object.decision.removesCopy ? "clean" : "same"
    case .create: return "create"
    case .apply: return object.decision.changes.isEmpty ? "take over" : "change"
    case .merge: return "change"
    case .refused: return "refused"
    }
  }

  /// A value in one line: certificates and values of Secrets by their fingerprints.
  private static func text(_ json: String?) -> String {
    guard let json else { return "nothing" }
    if json.hasPrefix("sha256:") { return "SHA-256 \(json.dropFirst(7).prefix(16))…" }
    let node = (try? DocumentReader.all(bytes: Array(json.utf8), source: "", format: .json))?.first?.root
    guard let text = node?.string else { return json.count > 60 ? "\(json.prefix(59))…" : json }
    if text.contains("-----BEGIN CERTIFICATE-----"),
      let certificates = try? PEM.certificates(Array(text.utf8)).certificates
    {
      return certificates.map { "SHA-256 \($0.fingerprint.prefix(16))…" }.joined(separator: ", ")
    }
    return text.count > 60 || text.contains(where: \.isNewline) ? "\(text.prefix { !$0.isNewline }.prefix(59))…" : text
  }

  // MARK: - After

  func result(on page: Page) -> [String] {
    done.flatMap { mesh, answer -> [String] in
      switch answer {
      case .failure: return ["", "\(mesh): nothing was written"]
      case .success(let outcomes):
        var table = Table()
        for outcome in outcomes {
          table.add(
            outcome.result.rawValue, outcome.reference.kind, outcome.reference.place)
        }
        return ["", mesh] + table.lines(on: page, indent: 2)
      }
    }
  }

  // MARK: - What is said

  /// Refusals and notes of what was shown.
  var findings: [Diagnostic] {
    shown.flatMap { mesh, answer -> [Diagnostic] in
      let preview: MeshPreview
      switch answer {
      case .success(let read): preview = read
      case .failure(let error): return [Self.named(error, mesh)]
      }
      return preview.objects.flatMap { object -> [Diagnostic] in
        var found = object.notes(in: mesh)
        if case .refused(let refusal) = object.decision.action {
          found.append(refusal.diagnostic(of: object.manifest.reference, in: mesh, file: object.manifest.file))
        }
        if let fault = object.fault { found.append(Self.named(fault, object.manifest.reference, mesh)) }
        return found
      } + preview.former.compactMap { $0.diagnostic(isPruning: isPruning, mesh: mesh) }
    }
  }

  /// What went wrong while it was carried out.
  var failures: [Diagnostic] {
    done.flatMap { mesh, answer -> [Diagnostic] in
      let outcomes: [ObjectOutcome]
      switch answer {
      case .success(let done): outcomes = done
      case .failure(let error): return [Self.named(error, mesh)]
      }
      return outcomes.compactMap { outcome in
        let known = preview(of: outcome.reference, in: mesh)
        if let fault = outcome.fault { return known?.fault == fault ? nil : Self.named(fault, outcome.reference, mesh) }
        // What was refused when it was shown has been said.
        guard let refusal = outcome.refusal, known?.decision.action != .refused(refusal) else { return nil }
        return refusal.diagnostic(of: outcome.reference, in: mesh, file: known?.manifest.file ?? "")
      }
    }
  }

  private static func named(_ fault: ClusterError, _ mesh: String) -> Diagnostic {
    var diagnostic = fault.diagnostic
    diagnostic.what = "\(mesh): \(diagnostic.what)"
    diagnostic.next = diagnostic.next.filling("MESH", with: mesh)
    return diagnostic
  }

  private func preview(of reference: ObjectReference, in mesh: String) -> ObjectPreview? {
    let preview = try? shown.first { $0.mesh == mesh }?.answer.get()
    return preview?.objects.first { $0.manifest.reference == reference }
  }

  private static func named(_ fault: ClusterError, _ object: ObjectReference, _ mesh: String) -> Diagnostic {
    var diagnostic = named(fault, mesh)
    diagnostic.what = "\(object): \(fault.diagnostic.what)"
    return diagnostic
  }

  // MARK: - Exit status

  /// - Parameter isCarriedOut: False if it was only shown.
  func status(isCarriedOut: Bool) -> ExitStatus {
    let before = shown.flatMap { _, answer -> [ExitStatus] in
      switch answer {
      case .failure(let error): return [error.exitStatus]
      case .success(let preview):
        let refused: [ExitStatus] = preview.objects.compactMap { object in
          if case .refused = object.decision.action { return .refused }
          return object.fault?.exitStatus
        }
        return refused + (preview.isPending && !isCarriedOut ? [.pending] : [])
      }
    }
    let after = done.flatMap { _, answer -> [ExitStatus] in
      switch answer {
      case .failure(let error): return [error.exitStatus]
      case .success(let outcomes):
        return outcomes.compactMap { outcome in
          outcome.fault?.exitStatus ?? outcome.refusal.map { _ in .refused }
        }
      }
    }
    return ExitStatus.worst(before + after)
  }

  // MARK: - JSON

  func node(in context: CommandContext) -> Node {
    .schema("deploy", [("meshes", .sequence(shown.map { node($0, context) }))])
  }

  private func node(_ mesh: Deployment.Shown, _ context: CommandContext) -> Node {
    let outcomes = done.first { $0.mesh == mesh.mesh }?.answer
    switch mesh.answer {
    case .failure(let error):
      return .mapping([
        ("mesh", .string(mesh.mesh)), ("context", .null), ("clusterId", .null), ("result", .string("failed")),
        ("objects", .sequence([])), ("error", Self.named(error, mesh.mesh).node(in: context)),
      ])
    case .success(let preview):
      var error: Node = .null
      if case .failure(let fault)? = outcomes { error = Self.named(fault, mesh.mesh).node(in: context) }
      let results = (try? outcomes?.get()) ?? []
      return .mapping([
        ("mesh", .string(mesh.mesh)), ("context", .string(preview.context.name)),
        ("clusterId", .optional(preview.identity?.uid)),
        ("result", .string(Self.summary(preview, results, isFailed: !error.isNull))),
        (
          "objects",
          .sequence(
            preview.objects.map { object in
              Self.node(object, results.first { $0.reference == object.manifest.reference })
            }
              + preview.former.filter { $0.decision != .gone }.map { former in
                Self.node(former, results.first { $0.reference == former.reference }, isPruning)
              })
        ),
        ("error", error),
      ])
    }
  }

  private static func summary(_ preview: MeshPreview, _ results: [ObjectOutcome], isFailed: Bool) -> String {
    if isFailed || results.contains(where: { !$0.isGood }) { return "failed" }
    if !results.isEmpty { return "applied" }
    return preview.isRefused ? "refused" : preview.isPending ? "pending" : "unchanged"
  }

  private static func node(_ object: ObjectPreview, _ outcome: ObjectOutcome?) -> Node {
    let reference = object.manifest.reference
    let owner = object.live.flatMap { ObjectOwner($0.node) }
    return .mapping([
      ("kind", .string(reference.kind)), ("namespace", .string(reference.namespace)),
      ("name", .string(reference.name)), ("action", .string(verb(object))),
      ("result", .optional(outcome?.result.rawValue)), ("owner", .optional(owner?.words)),
      ("resourceVersion", .optional(outcome?.resourceVersion ?? object.live?.resourceVersion)),
      (
        "diff",
        .sequence(
          object.decision.changes.map { change in
            .mapping([
              ("path", .string(change.path.description)), ("from", .optional(change.from)),
              ("to", .optional(change.to)),
            ])
          })
      ),
    ])
  }

  private static func node(
    _ former: MeshPreview.Former, _ outcome: ObjectOutcome?, _ isPruning: Bool
  ) -> Node {
    let isDeleted = isPruning && former.decision == .delete
    return .mapping([
      ("kind", .string(former.reference.kind)), ("namespace", .string(former.reference.namespace)),
      ("name", .string(former.reference.name)), ("action", .string(isDeleted ? "delete" : "leave")),
      ("result", .optional(outcome?.result.rawValue)), ("owner", .null),
      ("resourceVersion", .optional(former.live?.resourceVersion)), ("diff", .sequence([])),
    ])
  }
}
