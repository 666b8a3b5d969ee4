import Foundation

/// A program that runs at a terminal of its own, so that it asks questions.
final class Terminal {
  /// What it has printed so far, and what was typed, as it stood on the screen.
  private(set) var screen = ""

  /// What was read; a line's end, or a character, can come in two parts.
  private var printed: [UInt8] = []
  private let process: pid_t
  private let descriptor: Int32
  private var hasEnded = false

  /// Starts a program; all three of its streams are the terminal, which has lines of 80 characters.
  init(_ program: String, _ arguments: [String], in folder: String, environment: [String: String]) throws {
    var (ours, theirs): (Int32, Int32) = (-1, -1)
    var name = [CChar](repeating: 0, count: 256)
    var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
    guard unsafe openpty(&ours, &theirs, &name, nil, &size) == 0 else { throw ScriptFailure("there is no terminal") }
    // Open until the program has it open too: without anybody at the other end, reading fails.
    defer { close(theirs) }
    let path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    descriptor = ours
    _ = fcntl(ours, F_SETFD, FD_CLOEXEC)
    process = try Subprocess.spawn(
      program, arguments, in: folder, environment: environment, input: path, output: path, errors: path)
  }

  deinit {
    if !hasEnded {
      kill(process, SIGTERM)
      _ = wait()
    }
    close(descriptor)
  }

  /// Waits until something stands on the screen.
  func expect(_ pattern: String) throws {
    let regex = try Regex(pattern).anchorsMatchLineEndings()
    while !screen.contains(regex) {
      guard read() else { throw ScriptFailure("\(pattern) was never printed at the terminal\n\(screen)") }
    }
  }

  /// Types a line.
  func type(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
  }

  /// Waits until the program has ended.
  func finish() -> Subprocess {
    while read() {}
    return Subprocess(ending: wait(), standardOutput: screen)
  }

  private func wait() -> Int32 {
    var ending: Int32 = 0
    while unsafe waitpid(process, &ending, 0) == -1, errno == EINTR {}
    hasEnded = true
    return ending
  }

  /// Takes what is printed next; false when the program has ended, or has printed nothing for a minute.
  private func read() -> Bool {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&waiting, 1, 60_000) > 0 else { return false }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe Foundation.read(descriptor, $0.baseAddress, $0.count) }
    guard count > 0 else { return false }
    printed += bytes[..<count]
    screen = String(decoding: printed, as: UTF8.self).replacing("\r\n", with: "\n")
    return true
  }
}
