import Glibc

/// A numeric address and port, as the system's calls take it.
struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
  /// The `sockaddr`.
  private let bytes: [UInt8]
  /// `AF_INET` or `AF_INET6`.
  let family: Int32
  /// The address in figures, without the port.
  let description: String

  /// Copies one answer of the system's resolver.
  init?(_ answer: addrinfo) {
    guard let start = unsafe answer.ai_addr else { return nil }
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    guard
      unsafe getnameinfo(start, answer.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
    else { return nil }
    bytes = unsafe Array(UnsafeRawBufferPointer(start: start, count: Int(answer.ai_addrlen)))
    family = unsafe answer.ai_family
    description = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Lends the `sockaddr` and its length.
  @safe func withSocketAddress<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R? {
    unsafe bytes.withUnsafeBytes { buffer in
      guard let start = unsafe buffer.assumingMemoryBound(to: sockaddr.self).baseAddress else { return nil }
      return unsafe body(start, socklen_t(buffer.count))
    }
  }

  /// Whether a host is written in figures, so that no name service is asked.
  static func isNumeric(_ host: String) -> Bool {
    if case .found = resolve(host, port: 0, flags: AI_NUMERICHOST) { true } else { false }
  }

  /// What the system's resolver says.
  enum Answer {
    /// Addresses, in the order in which they are to be tried (RFC 6724).
    case found([SocketAddress])
    /// None, and the resolver's reason in its words.
    case failed(String)
  }

  /// Asks the system's resolver, which may take as long as it likes.
  static func resolve(_ host: String, port: UInt16, flags: Int32) -> Answer {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    unsafe hints.ai_flags = flags | AI_NUMERICSERV
    var first: UnsafeMutablePointer<addrinfo>?
    let status = unsafe getaddrinfo(host, "\(port)", &hints, &first)
    guard status == 0 else { return .failed(unsafe String(cString: gai_strerror(status))) }
    defer { unsafe freeaddrinfo(first) }
    var addresses: [SocketAddress] = []
    var next = unsafe first
    while let answer = unsafe next {
      if let address = unsafe SocketAddress(answer.pointee) { addresses.append(address) }
      unsafe next = answer.pointee.ai_next
    }
    return addresses.isEmpty ? .failed("no address was found") : .found(addresses)
  }
}
