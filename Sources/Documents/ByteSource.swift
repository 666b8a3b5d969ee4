import CLinux
import Diagnostics
import Glibc

/// Reads a file, pipe or array in chunks. While recording, it can go back to where the recording started.
final class ByteSource {
  /// The file name as the user gave it.
  let name: String

  private var descriptor: Int32?
  private let closes: Bool
  /// Chunks to return before reading on.
  private var queue: [[UInt8]]
  /// The chunks returned since recording started.
  private var record: [[UInt8]]?

  /// Opens a file; `-` is standard input.
  ///
  /// - Parameter onlyRegular: Whether a pipe or a device is refused: opening one waits for its other end.
  init(path: String, onlyRegular: Bool = false) throws(DocumentsError) {
    name = path
    queue = []
    closes = path != "-"
    if path == "-" {
      descriptor = STDIN_FILENO
    } else {
      let opened = unsafe onlyRegular ? linuxOpenFile(path, O_RDONLY, 0) : open(path, O_RDONLY | O_CLOEXEC)
      guard opened >= 0 else { throw .unreadable(.current, Place(file: path)) }
      descriptor = opened
    }
  }

  /// Reads an open file and leaves it open.
  init(descriptor: Int32, name: String) {
    self.name = name
    self.descriptor = descriptor
    closes = false
    queue = []
  }

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

  /// Returns bytes to the source; they come next.
  func putBack(_ chunk: [UInt8]) {
    if !chunk.isEmpty { queue.insert(chunk, at: 0) }
  }

  func startRecording() { record = [] }

  func stopRecording() { record = nil }

  /// Goes back to where recording started, and stops recording.
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
