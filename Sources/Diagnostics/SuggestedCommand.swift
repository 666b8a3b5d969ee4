/// A command of this tool that a user is told to type.
///
/// This is the one place that knows how a command is written. Commands of other programs are plain text.
public struct SuggestedCommand: Hashable, Sendable {
  /// What stands behind the tool's name: the words of the command, its arguments and options, not yet quoted.
  public let words: [String]
  /// Whether somebody else types it, where the user's own home means nothing.
  public let isElsewhere: Bool

  /// Takes the words behind the tool's name.
  public init(_ words: [String], isElsewhere: Bool = false) {
    self.words = words
    self.isElsewhere = isElsewhere
  }

  /// Takes the words behind the tool's name: `.meshtrust("rotate", "start", mesh)`.
  public static func meshtrust(_ words: String...) -> SuggestedCommand { SuggestedCommand(words) }

  /// A command that another administrator types, in a home of their own.
  public static func elsewhere(_ words: String...) -> SuggestedCommand { SuggestedCommand(words, isElsewhere: true) }

  /// The command as a shell takes it, with the options that `context` adds behind its own words.
  public func text(in context: CommandContext) -> String {
    guard !isElsewhere else { return written(behind: CommandContext.usualName, words) }
    return written(behind: context.name, words + context.options(for: words))
  }

  private func written(behind name: String, _ words: [String]) -> String {
    ([name] + words.map(ShellWord.quoted)).joined(separator: " ")
  }

  /// The command with a placeholder, such as `FILE`, replaced wherever it is a whole word.
  func filling(_ placeholder: String, with word: String) -> SuggestedCommand {
    changing { $0 == placeholder ? word : $0 }
  }

  func changing(_ change: (String) -> String) -> SuggestedCommand {
    SuggestedCommand(words.map(change), isElsewhere: isElsewhere)
  }
}

/// What a suggested command needs beside its own words to mean what the user's command meant: the same home, opened with
/// the same secret.
public struct CommandContext: Sendable {
  /// Adds nothing: for files that must not depend on who wrote them.
  public static let none = CommandContext { _ in [] }

  /// What the tool is called where nothing else is known.
  static let usualName = "meshtrust"

  /// What the user types to run the tool: `meshtrust`, or `kubectl meshtrust` where it is a plugin.
  private(set) var name = CommandContext.usualName

  /// The folder of the user's home, as the user names it; nil where paths must not depend on who reads them.
  let home: String?

  private let added: @Sendable (_ words: [String]) -> [String]

  /// Takes the home's folder and a function from a command's words to the options it needs beside them.
  public init(home: String? = nil, adding added: @escaping @Sendable (_ words: [String]) -> [String]) {
    self.home = home
    self.added = added
  }

  /// The same for a user who types something else to run the tool.
  public func named(_ name: String) -> CommandContext {
    var context = self
    context.name = name
    return context
  }

  /// The options to add behind the words of a command, not yet quoted.
  func options(for words: [String]) -> [String] { added(words) }
}
