public import Diagnostics

extension DeployRefusal {
  /// The refusal of one object, for people.
  ///
  /// - Parameters:
  ///   - mesh: That of the object.
  ///   - file: The object's file in the mesh's folder.
  public func diagnostic(of object: ObjectReference, in mesh: String, file: String) -> Diagnostic {
    switch self {
    case .owned(let owner):
      Diagnostic(
        "MT-K-40", what: "\(object) belongs to \(owner.words), and is not written",
        why: "its owner would undo the change, or delete the object", next: "commit out/\(mesh)/\(file) there")
    case .conflict(let conflicts):
      Diagnostic(
        "MT-K-41", what: "others wrote at \(object) what this home never published: \(Self.words(conflicts))",
        why: "nobody's values are replaced unasked",
        next: "agree with them; to replace the values: \(.meshtrust("deploy", mesh, "--take-over", object.description))"
      )
    case .otherHome(let other):
      Diagnostic(
        "MT-K-42", what: "another home deployed \(object): \(other)",
        why: "two homes that write the same object undo each other's rotations",
        next: "let that home deploy it; if it is lost: \(.meshtrust("deploy", mesh, "--take-over", object.description))"
      )
    case .newerSerial(let live, let ours):
      Diagnostic(
        "MT-K-43", what: "\(object) is of deployment \(live), and this home knows of none after \(ours)",
        why: "a newer copy of this home has written it, with authorities that this one may not have",
        next: "use the newer copy; if it is lost: \(.meshtrust("deploy", mesh, "--take-over", object.description))")
    case .copy(let serial):
      Diagnostic(
        "MT-K-67", what: "\(object) has, by deployment \(serial) of this home, what this home never deployed",
        why: "a copy of this home has written it, with authorities that this one may not have",
        next: "use that copy; if it is lost: \(.meshtrust("deploy", mesh, "--take-over", object.description))")
    case .beingDeleted:
      Diagnostic(
        "MT-K-44", what: "\(object) is being deleted", why: "what is written to it now is lost",
        next: "wait until it is gone, and run the same again")
    case .readOnly:
      Diagnostic(
        "MT-K-45", what: "\(object) is not written: federation.yaml says `write: false` for `\(mesh)`",
        why: "the mesh is written from a repository, or by its administrator alone",
        next: "commit out/\(mesh)/\(file) where the mesh is written from")
    case .wouldRemove(let paths):
      Diagnostic(
        "MT-K-48",
        what: "writing \(object) would remove fields of others: \(paths.map(\.description).joined(separator: ", "))",
        why: "the server's answer to a dry run lacks them",
        next: "find out with `get --show-managed-fields` whose they are")
    }
  }

  /// The most fields that a sentence names; the preview shows all.
  private static let longest = 4

  /// By manager: what they wrote, and when.
  private static func words(_ conflicts: [FieldConflict]) -> String {
    let byManager = Dictionary(grouping: conflicts, by: \.manager).sorted { $0.key < $1.key }
    return byManager.map { manager, conflicts in
      let all = Set(conflicts.map(\.path)).sorted().map(\.description)
      let more = all.count > longest ? " and \(all.count - longest) more" : ""
      let paths = all.prefix(longest).joined(separator: ", ") + more
      let time = conflicts.compactMap(\.time).max().map { " on \($0)" } ?? ""
      return "\(paths) by \(manager.isEmpty ? "nobody knows whom" : manager)\(time)"
    }.joined(separator: "; ")
  }
}

extension PruneDecision.LeftReason {
  /// Why an object stays, as the end of `left alone, because …`.
  public var words: String {
    switch self {
    case .kind: "objects of its kind are never deleted"
    case .noLabel: "it does not have our label"
    case .home(nil): "no home deployed it"
    case .home(let other?): "the home \(other) deployed it"
    case .uid: "it is not the object that this home deployed"
    case .notApplied: "it was never applied by this tool"
    case .applied(let manager): "\(manager) applies it too"
    case .owned(let owner): "it belongs to \(owner.words)"
    case .beingDeleted: "it is being deleted already"
    }
  }
}

extension MeshPreview.Former {
  /// What becomes of an object that the home no longer writes; nil if it is not there.
  public func diagnostic(isPruning: Bool, mesh: String) -> Diagnostic? {
    switch decision {
    case .gone: nil
    case .delete where isPruning: nil
    case .delete:
      Diagnostic(
        "MT-K-51", .note, what: "the home no longer writes \(reference), and it stays",
        why: "objects are deleted only on request", next: "\(.meshtrust("deploy", mesh, "--prune"))")
    case .left(let reason):
      Diagnostic(
        "MT-K-49", .note, what: "\(reference) is left alone, because \(reason.words)",
        why: "only what certainly is this home's is deleted")
    }
  }
}

extension ObjectPreview {
  /// What is to be said about what stays, and about a copy of a key.
  public func notes(in mesh: String) -> [Diagnostic] {
    var notes: [Diagnostic] = []
    if !decision.kept.isEmpty {
      notes.append(
        Diagnostic(
          "MT-K-52", .note,
          what: "the home no longer writes \(decision.kept.map(\.description).joined(separator: ", ")) of "
            + "\(manifest.reference), and it stays",
          why: "fields are removed only on request, and never those that others have changed",
          next: "\(.meshtrust("deploy", mesh, "--prune"))"))
    }
    if live?.hasCopy ?? false {
      notes.append(
        Diagnostic(
          "MT-K-50", .warning, what: "an annotation of \(manifest.reference) has a copy of the private key",
          why: "a client-side apply left it; whoever read the object since then has the key",
          next: decision.removesCopy
            ? "the annotation is removed; if others could read the Secret: \(.meshtrust("rekey", mesh, "--intermediate"))"
            : "let its owner apply it server-side"))
    }
    return notes
  }
}
