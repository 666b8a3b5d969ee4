import Federation
public import Files
public import Kubernetes
import SystemPackage

/// One peering more or less in federation.yaml.
public struct PeeringChange: Sendable {
  /// federation.yaml before.
  public let file: EditedFile
  /// Its content afterwards; every other byte stays.
  public let newBytes: [UInt8]
  /// What each administrator does; empty for a new peering, whose files are applied.
  public let procedure: LeaveProcedure?
}

extension OpenHome {
  /// What adding a peering to federation.yaml would do. Nothing is changed.
  ///
  /// - Throws: ``CAError/unchangedPeering(_:_:isThere:)`` if the two are peers already.
  public func planPeering(of mesh: String, with peer: String) throws(CAError) -> PeeringChange {
    let file = try wrapping(CAError.files, EditedFile(federationPath))
    let edit = try editing(mesh, peer, isThere: true) { () throws(PeeringEditError) in
      try PeeringEdit(adding: peer, to: mesh, in: file.bytes, source: federationPath.string)
    }
    return PeeringChange(file: file, newBytes: edit.bytes, procedure: nil)
  }

  /// What removing a peering from federation.yaml would do. Nothing is changed.
  ///
  /// - Throws: ``CAError/unchangedPeering(_:_:isThere:)`` if the two are no peers.
  public func planPeeringEnd(of mesh: String, with peer: String) throws(CAError) -> PeeringChange {
    let before = try federation()
    let file = try wrapping(CAError.files, EditedFile(federationPath))
    let edit = try editing(mesh, peer, isThere: false) { () throws(PeeringEditError) in
      try PeeringEdit(removing: peer, from: mesh, in: file.bytes, source: federationPath.string)
    }
    return PeeringChange(
      file: file, newBytes: edit.bytes,
      procedure: LeaveProcedure(ofPeering: mesh, peer, from: before, to: edit.after))
  }

  private func editing(
    _ mesh: String, _ peer: String, isThere: Bool, _ edit: () throws(PeeringEditError) -> PeeringEdit
  ) throws(CAError) -> PeeringEdit {
    do throws(PeeringEditError) {
      return try edit()
    } catch {
      switch error {
      case .federation(let error): throw .federation(error)
      case .unknown(let name, let nearest): throw .unknownMesh(name, nearest: nearest)
      case .unchanged: throw .unchangedPeering(mesh, peer, isThere: isThere)
      case .uncertain: throw .refused(.description(.uncertainEdit(of: peer, path: federationPath)))
      }
    }
  }
}
