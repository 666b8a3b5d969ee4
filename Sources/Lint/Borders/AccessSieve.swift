/// Some identities that may come in.
struct AccessCandidate: Sendable {
  let names: PrincipalPattern
  /// Why it is not known whether an ALLOW policy admits them.
  let doubt: String?
}

/// Matches that candidates meet in turn. Each candidate is held only against those that may concern it.
struct AccessSieve {
  private let matches: [AccessMatch]
  /// The indices of the matches that certainly apply.
  private let certain: [Int]
  private let certainIndex: PrincipalIndex
  /// The indices of the matches that nobody has met yet, and of a few others.
  private var open: [Int]
  private var openIndex: PrincipalIndex
  private var isMet: [Bool]
  private var newlyMet = 0

  init(_ matches: [AccessMatch]) {
    self.matches = matches
    certain = matches.indices.filter { matches[$0].doubt == nil }
    certainIndex = PrincipalIndex(certain.map { matches[$0].pattern })
    open = Array(matches.indices)
    openIndex = PrincipalIndex(matches.map(\.pattern))
    isMet = [Bool](repeating: false, count: matches.count)
  }

  /// The matches that somebody met.
  var met: [AccessMatch] { matches.indices.filter { isMet[$0] }.map { matches[$0] } }

  /// Who is left of a candidate if every match that certainly applies takes whom it matches.
  ///
  /// A match is met if it applies to some of those who are certainly admitted so far, or may apply; not if it leaves its
  /// exceptions.
  mutating func left(of candidate: AccessCandidate) -> [AccessCandidate] {
    var left: [AccessCandidate] = []
    // The last one comes first.
    var waiting = [(candidate: candidate, first: 0)]
    while let (candidate, first) = waiting.popLast() {
      let last = certainEnd(of: candidate.names, from: first)
      if candidate.doubt == nil { meet(candidate.names, from: first, through: last) }
      guard let last else {
        left.append(candidate)
        continue
      }
      for names in matches[last].exceptions.parts(of: candidate.names).reversed() {
        waiting.append((candidate: AccessCandidate(names: names, doubt: candidate.doubt), first: last + 1))
      }
    }
    return left
  }

  /// The first match from one on that certainly takes some identities.
  private func certainEnd(of names: PrincipalPattern, from first: Int) -> Int? {
    certainIndex.including(names).compactMap { list in
      list.lazy.map { certain[$0] }.first { index in
        index >= first && matches[index].touches(names) && matches[index].pattern.includes(names)
      }
    }.min()
  }

  /// Notes which matches some identities meet, up to the one that takes them; to the end if none does.
  mutating func meet(_ names: PrincipalPattern, from first: Int = 0, through last: Int? = nil) {
    for place in openIndex.touching(names) {
      let index = open[place]
      guard !isMet[index], index >= first, index <= last ?? index, matches[index].touches(names) else { continue }
      if index == last, !matches[index].exceptions.isEmpty { continue }
      isMet[index] = true
      newlyMet += 1
    }
    // Whom many have met is not asked again for each.
    guard newlyMet * 8 > open.count else { return }
    open = open.filter { !isMet[$0] }
    openIndex = PrincipalIndex(open.map { matches[$0].pattern })
    newlyMet = 0
  }
}
