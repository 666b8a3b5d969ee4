import Cryptography
import Diagnostics
import Federation
import Files
public import Signers
import SystemPackage
import X509

extension OpenHome {
  /// The ways to open the home. Opens it, so that the one in use is known.
  public func sealingWays() throws(CAError) -> [SealingWay] {
    let row = try homeRow()
    let inUse = try sealer().slot
    return row.slots.map { slot in
      var place: String?
      if case .token(let token) = slot.method { place = token.place.description }
      return SealingWay(
        name: slot.name, kind: slot.method.kind, place: place, created: slot.created, isInUse: slot.name == inUse)
    }
  }

  /// Adds a way to open the home beside those that there are.
  ///
  /// - Parameters:
  ///   - new: A passphrase, or a new `sealing.key`.
  ///   - name: What it is called; nil for `passphrase` or `sealing.key`.
  /// - Returns: The name.
  public func addSlot(_ new: HomeSecret, name: String? = nil) throws(CAError) -> String {
    try locked { () throws(CAError) in
      let (row, sealer) = (try homeRow(), try sealer())
      switch new {
      case .keyFile:
        guard !row.hasKeyFile else { throw .refused(.key(.slot(.exists("sealing.key")))) }
        let slot = try newKeyFile(row, sealer, name: name)
        try replace([], with: slot, in: row, "added")
        try putKeyFile(of: row)
        return slot.name
      case .passphrase:
        let slot = try passphraseSlot(new, sealer, name: name)
        try replace([], with: slot, in: row, "added")
        return slot.name
      }
    }
  }

  /// Adds a token: an RSA key that is made in it decrypts what opens the home.
  public func addSlot(in token: TokenURI, name: String? = nil) throws(CAError) -> String {
    try locked { () throws(CAError) in
      let (row, sealer) = (try homeRow(), try sealer())
      let federation = try federation().name
      try requireWritable()
      // Before a key is made that nothing would use.
      if let name { try Self.requireFree(name, in: row.slots) }
      let made = try home.signers.makeSlot(in: token, label: "meshtrust \(federation) home")
      let method = SealingMethod.token(made.slot)
      let slot = SealSlot(
        name: name ?? method.defaultName, method: method, wrappedKey: try sealer.wrapped(with: made.key), created: now)
      try replace([], with: slot, in: row, "added")
      return slot.name
    }
  }

  /// Takes a way away. The one that opened the home now stays, so that another one is known to open it.
  ///
  /// Copies of the home from before still open with it.
  public func removeSlot(_ name: String) throws(CAError) {
    try locked { () throws(CAError) in
      let (row, sealer) = (try homeRow(), try sealer())
      guard let slot = row.slots.first(where: { $0.name == name }) else {
        throw .refused(.key(.slot(.unknown(name, known: row.slots.map(\.name)))))
      }
      guard row.slots.count > 1 else { throw .refused(.key(.slot(.last(name)))) }
      guard name != sealer.slot else { throw .refused(.key(.slot(.inUse(name)))) }
      if slot.method == .keyFile { try wrapping(CAError.files, FileSystem.requireNoLink(sealingKeyPath)) }
      try replace([slot], with: nil, in: row, "removed")
      if slot.method == .keyFile { try removeKeyFiles(of: row) }
    }
  }

  /// Replaces the way that opened the home: by a new `sealing.key`, or by a passphrase. The others stay.
  ///
  /// Only wrappings of the data key change, in one transaction. If the command is killed in between, the old key file
  /// still works.
  public func rewrap(with new: HomeSecret) throws(CAError) {
    try locked { () throws(CAError) in
      let (row, sealer) = (try homeRow(), try sealer())
      try wrapping(CAError.files, FileSystem.requireNoLink(sealingKeyPath))
      let old = row.slots.filter { $0.name == sealer.slot }
      switch new {
      case .keyFile:
        guard !row.hasKeyFile || old.contains(where: { $0.method == .keyFile }) else {
          throw .refused(.key(.slot(.exists("sealing.key"))))
        }
        try replace(old, with: try newKeyFile(row, sealer, name: kept(old, .keyFile)), in: row, "replaced")
        try putKeyFile(of: row)
      case .passphrase:
        let slot = try passphraseSlot(new, sealer, name: kept(old, .passphrase))
        try replace(old, with: slot, in: row, "replaced")
        if old.contains(where: { $0.method == .keyFile }) { try removeKeyFiles(of: row) }
      }
    }
  }

  /// Wraps the data key anew for the token that opened the home.
  ///
  /// - Returns: False if no token did.
  public func rewrapToken() throws(CAError) -> Bool {
    try locked { () throws(CAError) in
      let (row, sealer) = (try homeRow(), try sealer())
      guard let old = row.slots.first(where: { $0.name == sealer.slot }), case .token(let token) = old.method else {
        return false
      }
      try requireWritable()
      let made = try home.signers.renewSlot(token)
      let slot = SealSlot(
        name: old.name, method: .token(made.slot), wrappedKey: try sealer.wrapped(with: made.key), created: now)
      try replace([old], with: slot, in: row, "replaced")
      return true
    }
  }

  private func homeRow() throws(CAError) -> HomeRow {
    guard try isBegun, let row = try read({ try $0.home() }) else { throw .noAuthorities(home: folder) }
    return row
  }

  /// The name that a replaced slot of the same kind had.
  private func kept(_ old: [SealSlot], _ kind: SealingWay.Kind) -> String? {
    old.first { $0.method.kind == kind }?.name
  }

  private func passphraseSlot(_ secret: HomeSecret, _ sealer: Sealer, name: String?) throws(CAError) -> SealSlot {
    let method = try wrapping(CAError.cryptography, SealingMethod.freshPassphrase())
    let wrapped = try sealer.wrapped(method, secret: secret, keyFile: sealingKeyPath)
    return SealSlot(name: name ?? method.defaultName, method: method, wrappedKey: wrapped, created: now)
  }

  /// The new key file has another name until the database uses it.
  private func newKeyFile(_ row: HomeRow, _ sealer: Sealer, name: String?) throws(CAError) -> SealSlot {
    try requireWritable()
    for path in [sealingKeyPath, nextSealingKeyPath] { try requireOurs(path, row) }
    let key = try wrapping(CAError.cryptography, RandomBytes.secret(32))
    try SealingKeyFile(path: nextSealingKeyPath, home: row.name, key: key).write()
    let wrapped = try sealer.wrapped(.keyFile, secret: .keyFile, keyFile: nextSealingKeyPath)
    return SealSlot(
      name: name ?? SealingMethod.keyFile.defaultName, method: .keyFile, wrappedKey: wrapped, created: now)
  }

  private static func requireFree(_ name: String, in slots: [SealSlot]) throws(CAError) {
    guard !slots.contains(where: { $0.name == name }) else { throw .refused(.key(.slot(.exists(name)))) }
  }

  private func replace(
    _ old: [SealSlot], with new: SealSlot?, in row: HomeRow, _ verb: String
  ) throws(CAError) {
    var slots = row.slots.filter { slot in !old.contains { $0.name == slot.name } }
    if let new {
      try Self.requireFree(new.name, in: slots)
      slots.append(new)
    }
    let said = (new ?? old.first).map { "\($0.name), \($0.method.kind.rawValue)" } ?? ""
    try write { writer in
      // The first of the body may have marked the data key, in the same transaction.
      try writer.setHome(HomeRow(name: row.name, slots: slots), at: now)
      try writer.append(.rewrapped, folder.string, "\(verb) \(said); \(slots.count) in all", at: now)
    }
  }
}

// MARK: - The key file

/// A key file that is replaced or removed is this home's own: neither a link, nor another home's, which may be the only one
/// that opens that.
extension OpenHome {
  private func isOurs(_ path: FilePath, _ row: HomeRow) -> Bool { (try? SealingKeyFile(path: path))?.home == row.name }

  /// Refuses whatever else is in the place of this home's key file.
  private func requireOurs(_ path: FilePath, _ row: HomeRow) throws(CAError) {
    try wrapping(CAError.files, FileSystem.requireNoLink(path))
    guard !FileSystem.exists(path) || isOurs(path, row) else { throw .exists(path: path) }
  }

  /// Gives the new key file its name, after the transaction that uses it.
  private func putKeyFile(of row: HomeRow) throws(CAError) {
    try requireOurs(sealingKeyPath, row)
    try wrapping(CAError.files, FileSystem.rename(nextSealingKeyPath, to: sealingKeyPath))
  }

  /// Removes this home's key files, which open it no longer. Those of others stay.
  func removeKeyFiles(of row: HomeRow) throws(CAError) {
    for path in [nextSealingKeyPath, sealingKeyPath] where isOurs(path, row) {
      try wrapping(CAError.files, FileSystem.requireNoLink(path))
      try wrapping(CAError.files, FileSystem.remove(path))
    }
  }
}

// MARK: - What killed commands left

extension OpenHome {
  /// Completes a change of the key file that was stopped after its transaction, and removes the new key file of one that
  /// was stopped before. A key file is only removed if it belongs to this home and another secret has opened the home.
  func finishRewrap() throws(CAError) {
    guard try isIssued() else { return }
    guard FileSystem.exists(nextSealingKeyPath) || FileSystem.exists(sealingKeyPath) && isPassphraseGiven else {
      return
    }
    guard let row = try read({ try $0.home() }) else { return }
    let files = HomeRow(name: row.name, slots: row.slots.filter { $0.method == .keyFile })
    func opens(_ path: FilePath) -> Bool {
      (try? Sealer(opening: files, secret: .keyFile, keyFile: path)) != nil
    }
    guard row.hasKeyFile else {
      guard try sealerIfPossible() != nil else { return }
      return try removeKeyFiles(of: row)
    }
    if opens(nextSealingKeyPath) {
      try putKeyFile(of: row)
    } else if isOurs(nextSealingKeyPath, row), opens(sealingKeyPath) {
      try wrapping(CAError.files, FileSystem.remove(nextSealingKeyPath))
    }
  }

  var isPassphraseGiven: Bool {
    if case .passphrase = home.secret { true } else { false }
  }
}
