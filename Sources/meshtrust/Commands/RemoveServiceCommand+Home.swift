import CA
import Diagnostics
import Documents
import Federation
import Files
import Kubernetes
import SystemPackage

extension RemoveServiceCommand {
  /// Removes the service from federation.yaml, and shows what each administrator applies and deletes.
  func executeInHome(_ service: ServiceName, _ console: Console) throws -> ExitStatus {
    let home = try home.openForWriting(console)
    let known = try home.federation()
    let owner = try owner(of: service, in: known)
    if let from, let mesh = known.mesh(named: owner) { _ = try known.requirePeer(from, of: mesh) }
    let file = try EditedFile(home.federationPath)
    let edit = try edited(file, removing: service, of: owner)
    console.say(edit.findings)
    let commands = Self.commands(edit.before, edit.after)
    let isChanged = edit.bytes != file.bytes
    if !dryRun, isChanged { try home.rewrite(file, with: edit.bytes) }
    let isStillTaken = edit.findings.contains { $0.severity == .error }
    if output.json {
      console.print(
        .schema(
          "remove-service",
          [
            ("service", .string("\(service)")), ("from", .optional(from)), ("done", .bool(!dryRun)),
            ("file", .string(home.federationPath.string)), ("changed", .bool(isChanged)),
            ("commands", .strings(commands.map(console.text))), ("diagnostics", .sequence(edit.findings.map(\.node))),
          ]))
    } else if edit.places.isEmpty {
      console.print(lines: ["no rule of \(home.federationPath) names \(service)" + (from.map { " for \($0)" } ?? "")])
    } else {
      var lines = ["\(dryRun ? "would change" : "changed") \(home.federationPath):".printable]
      lines.append(ChangedLines.text(from: file.bytes, to: edit.bytes))
      lines.append(console.text("then: \(.meshtrust("apply"))"))
      lines += commands.map { "then: \(console.text($0))" }
      // What is left there takes effect if the service is exported again, and its failover rule lists a peer without it.
      lines += edit.importers.map { importer in
        let command = SuggestedCommand.meshtrust(
          "remove", "service", "\(importer.name)", "--from", importer.mesh, "--mesh", owner)
        return console.text("`\(importer.mesh)` still imports it; then: \(command)")
      }
      console.print(lines.joined(separator: "\n"))
    }
    return edit.places.isEmpty || isStillTaken ? .no : .done
  }

  private func edited(
    _ file: EditedFile, removing service: ServiceName, of owner: String
  ) throws -> ServiceEdit {
    do throws(ServiceEditError) {
      return try ServiceEdit(
        removing: service, of: owner, from: from, in: file.bytes, source: file.path.string)
    } catch {
      switch error {
      case .federation(let error): throw CAError.federation(error)
      case .uncertain:
        throw CAError.refused(.description(.uncertainEdit(of: "\(service)", path: file.path)))
      }
    }
  }

  /// The only mesh whose rules name the service.
  private func owner(of service: ServiceName, in federation: ResolvedFederation) throws -> String {
    if let mesh {
      guard federation.mesh(named: mesh) == nil else { return mesh }
      // A remote's services are known only from imports.
      guard let from, federation.mesh(named: from)?.imports.contains(where: { $0.peer == mesh }) ?? false else {
        return try federation.requireMesh(mesh).name
      }
      return mesh
    }
    var owners = federation.meshes.filter { mesh in
      mesh.exports.contains { exports in exports.rules.contains { $0.takesByName(service) } }
    }.map(\.name)
    for imports in from.flatMap({ federation.mesh(named: $0)?.imports }) ?? []
    where federation.mesh(named: imports.peer) == nil {
      if imports.rules.contains(where: { $0.nameSelector?.pattern.matches(service) ?? false }) {
        owners.append(imports.peer)
      }
    }
    // Whether a rule by labels selects it is up to the cluster; the edit says so.
    if owners.isEmpty {
      owners = federation.meshes.filter { mesh in
        mesh.exports.contains { exports in exports.rules.contains { $0.mayTakeByLabels(service) } }
      }.map(\.name)
    }
    guard let first = owners.first else {
      throw UsageError.misfit(.unexported(service: "\(service)"))
    }
    guard owners.count == 1 else {
      throw UsageError.misfit(.severalOwners(service: "\(service)", owners: owners))
    }
    return first
  }

  /// The commands to run where the sets of the two federations differ.
  private static func commands(_ before: ResolvedFederation, _ after: ResolvedFederation) -> [Message] {
    before.meshes.flatMap { old -> [Message] in
      guard let new = after.mesh(named: old.name) else { return [] }
      let (written, kept) = (ServiceManifests(old).files, ServiceManifests(new).files)
      return written.compactMap { file in
        guard let same = kept.first(where: { $0.name == file.name }) else {
          let name = file.node["metadata"]?["name"]?.text ?? ""
          let namespace = file.node.objectNamespace ?? old.namespace
          let kind = file.node["kind"]?.text?.lowercased() ?? ""
          // Two groups have a kind of this name.
          let version = file.node["apiVersion"]?.text ?? ""
          let group = kind == "gateway" ? ".\(version.prefix { $0 != "/" })" : ""
          let object = "\(ShellWord.quoted(kind + group)) \(ShellWord.quoted(name))"
          return "\(old.client) delete \(object) -n \(ShellWord.quoted(namespace))"
        }
        return same.node == file.node ? nil : old.clientCommands.apply("\(OutputPath(old.name, file.name))")
      }
    }
  }
}

extension ExportRule {
  /// Whether the rule selects a service if the service has certain labels.
  fileprivate func mayTakeByLabels(_ service: ServiceName) -> Bool {
    fault == nil && (labelSelector.map { NamePattern(namespace: $0.namespace).matches(service) } ?? false)
  }

  /// Whether the rule selects a service by its name.
  fileprivate func takesByName(_ service: ServiceName) -> Bool {
    fault == nil && (nameSelector?.pattern.matches(service) ?? false)
  }
}
