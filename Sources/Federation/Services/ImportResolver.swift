/// Decides whether one offered service is imported, and how.
struct ImportResolver {
  let skipped: [SkippedRule]

  private let rules: [ImportRule]
  private let live: [(index: Int, rule: ImportRule)]
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
    live = rules.enumerated().filter { !out.contains($0.offset) }.map { ($0.offset, $0.element) }
  }

  enum Decision {
    case imported(ImportedService)
    case declined(DeclinedService)
  }

  func resolve(_ offered: OfferedService) -> Decision {
    for (index, rule) in live {
      guard let name = rule.nameSelector?.name(for: offered.name) else { continue }
      return .imported(imported(offered, as: name, by: rule, at: index))
    }
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
    if let skipped = skipped.first(where: { rules[$0.rule].nameSelector?.pattern.matches(offered.name) ?? false }) {
      return .skipped(skipped)
    }
    for (index, rule) in live {
      guard let pattern = rule.bounds, !pattern.globs.isEmpty, pattern.matchesAsGlob(offered.name) else { continue }
      return .glob(pattern.description, rule: index)
    }
    return .noRule
  }
}
