import Diagnostics
import Documents
public import Federation
import Files
import SystemPackage

extension OpenHome {
  /// Writes into federation.yaml how the meshes have their roots, now that it is so.
  ///
  /// - Throws: ``RotationRefusal/invalidWithRoots(_:_:)`` if that would not be valid; then nothing is written.
  public func describeRoots(_ mode: RootMode) throws(CAError) {
    guard try federation().describedRoots != mode else { return }
    let file = try wrapping(CAError.files, EditedFile(federationPath))
    let bytes = try described(file.bytes, with: mode)
    try requireValid(
      wrapping(CAError.federation, FederationFile.read(bytes, source: federationPath.string)), with: mode)
    try wrapping(CAError.files, file.replace(with: bytes))
    discardDescription()
  }

  /// The text of federation.yaml with another mode; the same text if it has that mode.
  func described(_ octets: [UInt8], with mode: RootMode) throws(CAError) -> [UInt8] {
    do throws(EditFault) {
      return try RootModeEdit.setting(mode, in: octets, source: federationPath.string)
    } catch {
      throw .refused(.description(.uncertainEdit(of: "roots", path: federationPath)))
    }
  }

  /// Refuses what could not be described at the end of a move.
  ///
  /// - Throws: ``RotationRefusal/invalidWithRoots(_:_:)``.
  public func requireDescription(with mode: RootMode) throws(CAError) {
    try requireValid(federationFile(), with: mode)
  }

  private func requireValid(_ file: FederationFile, with mode: RootMode) throws(CAError) {
    let remotes = file.remoteNames.isEmpty ? [] : try authorities().remotes
    do throws(FederationError) {
      _ = try ResolvedFederation(file, roots: mode, remotes: remotes.map(\.card.remote))
    } catch {
      throw .refused(.rotation(.invalidWithRoots(mode, error.diagnostic)))
    }
  }

  /// The federation with the roots that its meshes have. While they move from one mode to the other, that may differ from
  /// what federation.yaml says, which must be valid either way.
  func rooted(_ described: ResolvedFederation) throws(CAError) -> ResolvedFederation {
    // Only an authority of each mesh can contradict `shared`; the database need not be opened for the other mode.
    guard described.roots == .shared, try isIssued() else { return described }
    let authorities = try authorities()
    guard let mode = authorities.rootMode(of: described), mode != described.roots else { return described }
    if authorities.rotations.contains(where: \.target.isMove) { try requireDescription(with: mode) }
    return described.rooted(mode)
  }
}
