/// One rule of an ImportedServiceSet, as it is written.
public struct ImportRule: Hashable, Sendable {
  /// The only type that there is.
  public static let nameSelectorType = "NameSelector"

  /// Which selector counts; only ``nameSelectorType`` works.
  public var type: String?
  /// Whether services join those of the cluster under `NAME.NAMESPACE.svc.CLUSTERDOMAIN`.
  public var importAsLocal: Bool?
  /// What stands behind `NAME.NAMESPACE.`, unless services are imported as local ones.
  public var domainSuffix: String?
  /// Services by the names they are exported under.
  public var nameSelector: NameMapping?

  /// Takes a rule as it is written.
  public init(
    type: String? = ImportRule.nameSelectorType, nameSelector: NameMapping?, importAsLocal: Bool? = nil,
    domainSuffix: String? = nil
  ) {
    self.type = type
    self.nameSelector = nameSelector
    self.importAsLocal = importAsLocal
    self.domainSuffix = domainSuffix
  }
}

extension ImportRule: OrderedRule {
  /// What rules of one set have in common: the suffixes.
  struct Suffixes {
    /// The cluster's own.
    let cluster: String
    /// The set's, or the one of the peer.
    let usual: String
  }

  /// The suffix of what the rule imports.
  func suffix(_ suffixes: Suffixes) -> String {
    if importAsLocal == true { return suffixes.cluster }
    return domainSuffix.flatMap { $0.isEmpty ? nil : $0 } ?? suffixes.usual
  }

  /// Why the rule is skipped; nil when it is not.
  func fault(_ suffixes: Suffixes) -> RuleFault? {
    guard type == Self.nameSelectorType else { return .type(type, known: [Self.nameSelectorType]) }
    guard let nameSelector else { return .missingSelector(type: Self.nameSelectorType) }
    if importAsLocal == true { return nameSelector.alias?.fixedNamespace == nil ? .localWithoutNamespace : nil }
    return suffix(suffixes) == suffixes.cluster ? .clusterSuffix(suffixes.cluster) : nil
  }

  var bounds: NamePattern? { nameSelector?.pattern }

  var certain: NamePattern? { nameSelector?.pattern }
}
