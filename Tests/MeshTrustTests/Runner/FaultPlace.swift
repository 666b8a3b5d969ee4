import Foundation

/// A system call of a command before which a fault can stand: the nth one of its name.
struct FaultPlace: CustomStringConvertible {
  let call: String
  let number: Int

  /// The calls that change the disk.
  static let calls = [
    "openat", "write", "pwrite64", "fsync", "fdatasync", "rename", "renameat", "renameat2", "unlink", "unlinkat",
    "fchmod", "mkdir", "rmdir", "ftruncate", "syncfs", "link", "linkat", "symlink",
  ]
  /// Those after which something new stands in its place.
  private static let placing: Set<String> = ["rename", "renameat", "renameat2", "linkat"]
  /// Those that a full disk lets fail.
  private static let growing: Set<String> = ["openat", "write", "pwrite64", "fsync", "fdatasync", "mkdir"]
  private static let sampled = 8

  var description: String { "\(call) \(number)" }

  /// The places in what strace wrote of a run. strace counts the calls of a name for each thread; what changes the home is
  /// one thread's.
  static func all(in trace: String) -> [FaultPlace] {
    var numbers: [String: Int] = [:]
    return trace.split(separator: "\n").compactMap { line in
      guard let match = line.wholeMatch(of: /([0-9]+) +([a-z0-9]+)\((.*)/) else { return nil }
      let call = String(match.output.2)
      let number = (numbers["\(match.output.1) \(call)"] ?? 0) + 1
      numbers["\(match.output.1) \(call)"] = number
      // Opening changes something only where it makes a file; what is printed is no part of the home.
      if call == "openat" && !match.output.3.contains("O_CREAT") { return nil }
      if call == "write" && match.output.3.prefixMatch(of: /[12],/) != nil { return nil }
      return FaultPlace(call: call, number: number)
    }
  }

  /// All of them when $MESHTRUST_EVERY_FAULT is set, or those that put things in place and some between.
  static func sample(_ places: [FaultPlace], of verb: String) -> [FaultPlace] {
    let places = verb == "kills" ? places : places.filter { growing.contains($0.call) }
    guard ProcessInfo.processInfo.environment["MESHTRUST_EVERY_FAULT"] == nil else { return places }
    let stride = max(1, places.count / sampled)
    return places.enumerated().filter { index, place in
      placing.contains(place.call) || index % stride == stride / 2
    }.map(\.element)
  }

  /// What strace is told.
  func options(_ verb: String) -> [String] {
    let fault = verb == "kills" ? "signal=KILL" : "error=ENOSPC"
    return ["-e", "trace=\(call)", "-e", "inject=\(call):\(fault):when=\(number)"]
  }
}
