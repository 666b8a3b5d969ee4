import CCurl

/// One answer while it comes, up to its limits.
@safe final class BoundedAnswer {
  /// For all header fields together, in bytes.
  static let headerLimit = 1 << 16

  private(set) var head: HTTPHead?
  private(set) var body: [UInt8] = []
  private(set) var isBodyTooLong = false
  private(set) var isHeaderTooLong = false
  /// The most bytes of the body.
  let limit: Int
  private var headerCount = 0

  init(limit: Int) {
    self.limit = limit
  }

  /// The library calls it with one header line at a time.
  static let takeHeader: CurlReceiver = { bytes, size, count, context in
    guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
    let answer = unsafe Unmanaged<BoundedAnswer>.fromOpaque(context).takeUnretainedValue()
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return answer.take(header: unsafe String(decoding: line, as: UTF8.self)) ? size * count : 0
  }

  /// The library calls it with the next bytes of the body.
  static let takeBody: CurlReceiver = { bytes, size, count, context in
    guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
    let answer = unsafe Unmanaged<BoundedAnswer>.fromOpaque(context).takeUnretainedValue()
    let part = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe answer.take(body: Array(part)) ? size * count : 0
  }

  /// A status line begins a new head: an interim answer (1xx) may come before the final one.
  private func take(header text: String) -> Bool {
    headerCount += text.utf8.count
    isHeaderTooLong = headerCount > Self.headerLimit
    let line = text.prefix { $0 != "\r\n" && $0 != "\r" && $0 != "\n" }
    if let new = HTTPHead(statusLine: line) { head = new } else { head?.add(line) }
    return !isHeaderTooLong
  }

  private func take(body part: [UInt8]) -> Bool {
    isBodyTooLong = body.count + part.count > limit
    if !isBodyTooLong { body += part }
    return !isBodyTooLong
  }
}
