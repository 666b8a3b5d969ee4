/// Decides whether one service is exported, and how.
struct ExportResolver {
  /// Including those that are skipped.
  let rules: [ExportRule]
  let skipped: [SkippedRule]
  /// The suffix of exported host names.
  let suffix: String
  /// The suffix of host names in the cluster.
  let localSuffix: String
  /// The namespace from which services must be visible.
  let controlPlaneNamespace: String
  /// The namespaces of the mesh, if known.
  let members: Set<String>?

  private let live: [(index: Int, rule: ExportRule)]

  init(
    rules: [ExportRule], skipped: [SkippedRule], suffix: String, localSuffix: String, controlPlaneNamespace: String,
    members: Set<String>?
  ) {
    self.rules = rules
    self.skipped = skipped
    self.suffix = suffix
    self.localSuffix = localSuffix
    self.controlPlaneNamespace = controlPlaneNamespace
    self.members = members
    let out = Set(skipped.map(\.rule))
    live = rules.enumerated().filter { !out.contains($0.offset) }.map { ($0.offset, $0.element) }
  }

  enum Decision {
    case exported(ExportedService)
    case withheld(WithheldService)
  }

  func resolve(_ service: LocalService) -> Decision {
    if let reason = refusal(of: service) { return .withheld(WithheldService(service: service, reason: reason)) }
    for (index, rule) in live {
      guard let name = rule.exportedName(of: service) else { continue }
      return .exported(
        ExportedService(
          service: service, localHost: service.name.host(suffix: localSuffix), name: name,
          host: name.host(suffix: suffix), rule: index))
    }
    return .withheld(WithheldService(service: service, reason: explanation(of: service)))
  }

  /// Why a service cannot be exported, regardless of the rules.
  private func refusal(of service: LocalService) -> WithheldService.Reason? {
    switch service.kind {
    case .external: return .external
    case .imported: return .imported
    case .regular, .headless: break
    }
    let namespace = service.name.namespace
    if let members, namespace != controlPlaneNamespace, !members.contains(namespace) { return .notMember }
    return service.isVisible(fromControlPlane: controlPlaneNamespace) ? nil : .hidden(exportTo: service.exportTo)
  }

  /// Why no rule selects a candidate, as far as can be guessed.
  private func explanation(of service: LocalService) -> WithheldService.Reason {
    if let skipped = skipped.first(where: { rules[$0.rule].means(service) }) { return .skipped(skipped) }
    for (index, rule) in live {
      guard let pattern = rule.bounds, !pattern.globs.isEmpty, pattern.matchesAsGlob(service.name) else { continue }
      return .glob(pattern.description, rule: index)
    }
    return .noRule
  }
}
