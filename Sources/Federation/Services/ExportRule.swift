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
  func exportedName(of service: LocalService) -> ServiceName? {
    if type == Selection.name.rawValue { return nameSelector?.name(for: service.name) }
    guard let labelSelector, labelSelector.bounds.matches(service.name),
      labelSelector.selector.accepts(service.labels)
    else { return nil }
    return labelSelector.aliases.lazy.compactMap { $0.name(for: service.name) }.first ?? service.name
  }

  /// Everything that a skipped rule was apparently meant for, regardless of labels.
  var meant: [NamePattern] { [nameSelector?.pattern, labelSelector?.bounds].compactMap { $0 } }

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
