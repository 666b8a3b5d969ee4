/// One rule of an ImportedServiceSet, as written.
public struct ImportRule: Hashable, Sendable {
  /// The only supported type.
  public static let nameSelectorType = "NameSelector"

  /// The selector to use; only ``nameSelectorType`` works.
  public var type: String?
  /// Whether services join those of the cluster as `NAME.NAMESPACE.svc.CLUSTERDOMAIN`.
  public var importAsLocal: Bool?
  /// The suffix after `NAME.NAMESPACE.`, unless services are imported as local.
  public var domainSuffix: String?
  /// Selects services by their exported names.
  public var nameSelector: NameMapping?

  /// Takes a rule as written.
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
  /// The suffixes that the rules of a set have in common.
  struct Suffixes {
    /// The cluster's own suffix.
    let cluster: String
    /// The set's suffix, or the peer's default.
    let usual: String
  }

  /// The suffix of the rule's imports.
  func suffix(_ suffixes: Suffixes) -> String {
    if importAsLocal == true { return suffixes.cluster }
    return domainSuffix.flatMap { $0.isEmpty ? nil : $0 } ?? suffixes.usual
  }

  /// Why the rule is skipped; nil if it is not.
  func fault(_ suffixes: Suffixes) -> RuleFault? {
    guard type == Self.nameSelectorType else { return .type(type, known: [Self.nameSelectorType]) }
    guard let nameSelector else { return .missingSelector(type: Self.nameSelectorType) }
    if importAsLocal == true { return nameSelector.alias?.fixedNamespace == nil ? .localWithoutNamespace : nil }
    return suffix(suffixes) == suffixes.cluster ? .clusterSuffix(suffixes.cluster) : nil
  }

  var bounds: NamePattern? { nameSelector?.pattern }

  var certain: NamePattern? { nameSelector?.pattern }
}
