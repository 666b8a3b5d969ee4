import CA
import Diagnostics
import Documents
import Federation
import Files
import Kubernetes
import SystemPackage
import X509

/// A removal as text, JSON and files.
struct RemovalView {
  private let removal: Removal

  init(_ removal: Removal) {
    self.removal = removal
  }

  /// What happens to keys and certificates, one line each.
  func keys() -> [String] {
    removal.retired.map { authority in
      let fate = authority.hasKey ? "destroy the key of" : "remove"
      return "\(fate) \(authority.name) g\(authority.generation), \(authority.certificate)"
    } + removal.revoked.map { "revoke \($0), SHA-256 \($0.fingerprint.prefix(16))…" }
  }

  func text(isDone: Bool, out: String?, in context: CommandContext) -> String {
    var lines = [
      isDone
        ? "removed \(removal.name)"
        : "would remove \(removal.name); \(out == nil ? "nothing was changed" : "the home is unchanged")", "",
    ]
    let changes = ChangedLines.numbered(from: removal.file.bytes, to: removal.newBytes)
    lines += changes.isEmpty ? ["it is no longer in federation.yaml"] : ["federation.yaml:"] + changes.map { "  " + $0 }
    if !keys().isEmpty { lines += ["", "keys and certificates:"] + keys().map { "  " + $0 } }
    let steps = steps(in: context)
    lines +=
      steps.isEmpty
      ? [
        "",
        "there is nothing to do for administrators: \(changes.isEmpty ? "no peer of it is known" : "it has no peers")",
      ]
      : ["", "what each administrator does, in this order:"] + steps
    if let out {
      lines += ["", "wrote   the edited and deleted objects to \(out.printable)"]
    } else {
      for file in files() {
        lines += ["", "# \(file.path)", file.text.hasSuffix("\n") ? String(file.text.dropLast()) : file.text]
      }
    }
    if isDone {
      lines += ["", "next: " + SuggestedCommand.meshtrust("apply").text(in: context)]
      if !removal.revoked.isEmpty {
        lines.append("then: " + SuggestedCommand.meshtrust("crl", removal.name).text(in: context))
      }
    }
    return lines.joined(separator: "\n")
  }

  private func steps(in context: CommandContext) -> [String] {
    StepsView(administrators: removal.procedure.administrators.map { ($0.mesh, $0.steps) }).lines(in: context)
  }

  // MARK: - Files

  private func files() -> [(path: String, text: String)] {
    removal.procedure.administrators.enumerated().flatMap { index, administrator in
      let folder = "\(index + 1)-\(administrator.mesh)"
      var files: [(path: String, text: String)] = []
      if let plane = administrator.controlPlane {
        files.append(("\(folder)/servicemeshcontrolplane.yaml", YAMLWriter.string([plane.node])))
      }
      if !administrator.deleted.isEmpty {
        files.append(("\(folder)/delete.yaml", YAMLWriter.string(administrator.deleted.map(Self.node))))
      }
      return files
    }
  }

  func write(to folder: FilePath) throws {
    for file in files() {
      let path = folder.appending(file.path)
      try FileSystem.makeFolder(FileSystem.parent(of: path))
      try FileSystem.write(Array(file.text.utf8), to: path, permissions: .shared)
    }
    let steps = (["What each administrator does when \(removal.name) leaves, in this order:", ""] + steps(in: .none))
      .joined(
        separator: "\n")
    try FileSystem.makeFolder(folder)
    try FileSystem.write(Array((steps + "\n").utf8), to: folder.appending("STEPS.txt"), permissions: .shared)
  }

  private static func node(_ deleted: DeletedObject) -> Node {
    .mapping([
      ("apiVersion", .string(deleted.apiVersion)), ("kind", .string(deleted.object.kind)),
      ("metadata", .mapping([("name", .string(deleted.object.name)), ("namespace", .string(deleted.namespace))])),
    ])
  }

  func node(isDone: Bool) -> Node {
    let text = String(decoding: removal.newBytes, as: UTF8.self)
    return .schema(
      "remove-mesh",
      [
        ("mesh", .string(removal.name)), ("done", .bool(isDone)), ("federation", .string(text)),
        (
          "administrators",
          .sequence(
            removal.procedure.administrators.map { administrator in
              .mapping([
                ("mesh", .string(administrator.mesh)),
                ("steps", StepsView.node(administrator.steps)),
                ("controlPlane", administrator.controlPlane?.node ?? .null),
                ("deleted", .sequence(administrator.deleted.map(Self.node))),
              ])
            })
        ),
        (
          "retired",
          .sequence(
            removal.retired.map {
              .mapping([
                ("authority", .string($0.name)), ("generation", .int($0.generation)),
                ("fingerprint", .string($0.certificate.fingerprint)), ("key", .bool($0.hasKey)),
              ])
            })
        ),
        ("revoked", .strings(removal.revoked.map(\.fingerprint))),
        ("kept", .strings(removal.foreign.map(\.string))),
        ("diagnostics", .sequence(removal.warnings.map(\.node))),
      ])
  }
}
