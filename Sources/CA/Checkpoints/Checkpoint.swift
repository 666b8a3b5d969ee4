import X509

/// What a log was at some moment: C2SP's checkpoint (c2sp.org/tlog-checkpoint), three lines of text.
struct Checkpoint: Hashable, Sendable {
  static let fileName = "log.checkpoint"

  /// Which log, and the name of the key that signs for it.
  let origin: String
  let entries: Int64
  /// The root of the RFC 6962 tree whose leaves are the entries, in the octets that their hashes cover.
  let root: [UInt8]

  init(home: String, tree: MerklePeaks) {
    origin = Self.origin(ofHome: home)
    entries = tree.count
    root = tree.root
  }

  /// Nil for other text. Lines below the third may say anything, and do not count.
  init?(text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 4, lines.last?.isEmpty == true, lines.dropLast().allSatisfy({ !$0.isEmpty }),
      let entries = Int64(lines[1]), entries >= 0, String(entries) == lines[1],
      let root = try? Base64.decode(Array(lines[2].utf8)), root.count == MerklePeaks.size
    else { return nil }
    origin = String(lines[0])
    self.entries = entries
    self.root = root
  }

  var text: String { "\(origin)\n\(entries)\n\(Base64.encode(root))\n" }

  /// A home's name is random, and stays with it through backups.
  static func origin(ofHome name: String) -> String { "meshtrust/\(name)" }
}
