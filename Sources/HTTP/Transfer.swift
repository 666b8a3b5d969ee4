import CCurl

/// One answer while it comes.
@safe final class Transfer {
  private(set) var head: HTTPHead?
  /// Whether the receiver wanted no more.
  private(set) var isStopped = false
  private var headerCount = 0
  private let receive: (HTTPHead, UnsafeRawBufferPointer) -> Bool

  /// - Parameter receive: Is lent the next bytes.
  init(_ receive: @escaping (HTTPHead, UnsafeRawBufferPointer) -> Bool) {
    unsafe self.receive = receive
  }

  /// The library calls it with one header line at a time.
  static let takeHeader: CurlReceiver = { bytes, size, count, context in
    guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return transfer.take(header: unsafe String(decoding: line, as: UTF8.self)) ? size * count : 0
  }

  /// The library calls it with the next bytes of the body.
  static let takeBody: CurlReceiver = { bytes, size, count, context in
    guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let part = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe transfer.take(body: part) ? size * count : 0
  }

  /// A status line begins a new head: an interim answer (1xx) may come before the final one.
  private func take(header text: String) -> Bool {
    headerCount += text.utf8.count
    let line = text.prefix { $0 != "\r\n" && $0 != "\r" && $0 != "\n" }
    if let new = HTTPHead(statusLine: line) { head = new } else { head?.add(line) }
    return headerCount <= BoundedAnswer.headerLimit
  }

  private func take(body part: UnsafeRawBufferPointer) -> Bool {
    guard let head else { return false }
    if unsafe !receive(head, part) { isStopped = true }
    return !isStopped
  }
}
