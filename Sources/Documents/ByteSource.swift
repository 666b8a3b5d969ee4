import Diagnostics
import Glibc

/// The bytes of a file, pipe or array, a chunk at a time; can go back to its start while it is asked to record.
final class ByteSource {
  /// The file's name as the user gave it.
  let name: String

  private var descriptor: Int32?
  private let closes: Bool
  /// Chunks to give out before reading on.
  private var queue: [[UInt8]]
  /// The chunks given out since recording started.
  private var record: [[UInt8]]?

  /// Opens a file; `-` is standard input.
  init(path: String) throws(DocumentsError) {
    name = path
    queue = []
    closes = path != "-"
    if path == "-" {
      descriptor = STDIN_FILENO
    } else {
      let opened = unsafe open(path, O_RDONLY | O_CLOEXEC)
      guard opened >= 0 else { throw .unreadable(.current, Place(file: path)) }
      descriptor = opened
    }
  }

  /// Reads an open file, which stays open.
  init(descriptor: Int32, name: String) {
    self.name = name
    self.descriptor = descriptor
    closes = false
    queue = []
  }

  /// Reads bytes in memory.
  init(bytes: [UInt8], name: String) {
    self.name = name
    descriptor = nil
    closes = false
    queue = bytes.isEmpty ? [] : [bytes]
  }

  deinit {
    if let descriptor, closes { close(descriptor) }
  }

  /// The next bytes; nil at the end.
  func nextChunk() throws(DocumentsError) -> [UInt8]? {
    let chunk = queue.isEmpty ? try readChunk() : queue.removeFirst()
    if let chunk { record?.append(chunk) }
    return chunk
  }

  /// Gives bytes back, to be given out next.
  func putBack(_ chunk: [UInt8]) {
    if !chunk.isEmpty { queue.insert(chunk, at: 0) }
  }

  /// Keeps what is given out from here on.
  func startRecording() { record = [] }

  /// Forgets what was kept.
  func stopRecording() { record = nil }

  /// Goes back to where recording started, and stops it.
  func rewind() {
    queue.insert(contentsOf: record ?? [], at: 0)
    record = nil
  }

  private func readChunk() throws(DocumentsError) -> [UInt8]? {
    guard let descriptor else { return nil }
    var fault: SystemFault?
    let chunk = unsafe [UInt8](unsafeUninitializedCapacity: Self.chunkSize) { buffer, count in
      var result: Int
      repeat {
        result = unsafe read(descriptor, buffer.baseAddress, buffer.count)
      } while result < 0 && errno == EINTR
      if result < 0 { fault = .current }
      count = max(result, 0)
    }
    if let fault { throw .unreadable(fault, Place(file: name)) }
    return chunk.isEmpty ? nil : chunk
  }

  private static let chunkSize = 64 << 10
}
