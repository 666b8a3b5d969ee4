import Cluster
import Diagnostics
import Documents
import Glibc
import X509

/// What a long operation tells while it goes on: on standard error one line for each change, and a heartbeat; with
/// `--json`, lines of JSON on standard output.
final class RunReport {
  private let console: Console
  private let json: Bool
  /// The last line about each object.
  private var last: [String: String] = [:]
  private var beaten = ContinuousClock.now

  /// How often somebody who does not watch a terminal is told what is waited for.
  private static let heartbeat = Duration.seconds(30)

  init(_ console: Console, json: Bool) {
    self.console = console
    self.json = json
  }

  /// Tells an event of a mesh, or of the root if it is of none, unless it was the last one told about the object.
  func tell(_ event: String, mesh: String?, object: String, _ text: String) {
    let key = "\(mesh ?? "")/\(event)/\(object)"
    guard last.updateValue(text, forKey: key) != text else { return }
    beaten = .now
    let now = Self.now
    if json {
      let fields: [(String, Node)] = [
        ("schema", .string("meshtrust/rotate-run/v1")), ("event", .string(event)), ("mesh", .optional(mesh)),
        ("object", .string(object)), ("text", .string(text)), ("time", .string(now.description)),
      ]
      console.print(data: String(decoding: JSONWriter.bytes(.mapping(fields)), as: UTF8.self))
    } else {
      let clock = now.description.dropFirst(11).prefix(8)
      console.say(
        "\(clock) \(mesh.map { "\($0) " } ?? "")\(object)\(object.isEmpty ? "" : " ")\(text)".printable)
    }
  }

  func tell(_ mesh: String, _ target: RestartTarget) {
    let count = "\(target.new)/\(target.count) new"
    let wait: String
    switch target.state {
    case .done: wait = count
    case .due: wait = "\(count), to be restarted"
    case .rolling(let text): wait = "\(count): \(text)"
    case .blocked(let reason): wait = "\(count), blocked: \(reason)"
    }
    tell("restart", mesh: mesh, object: target.workload.name, wait)
  }

  /// Names what is waited for, if nothing was told for a while.
  func beat(_ mesh: String, _ waiting: String) {
    guard ContinuousClock.now - beaten >= Self.heartbeat else { return }
    last["\(mesh)/wait/"] = nil
    tell("wait", mesh: mesh, object: "", "still waiting: \(waiting)")
  }

  private static var now: Timestamp { Timestamp(seconds: Int64(time(nil))) }
}
