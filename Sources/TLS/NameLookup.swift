import Glibc
import Synchronization

/// A name lookup with a time limit, which `getaddrinfo` itself does not have.
///
/// A thread calls the resolver. After a timeout the thread finishes on its own and its result is discarded.
final class NameLookup: Sendable {
  private let endpoint: TLSEndpoint
  private let answer = Mutex<SocketAddress.Lookup?>(nil)
  /// Closing it signals that the result is available.
  private let bell: Int32

  private init(_ endpoint: TLSEndpoint, bell: Int32) {
    self.endpoint = endpoint
    self.bell = bell
  }

  ///
  /// - Throws: ``TLSError/unresolved(_:reason:)``, ``TLSError/timedOut(_:during:after:)``
  static func addresses(
    of endpoint: TLSEndpoint, deadline: Deadline, timeout: Duration
  ) throws(TLSError) -> [SocketAddress] {
    let numeric = SocketAddress.resolve(endpoint.host, port: endpoint.port, flags: AI_NUMERICHOST)
    if case .found(let addresses) = numeric { return addresses }
    switch try ask(endpoint, deadline) {
    case .found(let addresses): return addresses
    case .failed(let reason): throw .unresolved(endpoint, reason: reason)
    case nil: throw .timedOut(endpoint, during: .lookup, after: timeout)
    }
  }

  private static func ask(_ endpoint: TLSEndpoint, _ deadline: Deadline) throws(TLSError) -> SocketAddress.Lookup? {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .system("socketpair", .current) }
    defer { Glibc.close(ends[0]) }
    let lookup = NameLookup(endpoint, bell: ends[1])
    if let fault = lookup.start() {
      Glibc.close(ends[1])
      throw .system("pthread_create", fault)
    }
    _ = Poll.wait(for: .input, on: ends[0], until: deadline)
    return lookup.answer.withLock { $0 }
  }

  /// Starts the thread, which keeps `self` alive until the resolver returns.
  private func start() -> SystemCallFault? {
    let reference = unsafe Unmanaged.passRetained(self)
    var thread = pthread_t()
    let status = unsafe pthread_create(
      &thread, nil,
      { argument in
        if let argument = unsafe argument {
          unsafe Unmanaged<NameLookup>.fromOpaque(argument).takeRetainedValue().run()
        }
        return nil
      }, reference.toOpaque())
    guard status == 0 else {
      unsafe reference.release()
      return SystemCallFault(number: status)
    }
    pthread_detach(thread)
    return nil
  }

  private func run() {
    let result = SocketAddress.resolve(endpoint.host, port: endpoint.port, flags: AI_ADDRCONFIG)
    answer.withLock { $0 = result }
    Glibc.close(bell)
  }
}
