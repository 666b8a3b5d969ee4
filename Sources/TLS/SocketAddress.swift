import Glibc

/// A numeric address and port, as used in system calls.
struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
  /// The `sockaddr`.
  private let bytes: [UInt8]
  /// `AF_INET` or `AF_INET6`.
  let family: Int32
  /// The numeric address without the port.
  let description: String

  /// Copies one result of the system's resolver.
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

  @safe func withSocketAddress<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R? {
    unsafe bytes.withUnsafeBytes { buffer in
      guard let start = unsafe buffer.assumingMemoryBound(to: sockaddr.self).baseAddress else { return nil }
      return unsafe body(start, socklen_t(buffer.count))
    }
  }

  /// Whether a host is a numeric address, so no name lookup is needed.
  static func isNumeric(_ host: String) -> Bool {
    if case .found = resolve(host, port: 0, flags: AI_NUMERICHOST) { true } else { false }
  }

  /// The result of a name lookup.
  enum Lookup {
    /// Addresses in the order to try (RFC 6724).
    case found([SocketAddress])
    /// No addresses, with the resolver's reason.
    case failed(String)
  }

  /// Calls the system's resolver, which may block without limit.
  static func resolve(_ host: String, port: UInt16, flags: Int32) -> Lookup {
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
