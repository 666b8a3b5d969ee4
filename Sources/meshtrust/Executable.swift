import ArgumentParser
import Diagnostics

/// A command of the tool. What it throws is told by the one place that prints errors.
protocol Executable: ParsableCommand {
  /// Whether the command takes the options that name a home, so that one that is suggested may be given them.
  static var takesHome: Bool { get }
  /// What commands suggested by this one need to mean the same.
  var context: CommandContext { get }
  /// The file that gets the result instead of standard output.
  var resultFile: String? { get }
  /// What is shown on a terminal while the command takes its time.
  static var activity: String { get }
  /// Does the work and says how it ended.
  func execute(_ console: Console) throws -> ExitStatus
}

extension Executable {
  static var takesHome: Bool { false }
  var context: CommandContext { .none }
  var resultFile: String? { nil }
  static var activity: String { CommandNames.path(of: self).joined(separator: " ") }
}

/// A command whose result can go into a file.
protocol Reporting: Executable {
  var output: OutputOptions { get }
}

extension Reporting {
  var resultFile: String? { output.out }
}

/// A command that works on a home, or can.
protocol HomeCommand: Reporting {
  /// Which home.
  var home: HomeOptions { get }
}

extension HomeCommand {
  static var takesHome: Bool { true }
  var context: CommandContext { home.context }
}

/// A command that works on a home and writes a folder of its own.
protocol FolderCommand: Executable {
  /// Which home.
  var home: HomeOptions { get }
}

extension FolderCommand {
  static var takesHome: Bool { true }
  var context: CommandContext { home.context }
}
