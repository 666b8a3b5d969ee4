import Glibc
import Programs

/// The client's `port-forward`: a port of this machine that leads to a port of one Pod, as long as this value lives.
///
/// A shell holds it, as it holds the proxy (``ProxyProcess``). While it lasts every user of this machine can reach the
/// port, so that nothing secret is asked there.
final class PortForward {
  let port: UInt16
  private let process: ChildProcess

  private static let script = """
    exec 3<&0
    "$@" </dev/null 3<&- & p=$!
    { read x <&3; kill $p; } >/dev/null 2>&1 & r=$!
    exec 3<&- </dev/null >/dev/null 2>&1
    wait $p; s=$?
    kill $r 2>/dev/null; exit $s
    """
  private static let secondsToStart = 20

  init(_ client: ClientProgram, context: String, pod: PodState, to port: Int) throws(ClusterError) {
    let words = ["port-forward", "--address=127.0.0.1", "--namespace=\(pod.namespace)", "pod/\(pod.name)", ":\(port)"]
    let process = try client.start(
      "/bin/sh", ["-c", Self.script, "sh", client.path] + client.arguments(words, context: context), .held)
    var printed = ProgramOutput()
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(Self.secondsToStart)
    while true {
      printed.take(from: process, milliseconds: 50)
      if let port = Self.port(String(decoding: printed.output, as: UTF8.self)) {
        self.port = port
        self.process = process
        return
      }
      if let status = process.poll() {
        printed.take(from: process, milliseconds: 0)
        throw .answer(Self.fault(printed.messages.last ?? "it ended with \(status)", pod.path))
      }
      guard clock.now < deadline else {
        process.end()
        throw .answer(.timedOut(seconds: Self.secondsToStart, request: Self.request(pod.path)))
      }
    }
  }

  /// Why it ended, by its last line: what a server forbids is the server's own sentence, behind words of the client.
  static func fault(_ line: String, _ pod: String) -> AnswerFault {
    let sentence = line.dropping(["error: ", "error upgrading connection: ", "unable to upgrade connection: "])
    return LackingRule(sentence) == nil ? .broken(request: request(pod), reason: sentence) : .forbidden(sentence)
  }

  private static func request(_ pod: String) -> String { "port-forward to Pod \(pod)" }

  deinit { process.end() }

  /// Reads `Forwarding from 127.0.0.1:40123 -> 15000`.
  private static func port(_ text: String) -> UInt16? {
    guard
      let line = text.split(whereSeparator: \.isNewline).first(where: { $0.hasPrefix("Forwarding from 127.0.0.1:") }),
      text.contains(where: \.isNewline)
    else { return nil }
    return UInt16(line.dropFirst("Forwarding from 127.0.0.1:".count).prefix { $0.isNumber })
  }
}

extension String {
  /// Without what it begins with, one after another.
  fileprivate func dropping(_ heads: [String]) -> String {
    heads.reduce(self) { rest, head in rest.hasPrefix(head) ? String(rest.dropFirst(head.count)) : rest }
  }
}
