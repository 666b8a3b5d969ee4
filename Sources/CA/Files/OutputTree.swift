import Cryptography
public import Kubernetes

/// One file of a mesh's output folder.
public struct OutputFile: Sendable {
  /// The path below the mesh's folder.
  public let path: String
  /// The content.
  public let content: ManifestContent

  /// Names a file and its content.
  public init(path: String, content: ManifestContent) {
    self.path = path
    self.content = content
  }

  var mode: UInt32 { isSecret ? 0o600 : 0o644 }

  /// Whether only the owner may read it.
  public var isSecret: Bool { content.isSecret }
}

/// The folder `out/MESH` of a home: compared with what it should be, and put in place as a whole.
struct OutputTree {
  let folder: String

  /// The paths whose content differs, files that are missing, and files that should not be there. Of `sealed` ones only
  /// presence and mode count.
  func differences(from files: [OutputFile], sealed: Set<String> = []) throws(CAError) -> [String] {
    var differing: [String] = []
    for file in files where try !matches(file, ignoringContent: sealed.contains(file.path)) {
      differing.append(file.path)
    }
    let wanted = Set(files.map(\.path))
    return (differing + existing().filter { !wanted.contains($0) }).sorted()
  }

  /// Every file that is there, by its path below the folder.
  func existing() -> [String] { Self.walk(folder, "") }

  /// Builds the folder beside the old one, where nobody looks.
  func draft(_ files: [OutputFile]) throws(CAError) {
    try FileSystem.remove(fresh)
    try FileSystem.makeFolder(fresh)
    for file in files {
      let path = fresh + "/" + file.path
      try FileSystem.makeFolder(FileSystem.parent(of: path) ?? fresh)
      try FileSystem.draft(file, to: path)
    }
  }

  /// Puts the draft in place in one instant, so that nobody ever sees half of a folder.
  func putInPlace() throws(CAError) {
    try FileSystem.exchange(fresh, folder)
    try FileSystem.remove(fresh)
  }

  private var fresh: String {
    let parent = FileSystem.parent(of: folder) ?? "."
    return "\(parent)/.\(folder.dropFirst(parent.count + 1)).new"
  }

  /// Removes the draft of a command that failed.
  func discard() throws(CAError) { try FileSystem.remove(fresh) }

  /// Whether a name below `out` is that of a draft, which a killed command left behind.
  static func isDraft(_ name: String) -> Bool { name.hasPrefix(".") && name.contains(".new") }

  private func matches(_ file: OutputFile, ignoringContent: Bool) throws(CAError) -> Bool {
    let path = folder + "/" + file.path
    guard let found = FileSystem.file(path), found.mode == file.mode else { return false }
    if ignoringContent { return true }
    guard found.size == file.content.count else { return false }
    switch file.content {
    case .plain(let bytes): return try FileSystem.read(path) == bytes
    case .secret(let secret): return try FileSystem.readSecret(path) == secret
    }
  }

  private static func walk(_ folder: String, _ prefix: String) -> [String] {
    FileSystem.names(in: folder).flatMap { name in
      let path = folder + "/" + name
      return FileSystem.isFolder(path, followingLinks: false) ? walk(path, prefix + name + "/") : [prefix + name]
    }
  }
}

extension ManifestContent {
  /// How many octets it has.
  fileprivate var count: Int {
    switch self {
    case .plain(let bytes): bytes.count
    case .secret(let secret): secret.count
    }
  }
}
