import Cryptography
import Diagnostics
import Files
import SystemPackage

/// Several machines have each their own clone of federation.yaml. Which one was applied last stands in the database, so that
/// nobody undoes with an older one what others have done since.
extension OpenHome {
  /// Takes federation.yaml as it is, also if somebody has replaced it by a newer one.
  public func acceptOlderDescription() { isAcceptingOlder = true }

  /// Refuses a command that writes by a federation.yaml which was replaced elsewhere.
  func requireNewest(_ octets: [UInt8]) throws(CAError) {
    guard isChanging, !isAcceptingOlder, let refusal = try replacement(of: octets) else { return }
    throw .refused(.description(refusal))
  }

  /// The same for who only looks.
  func descriptionNotes() throws(CAError) -> [Diagnostic] {
    guard !isAcceptingOlder, var note = try replacement(of: descriptionOctets())?.diagnostic else { return [] }
    note.severity = .warning
    return [note]
  }

  /// A database in a file is beside its only federation.yaml.
  private func replacement(of octets: [UInt8]) throws(CAError) -> DescriptionRefusal? {
    guard case .server = try place(), try isIssued() else { return nil }
    let applied = try read { try $0.appliedDescriptions() }
    guard let found = AppliedDescription.replaced(sha256Hex(octets), at: origin, among: applied) else {
      return nil
    }
    return .replaced(
      mine: found.mine.time, newest: found.newest.time, by: found.newest.actor, host: found.newest.origin.host)
  }

  /// Which folder this is, of all that belong to the home: a relative path names another one from elsewhere.
  var origin: AppliedDescription.Origin {
    AppliedDescription.Origin(
      host: home.origin().printable.host, folder: (FileSystem.resolved(folder) ?? folder).string.printable)
  }

  /// Remembers the description as applied where nothing else is written.
  func rememberDescription() throws(CAError) {
    guard case .server = try place(), try isIssued(), try sealerIfPossible() != nil else { return }
    let octets = try descriptionOctets()
    let last = try read { try $0.appliedDescriptions() }.last
    guard last?.digest != sha256Hex(octets) else { return }
    try writeKeepingAuthorities { try $0.recordDescription(octets, in: origin.folder, at: now) }
  }
}
