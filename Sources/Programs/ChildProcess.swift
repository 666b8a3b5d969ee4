import CLinux
import Glibc

/// A program that runs beside this one: in a process group of its own, so that Ctrl-C reaches us first, and with its
/// standard input closed, held by us, or a text.
///
/// `posix_spawn` runs no handlers of a fork, so that libraries that were loaded here notice nothing.
public final class ChildProcess {
  /// What a program's standard input is.
  public enum Input: Sendable {
    case none
    /// Open as long as this process lives, even if it is killed.
    case held
    /// Reads this, to its end.
    case text([UInt8])
  }

  /// Our ends of its standard output and error; reading does not block.
  public let output, errors: Int32
  private let process: pid_t
  private var heldInput: Int32?
  private var status: Int32?

  /// Starts a program.
  ///
  /// - Throws: The system's error number.
  public init(_ program: String, _ arguments: [String], environment: [String], input: Input) throws(SpawnFault) {
    let output = try Pipe()
    let errors = try Pipe()
    let inward = try input.isHeld ? Pipe() : nil
    let text = try input.file()
    // Only our own ends: a shell takes an empty pipe that does not block for one that has ended.
    for end in [output.reading, errors.reading] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    defer { [output.writing, errors.writing, inward?.reading, text].forEach { if let end = $0 { close(end) } } }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    if let inward {
      unsafe posix_spawn_file_actions_adddup2(&actions, inward.reading, 0)
    } else if let text {
      unsafe posix_spawn_file_actions_adddup2(&actions, text, 0)
    } else {
      unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    unsafe posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, errors.writing, 2)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var reset = sigset_t()
    unsafe sigemptyset(&none)
    unsafe sigemptyset(&reset)
    // This process ignores it.
    unsafe sigaddset(&reset, SIGPIPE)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &reset)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    let argv = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
    let envp = unsafe environment.map { unsafe strdup($0) } + [nil]
    defer { unsafe (argv + envp).forEach { unsafe free($0) } }
    var process: pid_t = 0
    let failure = unsafe posix_spawn(&process, program, &actions, &attributes, argv, envp)
    self.output = output.reading
    self.errors = errors.reading
    self.process = process
    heldInput = inward?.writing
    guard failure == 0 else {
      status = failure
      throw SpawnFault(number: failure)
    }
  }

  deinit {
    end()
    close(output)
    close(errors)
  }

  /// The exit status, 128 and more after a signal; nil while it runs.
  public func poll() -> Int32? {
    if let status { return status }
    var ending: Int32 = 0
    guard unsafe waitpid(process, &ending, WNOHANG) == process else { return nil }
    let exit = ending & 0x7F == 0 ? (ending >> 8) & 0xFF : 128 + (ending & 0x7F)
    status = exit
    return exit
  }

  /// Ends it: by closing its input, then by signals to its group.
  public func end() {
    if let heldInput { close(heldInput) }
    let wasHeld = heldInput != nil
    heldInput = nil
    if status != nil || (wasHeld && isEnded(within: 200)) { return }
    kill(-process, SIGTERM)
    if isEnded(within: 200) { return }
    kill(-process, SIGKILL)
    _ = isEnded(within: 200)
  }

  /// Waits, in steps of 10 ms.
  private func isEnded(within steps: Int) -> Bool {
    for _ in 0..<steps {
      if poll() != nil { return true }
      usleep(10_000)
    }
    return poll() != nil
  }
}

extension ChildProcess.Input {
  fileprivate var isHeld: Bool { if case .held = self { true } else { false } }

  /// A file without a name that has the text: unlike a pipe, it never waits for its reader.
  fileprivate func file() throws(SpawnFault) -> Int32? {
    guard case .text(let bytes) = self else { return nil }
    let file = unsafe memfd_create("input", UInt32(LinuxMemoryCloseOnExec))
    guard file >= 0 else { throw SpawnFault(number: errno) }
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { bytes in
        unsafe write(file, bytes.baseAddress.map { unsafe $0 + written }, bytes.count - written)
      }
      guard count > 0 else {
        let fault = errno
        close(file)
        throw SpawnFault(number: fault)
      }
      written += count
    }
    lseek(file, 0, SEEK_SET)
    return file
  }
}

/// Why a program did not start.
public struct SpawnFault: Error, Hashable, Sendable {
  public let number: Int32

  public var text: String { unsafe String(cString: strerror(number)) }
}

/// Two descriptors that no other program inherits.
private struct Pipe {
  let reading, writing: Int32

  init() throws(SpawnFault) {
    var ends: [Int32] = [0, 0]
    guard unsafe pipe2(&ends, O_CLOEXEC) == 0 else { throw SpawnFault(number: errno) }
    (reading, writing) = (ends[0], ends[1])
  }
}
