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

  private let index: RuleIndex
  /// The indexes of rules with many aliases, by the rule.
  private let aliases: [Int: PatternIndex]

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
    index = RuleIndex(bounds: rules.map(\.demand), skipped: skipped) { rules[$0].meant }
    let indexes = rules.enumerated().compactMap { rule, value in value.aliasIndex.map { (rule, $0) } }
    aliases = Dictionary(indexes) { first, _ in first }
  }

  enum Decision {
    case exported(ExportedService)
    case withheld(WithheldService)
  }

  func resolve(_ service: LocalService) -> Decision {
    if let reason = refusal(of: service) { return .withheld(WithheldService(service: service, reason: reason)) }
    let found = index.live.first(selecting: service.name, labels: service.labels) { rule -> ExportedService? in
      rules[rule].exportedName(of: service, aliases[rule]).map { name in
        ExportedService(
          service: service, localHost: service.name.host(suffix: localSuffix), name: name,
          host: name.host(suffix: suffix), rule: rule)
      }
    }
    if let found { return .exported(found) }
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
    let intended = index.meant.first(selecting: service.name, labels: service.labels) { position -> SkippedRule? in
      let candidate = skipped[position]
      return rules[candidate.rule].means(service) ? candidate : nil
    }
    if let intended { return .skipped(intended) }
    guard let glob = index.globs.first(where: { $0.pattern.matchesAsGlob(service.name) }) else { return .noRule }
    return .glob(glob.pattern.description, rule: glob.index)
  }
}
