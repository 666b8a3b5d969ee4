import Diagnostics
import Documents

/// A federation.yaml without one of its meshes or remotes. Nothing else changes, and that is proven: every other byte
/// stays, and every other mesh stays the same except for its peering with the removed one.
public struct MeshRemoval: Sendable {
  public let bytes: [UInt8]
  /// The federation without it, and without trust cards of remotes.
  public let federation: ResolvedFederation

  /// Removes a mesh or remote from a text; `source` is the file name.
  public init(of name: String, from bytes: [UInt8], source: String) throws(MeshRemovalError) {
    let before: FederationEditor
    do throws(FederationEditor.Fault) {
      before = try FederationEditor(bytes, source: source)
    } catch {
      switch error {
      case .invalid(let error): throw .federation(error)
      case .uncertain: throw .uncertain
      }
    }
    let meshes = before.federation.meshes.map(\.name)
    let names = meshes + before.file.remoteNames
    guard names.contains(name) else { throw .unknown(nearest: Spelling.nearest(to: name, among: names)) }
    guard meshes.contains(where: { $0 != name }) else { throw .onlyMesh }
    guard let after = before.edited(Self.changes(removing: name, before.editor.documents)),
      Self.isLess(by: name, before.federation, after.federation)
    else { throw .uncertain }
    (self.bytes, federation) = after
  }

  /// Whether the remaining meshes are unchanged except for their peering with the removed one.
  static func isLess(by name: String, _ before: ResolvedFederation, _ after: ResolvedFederation) -> Bool {
    let expected = before.meshes.filter { $0.name != name }.map { $0.without(peer: name, as: after) }
    return expected == after.meshes && before.roots == after.roots && before.name == after.name
      && before.organization == after.organization
  }
}

extension Mesh {
  /// The mesh without one of its peers, to compare with the one of the same name in an edited federation.
  func without(peer name: String, as edited: ResolvedFederation) -> Mesh {
    var mesh = self
    mesh.gateways.removeAll { $0.peer == name }
    mesh.peers.removeAll { $0.name == name }
    mesh.exports.removeAll { $0.peer == name }
    mesh.imports.removeAll { $0.peer == name }
    mesh.offeredServices.removeAll { $0.peer == name }
    mesh.usedServices.removeAll { $0.peer == name }
    // It follows from the peers.
    mesh.isSeenByAmbient = edited.mesh(named: mesh.name)?.isSeenByAmbient ?? isSeenByAmbient
    return mesh
  }
}

/// Why a mesh cannot be removed from a federation.yaml.
public enum MeshRemovalError: Error, Hashable, Sendable {
  /// The text as it is describes no valid federation.
  case federation(FederationError)
  /// It has neither a mesh nor a remote of that name.
  case unknown(nearest: String?)
  /// A federation has at least one mesh.
  case onlyMesh
  /// The text has a form, such as aliases, in which the edit would or might change something else.
  case uncertain
}

// MARK: - What changes

extension MeshRemoval {
  /// The fields of a mesh that are tables by peer.
  private static let tables = ["gateways", "ingressAddresses", "ingressPorts", "rootConfigMaps", "exports", "imports"]

  private static func changes(removing name: String, _ documents: [Document]) -> [Change] {
    let (spec, path) = (documents.first?.root["spec"], NodePath()["spec"])
    var changes: [Change] = []
    for (index, mesh) in (spec?["meshes"]?.sequence ?? []).enumerated() {
      let path = path["meshes"][index]
      guard mesh["name"]?.text != name else {
        changes.append(.remove(path))
        continue
      }
      changes += Self.changes(removingPeer: name, from: mesh, at: path)
    }
    return changes + removing(name, from: spec?["remotes"], path["remotes"])
  }

  /// Removes a peer from the lists and tables of one mesh.
  static func changes(removingPeer name: String, from mesh: Node, at path: NodePath) -> [Change] {
    removing(name, from: mesh["peers"], path["peers"])
      + tables.compactMap { table in
        guard let entries = mesh[table]?.mapping, entries[name] != nil else { return nil }
        return .remove(entries.entries.count == 1 ? path[table] : path[table][name])
      }
  }

  /// Removes a name from a list of names, or the whole list if it would become empty.
  private static func removing(_ name: String, from list: Node?, _ path: NodePath) -> [Change] {
    let names = list?.sequence ?? []
    let positions = names.indices.filter { (names[$0]["name"]?.text ?? names[$0].text) == name }
    if !positions.isEmpty, positions.count == names.count { return [.remove(path)] }
    return positions.map { .remove(path[$0]) }
  }
}
