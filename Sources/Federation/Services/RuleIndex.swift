/// The name patterns of a list of rules, so that a service finds its rule without trying all of them.
struct RuleIndex {
  /// The rules that are not skipped.
  let live: PatternIndex
  /// What the skipped rules were meant for, by their positions among the skipped.
  let meant: PatternIndex
  /// The first rules with a `*` that is taken literally.
  let globs: [(index: Int, pattern: NamePattern)]

  /// What a rule asks of a service.
  struct Bounds {
    /// Outside of it the rule selects nothing.
    let pattern: NamePattern
    /// Nil for a rule that asks for no labels.
    var selector: LabelSelector?
  }

  /// - Parameters:
  ///   - bounds: Nil for a rule that selects nothing.
  ///   - intended: What a skipped rule, by its position in the list, was meant for.
  init(bounds: [Bounds?], skipped: [SkippedRule], meantBy intended: (Int) -> [Bounds]) {
    let out = Set(skipped.map(\.rule))
    var (live, meant) = (PatternIndex(), PatternIndex())
    var globs: [(index: Int, pattern: NamePattern)] = []
    let anchors = LabelAnchors(bounds.compactMap { $0?.selector })
    for (index, bound) in bounds.enumerated() where !out.contains(index) {
      guard let bound else { continue }
      live.add(bound.pattern, with: anchors.anchors(of: bound.selector), at: index)
      if !bound.pattern.globs.isEmpty, globs.count < Self.guesses { globs.append((index, bound.pattern)) }
    }
    let meanings = skipped.map { intended($0.rule) }
    let meantAnchors = LabelAnchors(meanings.joined().compactMap(\.selector))
    for (position, bounds) in meanings.enumerated() {
      for bound in bounds { meant.add(bound.pattern, with: meantAnchors.anchors(of: bound.selector), at: position) }
    }
    self.live = live
    self.meant = meant
    self.globs = globs
  }

  /// How many patterns are tried to guess why a service is left out.
  private static let guesses = 50
}
