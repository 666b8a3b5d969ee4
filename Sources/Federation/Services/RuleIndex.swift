/// The name patterns of a list of rules, so that a service finds its rule without trying all of them.
struct RuleIndex {
  /// The rules that are not skipped.
  let live: PatternIndex
  /// What the skipped rules were meant for, by their positions among the skipped.
  let meant: PatternIndex
  /// The rules with a `*` that is taken literally.
  let globs: [(index: Int, pattern: NamePattern)]

  /// - Parameters:
  ///   - bounds: For each rule the pattern outside of which it selects nothing; nil for a rule that selects nothing.
  ///   - intended: What a skipped rule, by its position in the list, was meant for.
  init(bounds: [NamePattern?], skipped: [SkippedRule], meantBy intended: (Int) -> [NamePattern]) {
    let out = Set(skipped.map(\.rule))
    var (live, meant) = (PatternIndex(), PatternIndex())
    var globs: [(index: Int, pattern: NamePattern)] = []
    for (index, pattern) in bounds.enumerated() where !out.contains(index) {
      guard let pattern else { continue }
      live.add(pattern, at: index)
      if !pattern.globs.isEmpty { globs.append((index, pattern)) }
    }
    for (position, skipped) in skipped.enumerated() {
      for pattern in intended(skipped.rule) { meant.add(pattern, at: position) }
    }
    self.live = live
    self.meant = meant
    self.globs = globs
  }
}
