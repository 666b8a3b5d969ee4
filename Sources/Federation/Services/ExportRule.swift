/// One rule of an ExportedServiceSet, as written.
public struct ExportRule: Hashable, Sendable {
  public enum Selection: String, CaseIterable, Hashable, Sendable {
    /// By namespace and name.
    case name = "NameSelector"
    case label = "LabelSelector"
  }

  /// A selector by labels, and the new names.
  public struct LabelMapping: Hashable, Sendable {
    /// If missing, empty or `*`, all namespaces.
    public var namespace: String?
    public var selector: LabelSelector
    /// The new names: the first entry that selects a service decides.
    public var aliases: [NameMapping]

    public init(namespace: String? = nil, selector: LabelSelector = LabelSelector(), aliases: [NameMapping] = []) {
      self.namespace = namespace
      self.selector = selector
      self.aliases = aliases
    }
  }

  /// Which of the two selectors is used.
  public var type: String?
  public var nameSelector: NameMapping?
  public var labelSelector: LabelMapping?

  /// Takes a rule as written.
  public init(type: String?, nameSelector: NameMapping? = nil, labelSelector: LabelMapping? = nil) {
    self.type = type
    self.nameSelector = nameSelector
    self.labelSelector = labelSelector
  }

  /// Exports services by name.
  public init(_ mapping: NameMapping) {
    self.init(type: Selection.name.rawValue, nameSelector: mapping)
  }

  /// Exports services by their labels.
  public init(_ mapping: LabelMapping) {
    self.init(type: Selection.label.rawValue, labelSelector: mapping)
  }
}

// MARK: - Meaning

extension ExportRule {
  /// Why the rule is skipped; nil if it is not.
  public var fault: RuleFault? {
    switch type.flatMap(Selection.init(rawValue:)) {
    case .name: nameSelector == nil ? .missingSelector(type: Selection.name.rawValue) : nil
    case .label:
      labelSelector.map { $0.selector.fault.map { .selector($0) } } ?? .missingSelector(type: Selection.label.rawValue)
    case nil: .type(type, known: Selection.allCases.map(\.rawValue))
    }
  }

  /// The exported name of a service; nil if the rule does not select it. The rule must have no fault.
  ///
  /// - Parameter aliases: The index of the rule's aliases, where they are many.
  func exportedName(of service: LocalService, _ aliases: PatternIndex?) -> ServiceName? {
    if type == Selection.name.rawValue { return nameSelector?.name(for: service.name) }
    guard let labelSelector, labelSelector.bounds.matches(service.name),
      labelSelector.selector.accepts(service.labels)
    else { return nil }
    let all = labelSelector.aliases
    let renamed =
      if let aliases {
        aliases.first(selecting: service.name) { all[$0].name(for: service.name) }
      } else {
        all.lazy.compactMap { $0.name(for: service.name) }.first
      }
    return renamed ?? service.name
  }

  /// The index of the aliases; nil for a few, among which a service finds its own faster without.
  var aliasIndex: PatternIndex? {
    guard let aliases = labelSelector?.aliases, aliases.count > 8 else { return nil }
    var index = PatternIndex()
    for (position, alias) in aliases.enumerated() { index.add(alias.pattern, at: position) }
    return index
  }

  /// What the rule asks of a service; nil if it has no selector.
  var demand: RuleIndex.Bounds? {
    bounds.map {
      RuleIndex.Bounds(pattern: $0, selector: type == Selection.label.rawValue ? labelSelector?.selector : nil)
    }
  }

  /// Everything that a skipped rule was apparently meant for. What a faulty selector asks for is not known.
  var meant: [RuleIndex.Bounds] {
    let labels = labelSelector.map {
      RuleIndex.Bounds(pattern: $0.bounds, selector: $0.selector.fault == nil ? $0.selector : nil)
    }
    return [nameSelector.map { RuleIndex.Bounds(pattern: $0.pattern) }, labels].compactMap { $0 }
  }

  /// Whether a skipped rule was apparently meant for a service.
  func means(_ service: LocalService) -> Bool {
    if let nameSelector, nameSelector.pattern.matches(service.name) { return true }
    guard let labelSelector, labelSelector.bounds.matches(service.name) else { return false }
    return labelSelector.selector.fault != nil || labelSelector.selector.accepts(service.labels)
  }
}

extension ExportRule: OrderedRule {
  /// Every service that the rule may select.
  var bounds: NamePattern? { type == Selection.name.rawValue ? nameSelector?.pattern : labelSelector?.bounds }

  /// Every service that the rule selects regardless of labels.
  var certain: NamePattern? {
    if type == Selection.name.rawValue { return nameSelector?.pattern }
    return labelSelector?.selector.isEmpty == true ? labelSelector?.bounds : nil
  }
}

extension ExportRule.LabelMapping {
  fileprivate var bounds: NamePattern { NamePattern(namespace: namespace) }
}
