import Foundation

extension ScriptRun {
  /// How many ports a script may use, as $PORT1, $PORT2, ….
  static let ports = 6

  /// The lines about programs that run beside the script.
  mutating func serve(_ verb: String, _ arguments: [String]) throws {
    switch verb {
    // `background exec program …`: runs until the script ends. It prints into background1.log and background1.log.errors,
    // the next one into background2.log, and so on.
    case "background":
      guard arguments.first == "exec", let name = arguments.dropFirst().first else {
        throw ScriptFailure("background is followed by exec and a program")
      }
      guard let program = Subprocess.locate(name, path: environment["PATH"] ?? "") else {
        throw ScriptFailure("there is no program \(name); put `[exec:\(name)]` before the line")
      }
      background.append(
        try BackgroundProcess(
          program, Array(arguments.dropFirst(2)), in: folder, environment: environment, input: input,
          log: path("background\(background.count + 1).log")))
      input = "/dev/null"
    // `wait-port $PORT1`: until somebody listens there.
    default:
      guard let port = UInt16(arguments.first ?? "") else { throw ScriptFailure("wait-port takes a port") }
      for _ in 0..<1000 where !Ports.isTaken(port) { usleep(20_000) }
      guard Ports.isTaken(port) else {
        throw ScriptFailure("nobody listens at \(port)\n\(background.map(\.transcript).joined())")
      }
    }
  }

  /// Ends what still runs beside the script.
  func end() { background.forEach { $0.end() } }
}
