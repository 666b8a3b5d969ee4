import Diagnostics
import Documents
public import Federation
import Files
import SystemPackage

extension OpenHome {
  /// Writes into federation.yaml how the meshes have their roots, now that it is so.
  public func describeRoots(_ mode: RootMode) throws(CAError) {
    guard try federation().describedRoots != mode else { return }
    let file = try wrapping(CAError.files, EditedFile(federationPath))
    let bytes: [UInt8]
    do throws(EditFault) {
      bytes = try RootModeEdit.setting(mode, in: file.bytes, source: federationPath.string)
    } catch {
      throw .refused(.description(.uncertainEdit(of: "roots", path: federationPath)))
    }
    try wrapping(CAError.files, file.replace(with: bytes))
    discardDescription()
  }

  /// The federation with the roots that its meshes have. While they move from one mode to the other, that may differ from
  /// what federation.yaml says.
  func rooted(_ described: ResolvedFederation) throws(CAError) -> ResolvedFederation {
    // Only an authority of each mesh can contradict `shared`; the database need not be opened for the other mode.
    guard described.roots == .shared, try isIssued() else { return described }
    return try authorities().rootMode(of: described).map { described.rooted($0) } ?? described
  }
}
