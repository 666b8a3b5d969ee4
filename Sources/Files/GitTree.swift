import Glibc
public import SystemPackage

/// The work tree of a git repository, and what git would take of it: everything that is tracked, and everything else that
/// the tree itself does not ignore (gitignore(5)).
///
/// Nothing is run: a repository can name programs that git would start. What only one person's machine ignores counts as
/// taken, because another clone takes it.
public struct GitTree {
  private struct Rule {
    /// Of the folder that it is for, relative to the work tree.
    let folder: [Substring]
    let segments: [Substring]
    let isNegated: Bool
    let isForFolders: Bool
  }

  private let root: FilePath
  private let index: [UInt8]
  private var rules: [[Substring]: [Rule]] = [:]
  private let excluded: [Rule]

  /// The largest file of patterns that is read.
  private static let limit = 1 << 20
  private static let indexLimit = 1 << 28

  /// The work tree that a file is in; nil if it is in none.
  public init?(containing file: FilePath) {
    guard let real = FileSystem.resolved(file) else { return nil }
    var folder = real.removingLastComponent()
    while !FileSystem.exists(folder.appending(".git")) {
      guard folder.removeLastComponent() else { return nil }
    }
    root = folder
    // In a further work tree it is a file, whose repository is elsewhere.
    let repository = folder.appending(".git")
    index =
      (try? FileSystem.read(repository.appending("index"), limit: Self.indexLimit, onlyRegular: true)) ?? []
    excluded = Self.read(repository.appending("info").appending("exclude"), in: [])
  }

  /// Whether the file is in this tree, and git would take it.
  public mutating func takes(_ file: FilePath) -> Bool {
    guard let real = FileSystem.resolved(file), real.starts(with: root), real != root else { return false }
    let path = real.components.dropFirst(root.components.count).map { Substring($0.string) }
    guard !path.isEmpty else { return false }
    return isTracked(path.joined(separator: "/")) || !isIgnored(path)
  }

  private mutating func isIgnored(_ path: [Substring]) -> Bool {
    var known = excluded
    for count in 1...path.count {
      let folder = Array(path.prefix(count - 1))
      known += rules(in: folder)
      let isFolder = count < path.count
      let part = Array(path.prefix(count))
      let last = known.last { rule in (!rule.isForFolders || isFolder) && Self.matches(rule, part) }
      // What is in a folder that is ignored is ignored, whatever else is said of it.
      if let last, !last.isNegated { return true }
    }
    return false
  }

  private mutating func rules(in folder: [Substring]) -> [Rule] {
    if let known = rules[folder] { return known }
    var path = root
    for part in folder { path.append(String(part)) }
    let read = Self.read(path.appending(".gitignore"), in: folder)
    rules[folder] = read
    return read
  }

  private static func read(_ path: FilePath, in folder: [Substring]) -> [Rule] {
    guard let octets = try? FileSystem.read(path, limit: limit, onlyRegular: true) else { return [] }
    return String(decoding: octets, as: UTF8.self).split(whereSeparator: \.isNewline).compactMap { line in
      rule(line, in: folder)
    }
  }

  private static func rule(_ line: Substring, in folder: [Substring]) -> Rule? {
    var text = line
    while text.hasSuffix(" "), !text.hasSuffix("\\ ") { text.removeLast() }
    guard !text.isEmpty, !text.hasPrefix("#") else { return nil }
    let isNegated = text.hasPrefix("!")
    if isNegated { text.removeFirst() }
    let isForFolders = text.hasSuffix("/")
    if isForFolders { text.removeLast() }
    let isAnchored = text.contains("/")
    var segments = text.split(separator: "/")
    guard !segments.isEmpty else { return nil }
    if !isAnchored { segments.insert("**", at: 0) }
    return Rule(folder: folder, segments: segments, isNegated: isNegated, isForFolders: isForFolders)
  }

  private static func matches(_ rule: Rule, _ path: [Substring]) -> Bool {
    path.starts(with: rule.folder) && matches(rule.segments[...], path.dropFirst(rule.folder.count))
  }

  private static func matches(_ pattern: ArraySlice<Substring>, _ path: ArraySlice<Substring>) -> Bool {
    guard let first = pattern.first else { return path.isEmpty }
    guard first == "**" else {
      guard let name = path.first, unsafe fnmatch(String(first), String(name), 0) == 0 else { return false }
      return matches(pattern.dropFirst(), path.dropFirst())
    }
    // At the end it stands for everything inside.
    guard pattern.count > 1 else { return !path.isEmpty }
    return path.indices.contains { matches(pattern.dropFirst(), path[$0...]) }
  }

  /// Whether the index lists a path: it stands behind its own length, before a NUL (gitformat-index(5), versions 2
  /// and 3).
  private func isTracked(_ path: String) -> Bool {
    let name = Array(path.utf8)
    guard name.count < 0xFFF, index.count > name.count + 2 else { return false }
    let wanted = [UInt8(name.count >> 8), UInt8(name.count & 0xFF)]
    var start = 2
    while start + name.count < index.count {
      guard let found = index[start...].firstIndex(of: name[0]), found + name.count < index.count else { return false }
      start = found + 1
      if index[found + name.count] == 0, index[found - 1] == wanted[1], index[found - 2] & 0x0F == wanted[0],
        index[found..<(found + name.count)].elementsEqual(name)
      {
        return true
      }
    }
    return false
  }
}
