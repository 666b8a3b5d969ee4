/// Decides whether one offered service is imported, and how.
struct ImportResolver {
  let skipped: [SkippedRule]

  private let rules: [ImportRule]
  /// The rules that are not skipped.
  private let live: PatternIndex
  /// What the skipped rules were meant for, by their positions among the skipped.
  private let meant: PatternIndex
  /// The rules with a `*` that is taken literally.
  private let globs: [(index: Int, pattern: NamePattern)]
  private let suffixes: ImportRule.Suffixes
  private let importer: ServiceImports.Importer
  private let locality: Locality?

  init(
    rules: [ImportRule], peer: String, importer: ServiceImports.Importer, domainSuffix: String?, locality: Locality?
  ) {
    let usual = domainSuffix.flatMap { $0.isEmpty ? nil : $0 } ?? Naming.importSuffix(fromPeer: peer)
    let suffixes = ImportRule.Suffixes(
      cluster: Naming.localSuffix(clusterDomain: importer.clusterDomain), usual: usual)
    let skipped = rules.enumerated().compactMap { index, rule in
      rule.fault(suffixes).map { SkippedRule(rule: index, fault: $0) }
    }
    let out = Set(skipped.map(\.rule))
    self.rules = rules
    self.importer = importer
    self.locality = locality
    self.suffixes = suffixes
    self.skipped = skipped
    var live = PatternIndex()
    var meant = PatternIndex()
    var globs: [(index: Int, pattern: NamePattern)] = []
    for (index, rule) in rules.enumerated() where !out.contains(index) {
      guard let pattern = rule.bounds else { continue }
      live.add(pattern, at: index)
      if !pattern.globs.isEmpty { globs.append((index, pattern)) }
    }
    for (position, skipped) in skipped.enumerated() {
      if let pattern = rules[skipped.rule].bounds { meant.add(pattern, at: position) }
    }
    self.live = live
    self.meant = meant
    self.globs = globs
  }

  enum Decision {
    case imported(ImportedService)
    case declined(DeclinedService)
  }

  func resolve(_ offered: OfferedService) -> Decision {
    let found = live.first(selecting: offered.name) { index -> ImportedService? in
      rules[index].nameSelector?.name(for: offered.name).map { name in
        imported(offered, as: name, by: rules[index], at: index)
      }
    }
    if let found { return .imported(found) }
    return .declined(DeclinedService(offered: offered, reason: explanation(of: offered)))
  }

  private func imported(
    _ offered: OfferedService, as name: ServiceName, by rule: ImportRule, at index: Int
  ) -> ImportedService {
    let isLocal = rule.importAsLocal == true
    return ImportedService(
      offered: offered, name: name, host: name.host(suffix: rule.suffix(suffixes)), isLocal: isLocal,
      meetsLocalService: isLocal ? importer.localServices?.contains(name) : nil,
      home: isLocal ? name.namespace : importer.controlPlaneNamespace, locality: locality, rule: index)
  }

  /// Why no rule selects a service, as far as can be guessed.
  private func explanation(of offered: OfferedService) -> DeclinedService.Reason {
    if let intended = meant.first(selecting: offered.name, { position in skipped[position] }) {
      return .skipped(intended)
    }
    guard let glob = globs.first(where: { $0.pattern.matchesAsGlob(offered.name) }) else { return .noRule }
    return .glob(glob.pattern.description, rule: glob.index)
  }
}
