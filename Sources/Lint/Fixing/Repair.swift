import Documents

/// The certain repairs of one file, made: the new bytes, and what had to be left.
public struct Repair: Sendable {
  /// A repair that was made.
  public struct Made: Sendable {
    /// What it does.
    public let edit: Edit
    /// What it does to the bytes of before.
    let splices: [Splice]
    let changes: [Change]
  }

  /// The file's bytes with the repairs.
  public private(set) var bytes: [UInt8]
  /// The repairs that were made.
  public private(set) var made: [Made] = []
  /// The repairs that were not made.
  public private(set) var refused: [Refusal] = []

  /// Makes repairs; `source` is the file's name.
  public init(_ edits: [Edit], of bytes: [UInt8], source: String) {
    self.bytes = bytes
    var seen: Set<Edit> = []
    let edits = edits.filter { seen.insert($0).inserted }
    guard source != "-" else {
      refused = edits.map { Refusal($0, .standardInput) }
      return
    }
    do throws(EditFault) {
      let editor = try DocumentEditor(bytes, source: source)
      make(plan(edits, editor), with: editor)
    } catch {
      refused = edits.map { Refusal($0, Refusal.Reason(error)) }
    }
  }

  /// What each repair does; one that touches what an earlier one does has to wait.
  private mutating func plan(_ edits: [Edit], _ editor: DocumentEditor) -> [Made] {
    let places = EditPlaces(edits, in: editor)
    var planned: [Made] = []
    for edit in edits {
      do throws(EditFault) {
        let changes = try places.changes(edit)
        guard !places.losesComment(edit) else {
          refused.append(Refusal(edit, .comment))
          continue
        }
        let splices = try editor.splices(changes)
        let isTaken = planned.contains { other in
          other.splices.contains { splice in splices.contains { $0.overlaps(splice) } }
        }
        guard !isTaken else { throw .overlap }
        planned.append(Made(edit: edit, splices: splices, changes: changes))
      } catch {
        refused.append(Refusal(edit, Refusal.Reason(error)))
      }
    }
    return planned
  }

  /// Makes all of them, or finds out which one does harm and makes the others.
  private mutating func make(_ planned: [Made], with editor: DocumentEditor) {
    if let bytes = Self.bytes(planned, editor) {
      (self.bytes, made) = (bytes, planned)
      return
    }
    for candidate in planned {
      guard let bytes = Self.bytes(made + [candidate], editor) else {
        refused.append(Refusal(candidate.edit, .meaning))
        continue
      }
      self.bytes = bytes
      made.append(candidate)
    }
  }

  private static func bytes(_ made: [Made], _ editor: DocumentEditor) -> [UInt8]? {
    try? editor.bytes(with: made.flatMap(\.splices), after: made.flatMap(\.changes))
  }
}
