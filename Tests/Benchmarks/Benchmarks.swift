import Foundation

/// What is meant to be fast, measured as ratios within one run.
@main
enum Benchmarks {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "issue": try IssueBenchmark.run()
    case "apply": try ApplyBenchmark.run(meshes: arguments.dropFirst().first.flatMap { Int($0) } ?? 1000)
    case "rotate": try RotateBenchmark.run(meshes: arguments.dropFirst().first.flatMap { Int($0) } ?? 100)
    case "startup": try StartupBenchmark.run(binary: arguments.dropFirst().first ?? "meshtrust")
    case "home": try HomeBenchmark.run(binary: arguments.dropFirst().first ?? "meshtrust")
    case "verify": try VerifyBenchmark.run()
    case "batch": try BatchBenchmark.run(binary: arguments.dropFirst().first ?? "meshtrust")
    case "memory-of": try MemoryOf.run(Array(arguments.dropFirst()))
    case "lint": try LintBenchmark.run(manifests: arguments.dropFirst().first.flatMap { Int($0) } ?? 100_000)
    default:
      FileHandle.standardError.write(
        Data(
          ("usage: Benchmarks issue | apply [MESHES] | rotate [MESHES] | startup BINARY | home BINARY | verify | "
            + "batch BINARY | lint [MANIFESTS]\n").utf8))
      exit(64)
    }
  }

  /// Seconds that some work takes.
  static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let duration = try clock.measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }

  /// Prints one figure with the aim beside it.
  static func report(_ name: String, _ ratio: Double, aim: String) {
    print("\(name): \(String(format: "%.2f", ratio)) (\(aim))")
  }
}
