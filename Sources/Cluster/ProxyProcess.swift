import Glibc
import Programs

/// What a client's proxy lets through.
public enum ProxyMethods: Sendable {
  /// GET alone: for commands that only read.
  case reading
  /// GET and POST, for questions about one's own rights, which are posted.
  case asking
  /// Writes that change nothing, because the server is asked for a dry run; the session sees to that.
  case rehearsing
  /// All.
  case writing

  var rejected: String? {
    switch self {
    case .reading: "^(POST|PUT|PATCH|DELETE)$"
    case .asking: "^(PUT|PATCH|DELETE)$"
    case .rehearsing: "^(PUT|DELETE)$"
    case .writing: nil
    }
  }
}

/// The client's `proxy`: it logs in as the user does, and serves the API at a socket that only the user can reach.
///
/// A shell holds it: when this process ends, however it ends, the shell reads the end of its input, ends the proxy and
/// removes the socket. Without that a proxy with the user's rights would outlive a kill.
final class ProxyProcess {
  /// The path of the socket.
  let socket: String
  private let process: ChildProcess
  private let folder: String
  private var printed = ProgramOutput()

  private static let script = """
    d=$1; shift; exec 3<&0
    "$@" </dev/null 3<&- & p=$!
    { read x <&3; kill $p; } >/dev/null 2>&1 & r=$!
    exec 3<&- </dev/null >/dev/null 2>&1
    wait $p; s=$?
    kill $r 2>/dev/null; rm -f "$d/s"; rmdir "$d"; exit $s
    """

  /// Starts the proxy and waits until it serves.
  static func start(
    _ client: ClientProgram, context: String, server: ServerAddress, methods: ProxyMethods
  ) throws(ClusterError) -> ProxyProcess {
    do throws(ClusterError) {
      return try started(client, context, methods, ["--append-server-path"])
    } catch {
      guard case .setup(.client(_, let reason)) = error, reason.contains("append-server-path") else { throw error }
      guard !server.hasPath else { throw .setup(.droppedPath(server: server.text)) }
      return try started(client, context, methods, [])
    }
  }

  private init(_ process: ChildProcess, in folder: String) {
    self.process = process
    self.folder = folder
    socket = "\(folder)/s"
  }

  private static func started(
    _ client: ClientProgram, _ context: String, _ methods: ProxyMethods, _ options: [String]
  ) throws(ClusterError) -> ProxyProcess {
    let folder = try client.makePrivateFolder()
    let words =
      ["proxy", "--unix-socket=\(folder)/s"] + (methods.rejected.map { ["--reject-methods=\($0)"] } ?? []) + options
    let process: ChildProcess
    do throws(ClusterError) {
      process = try client.start(
        "/bin/sh", ["-c", script, "sh", folder, client.path] + client.arguments(words, context: context), .held)
    } catch {
      unsafe rmdir(folder)
      throw error
    }
    let proxy = ProxyProcess(process, in: folder)
    try proxy.waitUntilServing(client)
    return proxy
  }

  deinit {
    process.end()
    // The shell has done so, unless it was killed.
    unsafe unlink(socket)
    unsafe rmdir(folder)
  }

  private func waitUntilServing(_ client: ClientProgram) throws(ClusterError) {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(Self.secondsToStart)
    while true {
      printed.take(from: process, milliseconds: 50)
      if String(decoding: printed.output, as: UTF8.self).contains("Starting to serve on") { return }
      if let status = process.poll() {
        printed.take(from: process, milliseconds: 0)
        throw .setup(.client(program: client.path, reason: printed.messages.first ?? "it ended with \(status)"))
      }
      guard clock.now < deadline else {
        throw .setup(.client(program: client.path, reason: "it did not serve within \(Self.secondsToStart) s"))
      }
    }
  }

  private static let secondsToStart = 20

  /// What it has printed for people so far, such as the words of a credential plugin. Taken between requests, so that it
  /// never waits for us.
  func messages() -> [String] {
    printed.take(from: process, milliseconds: 0)
    return printed.messages
  }
}
