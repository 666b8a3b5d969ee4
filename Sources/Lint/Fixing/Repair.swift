/// The certain repairs of one file, made: the new bytes, and what had to be left.
///
/// Nothing is taken on trust: the file is read again afterwards, and must hold exactly what it held before, but for the
/// values that were meant to change.
public struct Repair: Sendable {
  /// The file's bytes with the repairs.
  public let bytes: [UInt8]
  /// The repairs that were made, with what each does to the bytes of before.
  public let made: [(edit: Edit, splice: Splice)]
  /// The repairs that were not made.
  public let refused: [Refusal]

  /// Makes repairs; `source` is the file's name.
  public init(_ edits: [Edit], of bytes: [UInt8], source: String) {
    var seen: Set<Edit> = []
    let edits = edits.filter { seen.insert($0).inserted }
    let text: SourceText
    do throws(SourceText.Unsuited) {
      guard source != "-" else { throw SourceText.Unsuited(reason: .standardInput) }
      text = try SourceText(bytes)
    } catch {
      self.init(bytes, [], edits.map { Refusal($0, error.reason) })
      return
    }
    let (splices, refused) = Self.splices(edits, in: text)
    let check = RepairCheck(bytes, source: source)
    let together = Self.join(splices.map(\.splice), in: bytes)
    if check.holds(together, after: splices.map(\.edit)) {
      self.init(together, splices, refused)
    } else {
      self.init(oneByOne: splices, of: bytes, check, refused)
    }
  }

  private init(_ bytes: [UInt8], _ made: [(edit: Edit, splice: Splice)], _ refused: [Refusal]) {
    self.bytes = bytes
    self.made = made
    self.refused = refused
  }

  /// Finds out which of the repairs does harm, and makes the others.
  private init(
    oneByOne splices: [(edit: Edit, splice: Splice)], of bytes: [UInt8], _ check: RepairCheck, _ refused: [Refusal]
  ) {
    var made: [(edit: Edit, splice: Splice)] = []
    var refused = refused
    for candidate in splices {
      let tried = made + [candidate]
      if check.holds(Self.join(tried.map(\.splice), in: bytes), after: tried.map(\.edit)) {
        made = tried
      } else {
        refused.append(Refusal(candidate.edit, .meaning))
      }
    }
    self.init(Self.join(made.map(\.splice), in: bytes), made, refused)
  }

  private static func splices(
    _ edits: [Edit], in text: SourceText
  ) -> (made: [(edit: Edit, splice: Splice)], refused: [Refusal]) {
    var made: [(edit: Edit, splice: Splice)] = []
    var refused: [Refusal] = []
    for edit in edits {
      switch text.splice(edit) {
      case .failure(let fault): refused.append(Refusal(edit, fault.reason))
      case .success(let splice):
        if made.contains(where: { $0.splice.overlaps(splice) }) {
          refused.append(Refusal(edit, .overlap))
        } else {
          made.append((edit, splice))
        }
      }
    }
    return (made, refused)
  }

  private static func join(_ splices: [Splice], in bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + splices.reduce(0) { $0 + $1.bytes.count })
    var done = 0
    // What is only added comes before what is replaced at the same place.
    let ordered = splices.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    for splice in ordered {
      result += bytes[done..<splice.range.lowerBound]
      result += splice.bytes
      done = splice.range.upperBound
    }
    return result + bytes[done...]
  }
}
