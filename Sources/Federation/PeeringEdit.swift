import Diagnostics
import Documents

/// A federation.yaml with one peering more or less. Nothing else changes, and that is proven: every other byte stays, and
/// every mesh stays the same except for this peering.
public struct PeeringEdit: Sendable {
  public let bytes: [UInt8]
  /// The federation with and without the peering, without trust cards of remotes.
  public let before, after: ResolvedFederation

  /// Adds a peering between a mesh and another mesh or remote of the file; `source` is the file name.
  public init(
    adding second: String, to first: String, in bytes: [UInt8], source: String
  ) throws(PeeringEditError) {
    let text = try Self.open(bytes, source)
    let (mesh, peer) = Self.meshFirst(first, second, text)
    guard let old = text.federation.mesh(named: mesh), mesh != peer else {
      throw .unknown(mesh, nearest: Self.nearest(mesh, text))
    }
    guard Self.names(text).contains(peer) else { throw .unknown(peer, nearest: Self.nearest(peer, text)) }
    guard old.gateways(for: peer) == nil else { throw .unchanged }
    guard let (node, path) = Self.entry(mesh, text) else { throw .uncertain }
    let peers = (node["peers"]?.sequence ?? []) + [.string(peer)]
    let change: Change =
      node["peers"] == nil
      ? .insert("peers", .sequence(peers), into: path, at: .end) : .replace(path["peers"], with: .sequence(peers))
    try self.init(text, [change], between: mesh, peer, isAdding: true)
  }

  /// Removes the peering between a mesh and a peer, on both sides.
  public init(
    removing second: String, from first: String, in bytes: [UInt8], source: String
  ) throws(PeeringEditError) {
    let text = try Self.open(bytes, source)
    let (mesh, peer) = Self.meshFirst(first, second, text)
    guard let old = text.federation.mesh(named: mesh) else { throw .unknown(mesh, nearest: Self.nearest(mesh, text)) }
    guard old.gateways(for: peer) != nil else {
      guard Self.names(text).contains(peer) else { throw .unknown(peer, nearest: Self.nearest(peer, text)) }
      throw .unchanged
    }
    let changes = [(mesh, peer), (peer, mesh)].flatMap { side, other in
      Self.entry(side, text).map { MeshRemoval.changes(removingPeer: other, from: $0.node, at: $0.path) } ?? []
    }
    try self.init(text, changes, between: mesh, peer, isAdding: false)
  }

  private init(
    _ text: FederationEditor, _ changes: [Change], between mesh: String, _ peer: String, isAdding: Bool
  ) throws(PeeringEditError) {
    guard let edited = text.edited(changes) else { throw .uncertain }
    before = text.federation
    (bytes, after) = edited
    let (less, more) = isAdding ? (before, after) : (after, before)
    guard less.meshes == Self.without(mesh, peer, more.meshes, as: less), before.roots == after.roots,
      before.name == after.name,
      less.mesh(named: mesh)?.gateways(for: peer) == nil, more.mesh(named: mesh)?.gateways(for: peer) != nil
    else { throw .uncertain }
  }

  private static func without(
    _ first: String, _ second: String, _ meshes: [Mesh], as edited: ResolvedFederation
  ) -> [Mesh] {
    meshes.map { mesh in
      let other = mesh.name == first ? second : mesh.name == second ? first : nil
      return other.map { mesh.without(peer: $0, as: edited) } ?? mesh
    }
  }

  private static func open(_ bytes: [UInt8], _ source: String) throws(PeeringEditError) -> FederationEditor {
    do throws(FederationEditor.Fault) {
      return try FederationEditor(bytes, source: source)
    } catch {
      switch error {
      case .invalid(let error): throw .federation(error)
      case .uncertain: throw .uncertain
      }
    }
  }

  /// A peering has no direction, and only a mesh has an entry for it.
  private static func meshFirst(_ first: String, _ second: String, _ text: FederationEditor) -> (String, String) {
    text.file.remoteNames.contains(first) && text.federation.mesh(named: second) != nil
      ? (second, first) : (first, second)
  }

  private static func names(_ text: FederationEditor) -> [String] {
    text.federation.meshes.map(\.name) + text.file.remoteNames
  }

  private static func nearest(_ name: String, _ text: FederationEditor) -> String? {
    Spelling.nearest(to: name, among: names(text))
  }

  /// The entry of a mesh; nil for a remote.
  private static func entry(_ mesh: String, _ text: FederationEditor) -> (node: Node, path: NodePath)? {
    let meshes = text.editor.documents.first?.root["spec"]?["meshes"]?.sequence ?? []
    guard let index = meshes.firstIndex(where: { $0["name"]?.text == mesh }) else { return nil }
    return (meshes[index], NodePath()["spec"]["meshes"][index])
  }
}

/// Why a peering cannot be added to or removed from a federation.yaml.
public enum PeeringEditError: Error, Hashable, Sendable {
  /// The text as it is describes no valid federation.
  case federation(FederationError)
  /// It has neither a mesh nor a remote of that name.
  case unknown(String, nearest: String?)
  /// The two are peers already, or are none.
  case unchanged
  /// The text has a form, such as aliases, in which the edit would or might change something else.
  case uncertain
}
