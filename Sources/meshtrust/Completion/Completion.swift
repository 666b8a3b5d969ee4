import ArgumentParser
import Diagnostics

/// What fits at the end of a command line, for the scripts that shells complete with.
///
/// The answer is written as the completions of kubectl and of other programs made with Cobra are: a line for each word,
/// with a tab and a description, and a last line with a colon and a ``Rest``.
struct Completion {
  /// The hidden command that scripts call, with the words behind the tool's name; the last is the unfinished one.
  static let command = "__complete"

  /// What the shell does beside offering the words.
  struct Rest: OptionSet {
    let rawValue: Int
    /// No space behind the word.
    static let noSpace = Rest(rawValue: 2)
    /// No files.
    static let noFiles = Rest(rawValue: 4)
    /// Folders only.
    static let folders = Rest(rawValue: 16)
  }

  private(set) var candidates: [(word: String, about: String)] = []
  private(set) var rest: Rest = .noFiles

  /// Never fails: what cannot be read offers nothing.
  init(_ words: [String]) {
    let current = words.last ?? ""
    let line = CompletedLine(words.dropLast())
    if let option = line.pending {
      offer(option, line, current, in: "")
    } else if current.hasPrefix("--"), let equals = current.firstIndex(of: "=") {
      let name = current[..<equals]
      guard let option = line.arguments.first(where: { $0.names.contains(String(name)) }) else { return }
      offer(option, line, current, in: "\(name)=")
    } else if current.hasPrefix("-"), !line.isBehindOptions {
      offer(options: line, current)
    } else {
      for command in line.subcommands where command._commandName.hasPrefix(current) {
        candidates.append((command._commandName, command.configuration.abstract))
      }
      if let argument = line.positional { offer(argument, line, current, in: "") }
    }
  }

  /// The answer.
  var text: String {
    let lines = candidates.map { $0.about.isEmpty ? $0.word : "\($0.word)\t\($0.about)" } + [":\(rest.rawValue)", ""]
    return lines.joined(separator: "\n")
  }

  private mutating func offer(options line: CompletedLine, _ current: String) {
    for argument in line.arguments {
      for name in argument.names where name.hasPrefix(current) && (name.hasPrefix("--") || current == "-") {
        candidates.append((name, argument.about))
      }
    }
  }

  private mutating func offer(
    _ argument: CompletableArgument, _ line: CompletedLine, _ current: String, in prefix: String
  ) {
    let kind = line.isLive && argument.isFile && prefix.isEmpty && argument.names.isEmpty ? .mesh : argument.kind
    switch kind {
    case .files: rest.remove(.noFiles)
    case .folders: rest = .folders
    case .words(let words): take(words.map { ($0, "") }, current, prefix)
    case .code: take(Explanation.catalogue.map { ($0.code.rawValue, $0.title.description) }, current, prefix)
    case .context:
      let contexts = HomeWords.contexts(line.words)
      let pairs = current.dropFirst(prefix.count).contains("=")
      let meshes = HomeWords(line.words).meshes
      take(pairs ? meshes.flatMap { mesh in contexts.map { ("\(mesh)=\($0)", "") } } : [], current, prefix)
      guard !pairs else { return }
      take(meshes.map { ("\($0)=", "") }, current, prefix)
      if candidates.isEmpty { take(contexts.map { ($0, "") }, current, prefix) } else { rest.insert(.noSpace) }
    case .mesh: take(HomeWords(line.words).meshes.map { ($0, "") }, current, prefix)
    case .peer: take(HomeWords(line.words).parties, current, prefix)
    case .authority: take(HomeWords(line.words).authorities.map { ($0, "") }, current, prefix)
    case .gateway: take(HomeWords(line.words).gateways.map { ($0, "") }, current, prefix)
    case .anything: break
    }
  }

  private mutating func take(_ words: [(String, String)], _ current: String, _ prefix: String) {
    for (word, about) in words where (prefix + word).hasPrefix(current) { candidates.append((prefix + word, about)) }
  }
}
