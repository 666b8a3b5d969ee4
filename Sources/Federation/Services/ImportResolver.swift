/// Decides whether one offered service is imported, and how.
struct ImportResolver {
  let skipped: [SkippedRule]

  private let rules: [ImportRule]
  private let index: RuleIndex
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
    self.rules = rules
    self.importer = importer
    self.locality = locality
    self.suffixes = suffixes
    self.skipped = skipped
    index = RuleIndex(
      bounds: rules.map { $0.bounds.map { RuleIndex.Bounds(pattern: $0) } }, skipped: skipped
    ) { rules[$0].bounds.map { [RuleIndex.Bounds(pattern: $0)] } ?? [] }
  }

  enum Decision {
    case imported(ImportedService)
    case declined(DeclinedService)
  }

  func resolve(_ offered: OfferedService) -> Decision {
    let found = index.live.first(selecting: offered.name) { rule -> ImportedService? in
      rules[rule].nameSelector?.name(for: offered.name).map { name in
        imported(offered, as: name, by: rules[rule], at: rule)
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
    if let intended = index.meant.first(selecting: offered.name, { position in skipped[position] }) {
      return .skipped(intended)
    }
    guard let glob = index.globs.first(where: { $0.pattern.matchesAsGlob(offered.name) }) else { return .noRule }
    return .glob(glob.pattern.description, rule: glob.index)
  }
}
