import Foundation

/// The most memory that a program holds.
///
/// A process starts with the peak of the one that started it (`ru_maxrss`), so that a benchmark with much memory of its
/// own cannot tell. It starts this small process first, as `Benchmarks memory-of PROGRAM ARGUMENTS…`.
enum MemoryOf {
  /// Runs a program, with its output in a file, and returns its peak in MB.
  static func program(_ program: String, _ arguments: [String], output: String) throws -> Int {
    let result = output + ".memory"
    defer { try? FileManager.default.removeItem(atPath: result) }
    try Program.start(
      "/proc/self/exe", ["memory-of", output, program] + arguments, output: result)
    let text = try String(contentsOfFile: result, encoding: .utf8)
    guard let peak = Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw CocoaError(.fileReadCorruptFile, userInfo: ["text": text])
    }
    return peak
  }

  /// The small process itself: prints the peak of the program that it runs.
  static func run(_ arguments: [String]) throws {
    guard arguments.count > 1 else { throw CocoaError(.featureUnsupported) }
    print(try Program.start(arguments[1], Array(arguments.dropFirst(2)), output: arguments[0]))
  }
}
