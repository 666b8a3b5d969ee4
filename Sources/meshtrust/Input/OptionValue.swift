import Diagnostics
import Federation

/// Values of options, read so that an error names its option.
enum OptionValue {
  /// The format of durations.
  static let lifetimes = "a duration is a number greater than 0 with a unit: y, d, h, m or s"

  /// Runs code that reads the value.
  static func of<Value>(_ option: String, _ read: () throws -> Value) throws -> Value {
    do {
      return try read()
    } catch let error as any Diagnosable {
      throw CommandLineError.option(option, error.diagnostic, error.exitStatus)
    }
  }

  /// One line of text for the log.
  static func line(_ option: String, _ text: String, example: String) throws -> String {
    guard !text.isEmpty, text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      throw CommandLineError.value(
        option: option, text: "", why: "a reason is one line of text without control characters",
        next: "\(option) \"\(example)\"")
    }
    // It is logged.
    return Invocation.withoutSecrets(text: text)
  }

  /// A duration; the standard one if none is given.
  static func duration(_ option: String, _ text: String?, standard: Duration) throws -> Duration {
    guard let text else { return standard }
    guard let lifetime = Lifetime(text) else {
      throw CommandLineError.value(option: option, text: text, why: "\(lifetimes)", next: "\(option) 10m")
    }
    return .seconds(lifetime.seconds)
  }

  /// One of a few words; an error suggests the nearest one.
  static func choice<Value: CaseIterable & RawRepresentable<String>>(_ option: String, _ text: String) throws -> Value {
    if let value = Value(rawValue: text) { return value }
    let known = Value.allCases.map(\.rawValue)
    throw CommandLineError.value(
      option: option, text: text, why: "it must be \(list(known))",
      next: .didYouMean(Spelling.nearest(to: text, among: known), otherwise: "choose one of them"))
  }

  private static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.joined() }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}
