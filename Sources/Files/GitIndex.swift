import SystemPackage

/// The paths that a git repository tracks: its index, which is `.git/index` or, of a split one, also the shared index that it
/// names (gitformat-index(5), versions 2 to 4). What the shared one lists counts until git writes it anew, also if the other
/// takes it out.
struct GitIndex {
  private let paths: Set<String>
  /// Folders that a sparse index has in the place of their files, each with a slash at its end.
  private let folders: [String]
  /// Whether the index could not be read as one, so that everything counts as tracked.
  private let isUnknown: Bool

  private static let limit = 1 << 28

  init(of repository: FilePath) {
    var (paths, folders, isUnknown) = (Set<String>(), [String](), false)
    if let octets = Self.read(repository.appending("index")) {
      if let own = Self.entries(octets) {
        var listed = own.paths
        if let name = own.shared {
          let shared = Self.read(repository.appending("sharedindex.\(name)")).flatMap(Self.entries)
          isUnknown = shared == nil
          listed += shared?.paths ?? []
        }
        // A folder that stands for its files has a slash at its end.
        folders = listed.filter { $0.hasSuffix("/") }
        paths = Set(listed)
      } else {
        isUnknown = true
      }
    } else {
      isUnknown = FileSystem.exists(repository.appending("index"))
    }
    (self.paths, self.folders, self.isUnknown) = (paths, folders, isUnknown)
  }

  func contains(_ path: String) -> Bool {
    isUnknown || paths.contains(path) || folders.contains { path.hasPrefix($0) }
  }

  private static func read(_ path: FilePath) -> [UInt8]? {
    try? FileSystem.read(path, limit: limit, onlyRegular: true)
  }

  /// What an index lists. Object names have 20 octets, or 32 in a repository that uses SHA-256, which the index does not
  /// say; it is read as the one with which its length comes out.
  private static func entries(_ octets: [UInt8]) -> (paths: [String], shared: String?)? {
    for length in [20, 32] {
      var reader = Reader(octets: octets, objectName: length)
      if let entries = reader.entries() { return entries }
    }
    return nil
  }

  private struct Reader {
    let octets: [UInt8]
    /// The octets of an object's name.
    let objectName: Int
    private var position = 0

    init(octets: [UInt8], objectName: Int) {
      (self.octets, self.objectName) = (octets, objectName)
    }

    mutating func entries() -> (paths: [String], shared: String?)? {
      guard word() == 0x4449_5243, let version = word(), (2...4).contains(version), let count = word() else {
        return nil
      }
      var (paths, path) = ([String](), [UInt8]())
      for _ in 0..<count {
        guard let next = entry(after: path, version) else { return nil }
        path = next
        paths.append(String(decoding: path, as: UTF8.self))
      }
      var shared: String?
      while position < octets.count - objectName {
        guard let signature = word(), let size = word().map(Int.init), size <= octets.count - objectName - position
        else { return nil }
        if signature == 0x6C69_6E6B {  // link
          guard size >= objectName else { return nil }
          let name = octets[position..<(position + objectName)]
          if name.contains(where: { $0 != 0 }) { shared = Self.hexadecimal(name) }
        }
        position += size
      }
      return position == octets.count - objectName ? (paths, shared) : nil
    }

    /// The path of one entry; versions 2 and 3 pad it to eight octets with one to eight of zero, version 4 has what
    /// changes at the end of the last path.
    private mutating func entry(after last: [UInt8], _ version: UInt32) -> [UInt8]? {
      let start = position
      // Ten words from stat(2), and the name of the object.
      position += 40 + objectName
      guard let flags = half() else { return nil }
      if flags & 0x4000 != 0 {
        guard version >= 3, half() != nil else { return nil }
      }
      var path: [UInt8] = []
      if version == 4 {
        guard let removed = variableLength(), removed <= last.count else { return nil }
        path = Array(last.dropLast(removed))
      }
      guard position < octets.count, let end = octets[position...].firstIndex(of: 0) else { return nil }
      path += octets[position..<end]
      position = version == 4 ? end + 1 : start + (end - start + 8) / 8 * 8
      return position <= octets.count ? path : nil
    }

    private mutating func word() -> UInt32? {
      guard let high = half(), let low = half() else { return nil }
      return UInt32(high) << 16 | UInt32(low)
    }

    private mutating func half() -> UInt16? {
      guard position + 2 <= octets.count else { return nil }
      defer { position += 2 }
      return UInt16(octets[position]) << 8 | UInt16(octets[position + 1])
    }

    /// A number in groups of seven bits, as in the offsets of packs (gitformat-pack(5)).
    private mutating func variableLength() -> Int? {
      var value = 0
      for index in 0..<5 {
        guard position < octets.count else { return nil }
        let octet = octets[position]
        position += 1
        value = (index == 0 ? 0 : (value + 1) << 7) | Int(octet & 0x7F)
        if octet & 0x80 == 0 { return value }
      }
      return nil
    }

    private static func hexadecimal(_ octets: ArraySlice<UInt8>) -> String {
      octets.map { octet in String(UInt16(octet) + 0x100, radix: 16).dropFirst() }.joined()
    }
  }
}
