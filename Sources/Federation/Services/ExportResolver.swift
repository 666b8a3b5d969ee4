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

  /// The rules that are not skipped.
  private let live: PatternIndex
  /// What the skipped rules were meant for, by their positions among the skipped.
  private let meant: PatternIndex
  /// The rules with a `*` that is taken literally.
  private let globs: [(index: Int, pattern: NamePattern)]

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
    var live = PatternIndex()
    var meant = PatternIndex()
    var globs: [(index: Int, pattern: NamePattern)] = []
    for (index, rule) in rules.enumerated() where !out.contains(index) {
      guard let pattern = rule.bounds else { continue }
      live.add(pattern, at: index)
      if !pattern.globs.isEmpty { globs.append((index, pattern)) }
    }
    for (position, skipped) in skipped.enumerated() {
      for pattern in rules[skipped.rule].meant { meant.add(pattern, at: position) }
    }
    self.live = live
    self.meant = meant
    self.globs = globs
  }

  enum Decision {
    case exported(ExportedService)
    case withheld(WithheldService)
  }

  func resolve(_ service: LocalService) -> Decision {
    if let reason = refusal(of: service) { return .withheld(WithheldService(service: service, reason: reason)) }
    let found = live.first(selecting: service.name) { index -> ExportedService? in
      rules[index].exportedName(of: service).map { name in
        ExportedService(
          service: service, localHost: service.name.host(suffix: localSuffix), name: name,
          host: name.host(suffix: suffix), rule: index)
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
    let intended = meant.first(selecting: service.name) { position -> SkippedRule? in
      let candidate = skipped[position]
      return rules[candidate.rule].means(service) ? candidate : nil
    }
    if let intended { return .skipped(intended) }
    guard let glob = globs.first(where: { $0.pattern.matchesAsGlob(service.name) }) else { return .noRule }
    return .glob(glob.pattern.description, rule: glob.index)
  }
}
