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
  private let repository: FilePath
  /// Read when a rule ignores a file.
  private var index: GitIndex?
  private var rules: [[Substring]: [Rule]] = [:]
  private let excluded: [Rule]

  /// The largest file of patterns that is read.
  private static let limit = 1 << 20

  /// The work tree that a file is in; nil if it is in none.
  public init?(containing file: FilePath) {
    guard let real = FileSystem.resolved(file) else { return nil }
    var folder = real.removingLastComponent()
    while !FileSystem.exists(folder.appending(".git")) {
      guard folder.removeLastComponent() else { return nil }
    }
    root = folder
    let place = folder.appending(".git")
    repository = Self.linked(place) ?? place
    excluded = Self.read(Self.common(repository).appending("info").appending("exclude"), in: [], followingLinks: true)
  }

  /// The repository of a further work tree or a submodule, whose `.git` is a file that names it (gitrepository-layout(5)).
  private static func linked(_ place: FilePath) -> FilePath? {
    guard let line = line(place), line.hasPrefix("gitdir: ") else { return nil }
    return place.removingLastComponent().pushing(FilePath(String(line.dropFirst(8))))
  }

  /// What the work trees of a repository have in common.
  private static func common(_ repository: FilePath) -> FilePath {
    guard let line = line(repository.appending("commondir")) else { return repository }
    return repository.pushing(FilePath(line))
  }

  private static func line(_ path: FilePath) -> String? {
    guard let octets = try? FileSystem.read(path, limit: limit, onlyRegular: true) else { return nil }
    return String(decoding: octets, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init)
  }

  /// Whether the file is in this tree, and git would take it.
  public mutating func takes(_ file: FilePath) -> Bool {
    guard let real = FileSystem.resolved(file), real.starts(with: root), real != root else { return false }
    let path = real.components.dropFirst(root.components.count).map { Substring($0.string) }
    guard !path.isEmpty else { return false }
    return !isIgnored(path) || isTracked(path.joined(separator: "/"))
  }

  private mutating func isTracked(_ path: String) -> Bool {
    let known = index ?? GitIndex(of: repository)
    index = known
    return known.contains(path)
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
    let read = Self.read(path.appending(".gitignore"), in: folder, followingLinks: false)
    rules[folder] = read
    return read
  }

  /// - Parameter followingLinks: git does not follow a `.gitignore` that is a link.
  private static func read(_ path: FilePath, in folder: [Substring], followingLinks: Bool) -> [Rule] {
    guard followingLinks || !isLink(path),
      var octets = try? FileSystem.read(path, limit: limit, onlyRegular: true)[...]
    else { return [] }
    if octets.starts(with: [0xEF, 0xBB, 0xBF]) { octets = octets.dropFirst(3) }
    return octets.split(separator: 0x0A).compactMap { rule($0, in: folder) }
  }

  private static func isLink(_ path: FilePath) -> Bool {
    FileSystem.status(path, followingLinks: false)?.type == .symbolicLink
  }

  /// The rule of a line. A line ends at a line feed alone, and one carriage return before it does not count.
  private static func rule(_ line: ArraySlice<UInt8>, in folder: [Substring]) -> Rule? {
    var text = line.prefix { $0 != 0 }
    if text.count == line.count, text.last == 0x0D { text.removeLast() }
    guard text.first != UInt8(ascii: "#") else { return nil }
    text = withoutSpaces(text)
    let isNegated = text.first == UInt8(ascii: "!")
    if isNegated { text.removeFirst() }
    let isForFolders = text.last == slash
    if isForFolders { text.removeLast() }
    let isAnchored = text.contains(slash)
    if text.first == slash { text.removeFirst() }
    let parts = text.split(separator: slash, omittingEmptySubsequences: false)
    var segments = parts.enumerated().map { number, part -> Substring in
      // A slash that a backslash quotes is a slash; one at the end of a pattern for folders quotes nothing.
      let isQuoted = number + 1 < parts.count && part.reversed().prefix { $0 == UInt8(ascii: "\\") }.count % 2 == 1
      return Substring(String(decoding: isQuoted ? part.dropLast() : part, as: UTF8.self))
    }
    // Between two slashes git looks for a name that is empty, and no name is.
    guard !segments.contains(where: \.isEmpty) else { return nil }
    if !isAnchored { segments.insert("**", at: 0) }
    return Rule(folder: folder, segments: segments, isNegated: isNegated, isForFolders: isForFolders)
  }

  private static let slash = UInt8(ascii: "/")

  /// Without the spaces at the end, but for one that a backslash quotes.
  private static func withoutSpaces(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var end = line.startIndex
    var isQuoted = false
    for index in line.indices {
      if isQuoted || line[index] != 0x20 { end = index + 1 }
      isQuoted = !isQuoted && line[index] == UInt8(ascii: "\\")
    }
    return line[..<end]
  }

  private static func matches(_ rule: Rule, _ path: [Substring]) -> Bool {
    guard path.starts(with: rule.folder) else { return false }
    let (segments, names) = (rule.segments, Array(path.dropFirst(rule.folder.count)))
    guard let place = segments.firstIndex(where: { $0.utf8.contains(where: isSpecial) }), place < segments.count - 1
    else { return matches(segments[...], names[...]) }
    // Git compares what stands before the first wildcard by itself, and the rest as a pattern of its own (dir.c,
    // match_pathname), so that the stars of `de**/a` stand for folders, too.
    let literal = segments[place].prefix { !$0.utf8.contains(where: isSpecial) }
    let stars = segments[place].dropFirst(literal.count)
    guard !literal.isEmpty, stars.utf8.count > 1, stars.utf8.allSatisfy({ $0 == UInt8(ascii: "*") }) else {
      return matches(segments[...], names[...])
    }
    guard names.count > place, names[..<place] == segments[..<place], names[place].hasPrefix(literal) else {
      return false
    }
    let rest = [names[place].dropFirst(literal.count)] + names[(place + 1)...]
    return matches((["**"] + segments[(place + 1)...])[...], rest[...])
  }

  private static func isSpecial(_ octet: UInt8) -> Bool { "*?[\\".utf8.contains(octet) }

  private static func matches(_ pattern: ArraySlice<Substring>, _ path: ArraySlice<Substring>) -> Bool {
    guard let first = pattern.first else { return path.isEmpty }
    guard first.utf8.count > 1, first.utf8.allSatisfy({ $0 == UInt8(ascii: "*") }) else {
      guard let name = path.first, unsafe fnmatch(String(first), String(name), 0) == 0 else { return false }
      return matches(pattern.dropFirst(), path.dropFirst())
    }
    // At the end it stands for everything inside.
    guard pattern.count > 1 else { return !path.isEmpty }
    return path.indices.contains { matches(pattern.dropFirst(), path[$0...]) }
  }
}
