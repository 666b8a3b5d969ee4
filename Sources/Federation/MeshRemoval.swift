import Diagnostics
import Documents

/// A federation.yaml without one of its meshes or remotes, proven to be less only by that: every other byte is as it
/// was, and so is every other mesh, but for its peering with the one that left.
public struct MeshRemoval: Sendable {
  /// The text without it.
  public let bytes: [UInt8]
  /// The federation without it; nothing of what is known of remotes is in it.
  public let federation: ResolvedFederation

  /// Takes a mesh or remote out of a text; `source` is its name.
  public init(of name: String, from bytes: [UInt8], source: String) throws(MeshRemovalError) {
    let before = try Self.read(bytes, source)
    let names = before.federation.meshes.map(\.name)
    guard (names + before.remotes).contains(name) else {
      throw .unknown(nearest: Spelling.nearest(to: name, among: names + before.remotes))
    }
    guard names.contains(where: { $0 != name }) else { throw .onlyMesh }
    do throws(EditFault) {
      let editor = try DocumentEditor(bytes, source: source)
      self.bytes = try editor.bytes(after: Self.changes(removing: name, editor.documents))
    } catch {
      throw .uncertain
    }
    guard let after = try? Self.read(self.bytes, source), Self.isLess(by: name, before.federation, after.federation)
    else { throw .uncertain }
    federation = after.federation
  }

  private static func read(
    _ bytes: [UInt8], _ source: String
  ) throws(MeshRemovalError) -> (federation: ResolvedFederation, remotes: [String]) {
    do throws(FederationError) {
      let file = try FederationFile.read(bytes, source: source)
      return (try ResolvedFederation(file), file.remoteNames)
    } catch {
      throw .federation(error)
    }
  }

  /// The meshes that stay are what they were, but for their peering with the one that left.
  static func isLess(by name: String, _ before: ResolvedFederation, _ after: ResolvedFederation) -> Bool {
    let expected = before.meshes.filter { $0.name != name }.map { mesh in
      var mesh = mesh
      mesh.gateways.removeAll { $0.peer == name }
      mesh.peers.removeAll { $0.name == name }
      mesh.exports.removeAll { $0.peer == name }
      mesh.imports.removeAll { $0.peer == name }
      return mesh
    }
    return expected == after.meshes && before.roots == after.roots && before.name == after.name
      && before.organization == after.organization
  }
}

/// Why a mesh is not taken out of a federation.yaml.
public enum MeshRemovalError: Error, Hashable, Sendable {
  /// The text is no federation as it stands.
  case federation(FederationError)
  /// It has neither a mesh nor a remote of that name.
  case unknown(nearest: String?)
  /// A federation has at least one mesh.
  case onlyMesh
  /// The text is written in a form, such as with aliases, in which the edit would change something else, or might.
  case uncertain
}

// MARK: - What changes

extension MeshRemoval {
  /// The fields of a mesh that are tables of its peers.
  private static let tables = ["gateways", "ingressAddresses", "ingressPorts", "exports", "imports"]

  private static func changes(removing name: String, _ documents: [Document]) -> [Change] {
    let (spec, path) = (documents.first?.root["spec"], NodePath()["spec"])
    var changes: [Change] = []
    for (index, mesh) in (spec?["meshes"]?.sequence ?? []).enumerated() {
      let path = path["meshes"][index]
      guard mesh["name"]?.text != name else {
        changes.append(.remove(path))
        continue
      }
      changes += removing(name, from: mesh["peers"], path["peers"])
      for table in tables {
        guard let entries = mesh[table]?.mapping, entries[name] != nil else { continue }
        changes.append(.remove(entries.entries.count == 1 ? path[table] : path[table][name]))
      }
    }
    return changes + removing(name, from: spec?["remotes"], path["remotes"])
  }

  /// Takes a name out of a list of names. What would be left empty goes as a whole.
  private static func removing(_ name: String, from list: Node?, _ path: NodePath) -> [Change] {
    let names = list?.sequence ?? []
    let positions = names.indices.filter { names[$0].text == name }
    if !positions.isEmpty, positions.count == names.count { return [.remove(path)] }
    return positions.map { .remove(path[$0]) }
  }
}
