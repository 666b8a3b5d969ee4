import Documents

/// The certain repairs of one file: the new bytes, and the repairs that were not made.
public struct Repair: Sendable {
  /// A repair that was made.
  public struct Made: Sendable {
    public let edit: Edit
    /// Its changes to the original bytes.
    let splices: [Splice]
    let changes: [Change]
  }

  /// The content with the repairs.
  public private(set) var bytes: [UInt8]
  public private(set) var made: [Made] = []
  public private(set) var refused: [Refusal] = []

  /// Makes repairs; `source` is the file name.
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

  /// The splices of each repair. One that overlaps an earlier one is refused; another round may make it.
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

  /// Makes all of them. If the result is wrong, finds the repair that causes it and makes the others.
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
    try? editor.edited(made.flatMap(\.changes), with: made.flatMap(\.splices)).bytes
  }
}
