import CA

/// The evidence that counts: what nothing contradicts, of what its holder reads by federation.yaml as it is now.
///
/// The newest known state of an object decides. An object with another bundle (``Evidence/Kind/otherBundle``) voids all
/// that was seen of its holder before, until a newer state of the same object has the bundle, or somebody vouches for
/// it. States of one object are ordered by their cluster, in whatever order they were recorded.
struct StandingEvidence {
  private let all: [Evidence]
  private let published: PublishedRoots
  private let contradictions: [Contradiction]

  private struct Contradiction {
    let evidence: Evidence
    /// Its place among all evidence.
    let index: Int
    /// The place of what ends it; nil as long as nothing does.
    let end: Int?
  }

  init(_ ledger: RotationLedger) {
    all = ledger.evidence.filter { $0.isReadNow(in: ledger.federation) }
    published = PublishedRoots(ledger)
    var contradictions: [Contradiction] = []
    for (index, evidence) in all.enumerated() where evidence.kind == .otherBundle {
      let end = Self.end(of: evidence, at: index, in: all)
      contradictions.append(Contradiction(evidence: evidence, index: index, end: end))
    }
    self.contradictions = contradictions
  }

  /// Oldest first.
  var evidence: [Evidence] {
    guard !contradictions.isEmpty else { return all }
    var standing: [Evidence] = []
    for (index, evidence) in all.enumerated() where !isVoided(evidence, at: index) { standing.append(evidence) }
    return standing
  }

  /// What speaks against a holder's having a version of a mesh's bundle, and has not ended.
  func contradiction(at holder: String, of mesh: String, to version: Int) -> Evidence? {
    contradictions.last { contradiction in
      let evidence = contradiction.evidence
      return contradiction.end == nil && evidence.holder == holder && evidence.mesh == mesh
        && published.contradicts(evidence, version)
    }?.evidence
  }

  /// Where a newer state of the same object has a later bundle; or else a later handshake, or somebody's later word.
  private static func end(of contrary: Evidence, at place: Int, in all: [Evidence]) -> Int? {
    for (index, evidence) in all.enumerated()
    where evidence.kind == .bundle && evidence.version > contrary.version && evidence.isAboutSame(as: contrary) {
      if evidence.isOfObject {
        if evidence.isOfSameObject(as: contrary), isNewer(evidence, index, contrary, place) { return index }
      } else if index > place {
        return index
      }
    }
    return nil
  }

  /// Whether a piece of evidence comes from a later state of the same object. One that was made anew was compared when
  /// it was recorded.
  private static func isNewer(_ evidence: Evidence, _ index: Int, _ contrary: Evidence, _ place: Int) -> Bool {
    evidence.uid == contrary.uid
      ? ObjectState(evidence).order(to: ObjectState(contrary)) == .newer : index > place
  }

  private func isVoided(_ evidence: Evidence, at index: Int) -> Bool {
    guard evidence.kind == .bundle else { return false }
    return contradictions.contains { contradiction in
      let contrary = contradiction.evidence
      guard evidence.isAboutSame(as: contrary), published.contradicts(contrary, evidence.version) else { return false }
      guard evidence.isOfObject else { return index < contradiction.index }
      if evidence.isOfSameObject(as: contrary) {
        return !Self.isNewer(evidence, index, contrary, contradiction.index)
      }
      return index < contradiction.end ?? Int.max
    }
  }
}
