import Diagnostics

extension SuggestedCommand {
  /// Brings the home back into a folder that has no database.
  static let restore = meshtrust("restore", "FILE", "--backup-passphrase-file", "PASS")
  /// The same beside a home that is still there, which is never overwritten.
  static let restoreElsewhere = meshtrust("restore", "FILE", "--backup-passphrase-file", "PASS", "--home", "NEW")
  static let backup = meshtrust("backup", "FILE", "--backup-passphrase-file", "PASS")
}
