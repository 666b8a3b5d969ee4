/// A command of this tool that a user is told to type.
///
/// This is the one place that knows how a command is written. Commands of other programs are plain text.
public struct SuggestedCommand: Hashable, Sendable {
  /// What stands behind the tool's name: the words of the command, its arguments and options, not yet quoted.
  public let words: [String]

  /// Takes the words behind the tool's name.
  public init(_ words: [String]) {
    self.words = words
  }

  /// Takes the words behind the tool's name: `.meshtrust("rotate", "start", mesh)`.
  public static func meshtrust(_ words: String...) -> SuggestedCommand { SuggestedCommand(words) }

  /// The command as a shell takes it, with the options that `context` adds behind its own words.
  public func text(in context: CommandContext) -> String {
    (["meshtrust"] + (words + context.options(for: words)).map(ShellWord.quoted)).joined(separator: " ")
  }
}

/// What a suggested command needs beside its own words to mean what the user's command meant: the same home, opened with
/// the same secret.
public struct CommandContext: Sendable {
  /// Adds nothing: for files that must not depend on who wrote them.
  public static let none = CommandContext { _ in [] }

  private let added: @Sendable (_ words: [String]) -> [String]

  /// Takes a function from a command's words to the options it needs beside them.
  public init(adding added: @escaping @Sendable (_ words: [String]) -> [String]) {
    self.added = added
  }

  /// The options to add behind the words of a command, not yet quoted.
  func options(for words: [String]) -> [String] { added(words) }
}
