import Glibc
import Programs

/// The user's `kubectl` or `oc`.
struct ClientProgram: Sendable {
  /// With its folder.
  let path: String
  private let kubeconfig: String?
  private let environment: ProgramEnvironment

  /// The client that was named, or the first one of those that fit.
  init(_ access: ClusterAccess, environment: ProgramEnvironment) throws(ClusterError) {
    let names = access.client.map { [$0] } ?? (access.isOpenShift ? ["oc", "kubectl"] : ["kubectl", "oc"])
    let found = names.lazy.compactMap { name in
      environment.locate(name) { unsafe Glibc.access($0, X_OK) == 0 }
    }
    guard let path = found.first else { throw .setup(.noClient(tried: names)) }
    self.path = path
    kubeconfig = access.kubeconfig
    self.environment = environment
  }

  /// The arguments with what makes them independent of what was chosen last.
  func arguments(_ words: [String], context: String?) -> [String] {
    words + (context.map { ["--context=\($0)"] } ?? []) + (kubeconfig.map { ["--kubeconfig=\($0)"] } ?? [])
  }

  /// Runs it to its end, which must be a success.
  ///
  /// - Returns: Its standard output.
  func run(_ words: [String], context: String? = nil, seconds: Int = 20) throws(ClusterError) -> [UInt8] {
    let ended = try complete(words, context: context, seconds: seconds)
    guard ended.status == 0 else {
      throw .setup(.client(program: path, reason: ended.output.messages.last ?? "it ended with \(ended.status)"))
    }
    return ended.output.output
  }

  /// Runs it to its end, however that is.
  func complete(
    _ words: [String], context: String? = nil, seconds: Int = 20
  ) throws(ClusterError) -> (status: Int32, output: ProgramOutput) {
    let process = try start(path, arguments(words, context: context), .none)
    var output = ProgramOutput()
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(seconds)
    while !output.isEnded {
      guard clock.now < deadline else {
        process.end()
        throw .setup(.client(program: path, reason: "no end within \(seconds) s"))
      }
      output.take(from: process, milliseconds: 100)
    }
    while true {
      if let status = process.poll() { return (status, output) }
      usleep(1000)
    }
  }

  /// Starts a program with the environment of the client.
  func start(_ program: String, _ arguments: [String], _ input: ChildProcess.Input) throws(ClusterError) -> ChildProcess
  {
    do throws(SpawnFault) {
      return try ChildProcess(program, arguments, environment: environment.lines, input: input)
    } catch {
      throw .setup(.client(program: program, reason: error.text))
    }
  }

  /// A new folder that nobody else can enter, with a short name: the path of a socket has less than 108 bytes.
  func makePrivateFolder() throws(ClusterError) -> String {
    let bases = [environment["XDG_RUNTIME_DIR"], environment["TMPDIR"], "/tmp"].compactMap { $0 }
    for base in bases where base.hasPrefix("/") && base.utf8.count < 80 {
      var template = Array("\(base)/meshtrust-XXXXXX".utf8CString)
      guard unsafe mkdtemp(&template) != nil else { continue }
      return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
    let tried = bases.joined(separator: ", ")
    throw .setup(.client(program: path, reason: "no folder for its socket could be made in \(tried)"))
  }
}
