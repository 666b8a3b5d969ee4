/// Text for people in which commands to type and the home's files stand as values, so that whoever shows it can word them
/// for the user's home.
///
/// Write it as a string literal; strings, other messages and commands are interpolated:
/// `"run \(.meshtrust("rotate", "status"))"`.
public struct Message: Hashable, Sendable {
  /// A piece of a message.
  public enum Part: Hashable, Sendable {
    /// Words.
    case text(String)
    /// A command to type.
    case command(SuggestedCommand)
    /// A file or folder that the home writes for a mesh.
    case output(OutputPath)
  }

  /// The pieces in order; no text is empty, and no two texts stand side by side.
  public private(set) var parts: [Part] = []

  /// A message of text alone.
  public init(_ text: String = "") {
    append(.text(text))
  }

  /// A message that is one command and nothing else.
  public init(_ command: SuggestedCommand) {
    append(.command(command))
  }

  /// Whether there is nothing to say.
  public var isEmpty: Bool { parts.isEmpty }

  /// The text, with each command worded for `context`.
  public func text(in context: CommandContext) -> String {
    var text = ""
    for part in parts {
      switch part {
      case .text(let words): text += words
      case .command(let command): text += command.text(in: context)
      case .output(let path): text += path.text(in: context)
      }
    }
    return text
  }

  /// The message with a placeholder, such as `FILE`, replaced wherever it is a word of a command.
  public func filling(_ placeholder: String, with word: String) -> Message {
    var filled = Message()
    for part in parts {
      switch part {
      case .text, .output: filled.append(part)
      case .command(let command):
        filled.append(.command(command.filling(placeholder, with: word)))
      }
    }
    return filled
  }

  /// The message with its texts, and the words of its commands, as `change` returns them. What a context adds stays.
  public func changing(_ change: (String) -> String) -> Message {
    var changed = Message()
    for part in parts {
      switch part {
      case .text(let words): changed.append(.text(change(words)))
      case .command(let command): changed.append(.command(command.changing(change)))
      case .output: changed.append(part)
      }
    }
    return changed
  }

  fileprivate mutating func append(_ part: Part) {
    guard case .text(let words) = part else { return parts.append(part) }
    guard !words.isEmpty else { return }
    if case .text(let before) = parts.last {
      parts[parts.count - 1] = .text(before + words)
    } else {
      parts.append(part)
    }
  }
}

extension Message: CustomStringConvertible {
  /// The text with its commands as they stand, for no home in particular.
  public var description: String { text(in: .none) }
}

extension Message {
  /// One message behind the other.
  public static func + (left: Message, right: Message) -> Message {
    var sum = left
    sum += right
    return sum
  }

  /// Adds a message at the end.
  public static func += (left: inout Message, right: Message) {
    for part in right.parts { left.append(part) }
  }
}

extension Sequence<Message> {
  /// One message of all, with `separator` between them.
  public func joined(separator: Message = "") -> Message {
    var sum = Message()
    for (index, message) in enumerated() {
      if index > 0 { sum += separator }
      sum += message
    }
    return sum
  }
}

extension Message: ExpressibleByStringInterpolation {
  /// Takes a literal without interpolations.
  public init(stringLiteral value: String) {
    self.init(value)
  }

  /// Takes a literal with interpolations.
  public init(stringInterpolation: StringInterpolation) {
    self = stringInterpolation.message
    append(.text(stringInterpolation.words))
  }

  /// Collects the pieces of a literal.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var message = Message()
    /// The words behind the last part of the message.
    fileprivate var words = ""

    /// Begins an empty message.
    public init(literalCapacity: Int, interpolationCount: Int) {
      words.reserveCapacity(literalCapacity + interpolationCount * 24)
    }

    /// Adds the text between two interpolations.
    public mutating func appendLiteral(_ literal: String) { words += literal }

    /// Adds the text of a value.
    public mutating func appendInterpolation(_ value: some CustomStringConvertible) { words += value.description }

    /// Adds the pieces of another message.
    public mutating func appendInterpolation(_ other: Message) {
      finishWords()
      message += other
    }

    /// Adds a command to type.
    public mutating func appendInterpolation(_ command: SuggestedCommand) {
      finishWords()
      message.append(.command(command))
    }

    /// Adds the path of what the home writes.
    public mutating func appendInterpolation(_ path: OutputPath) {
      finishWords()
      message.append(.output(path))
    }

    private mutating func finishWords() {
      message.append(.text(words))
      words = ""
    }
  }
}

extension DefaultStringInterpolation {
  /// A command in a plain string would mean whatever home the reader happens to be in.
  @available(*, unavailable, message: "interpolate it into a Message, or word it with text(in:)")
  public mutating func appendInterpolation(_ command: SuggestedCommand) {}

  /// A path in a plain string would lead nowhere unless the reader happens to be in the home.
  @available(*, unavailable, message: "interpolate it into a Message, or word it with text(in:)")
  public mutating func appendInterpolation(_ path: OutputPath) {}

  /// A message in a plain string would lose the home of its commands.
  @available(*, unavailable, message: "interpolate it into a Message, or word it with text(in:) or description")
  public mutating func appendInterpolation(_ message: Message) {}
}
