import ArgumentParser
import Diagnostics

/// What a command reads, in the words of its help.
protocol InputKind {
  /// The help of the argument.
  static var help: String { get }
  /// The placeholder of the argument.
  static var valueName: String { get }
  /// The names of the option that takes the same.
  static var names: NameSpecification { get }
}

extension InputKind {
  static var valueName: String { "file" }
  static var names: NameSpecification { [.customShort("f"), .customLong("file")] }
  fileprivate static var argument: ArgumentHelp { ArgumentHelp("\(help)", valueName: valueName) }
  fileprivate static var option: ArgumentHelp {
    ArgumentHelp("The same, for those who are used to it.", valueName: valueName)
  }
}

/// The one file that a command reads: behind its other arguments, or with -f.
struct InputFile<Kind: InputKind>: ParsableArguments {
  @Argument(help: Kind.argument) var named: String?
  @Option(name: Kind.names, help: Kind.option) var file: String?

  /// The file, if one is named.
  ///
  /// - Throws: ``UsageError/conflict(_:)`` if two are.
  func ifNamed() throws(UsageError) -> String? {
    if let named, let file { throw .conflict(.twoFiles(named, file)) }
    return named ?? file
  }

  /// The file.
  ///
  /// - Throws: ``UsageError`` if none is named, or two are.
  func path() throws(UsageError) -> String {
    guard let path = try ifNamed() else { throw .choice(.file(kind: Kind.valueName)) }
    return path
  }
}

/// The files and folders that a command reads: behind its other arguments, or with -f.
struct InputFiles<Kind: InputKind>: ParsableArguments {
  @Argument(help: Kind.argument) var named: [String] = []
  @Option(name: Kind.names, parsing: .upToNextOption, help: Kind.option) var file: [String] = []

  /// In the order in which they were named, those of the option last.
  var paths: [String] { named + file }

  /// The files, of which there is at least one.
  func required() throws(UsageError) -> [String] {
    guard !paths.isEmpty else { throw .choice(.manifests) }
    return paths
  }
}
