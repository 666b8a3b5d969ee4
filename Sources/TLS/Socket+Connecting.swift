/// An address to which connecting failed.
public struct FailedConnection: Hashable, Sendable, CustomStringConvertible {
  public let address: String
  public let fault: SystemCallFault

  /// `127.0.0.1: Connection refused`.
  public var description: String { "\(address): \(fault)" }
}

extension Socket {
  /// Connects to the first address that answers; each gets an equal share of the remaining time.
  ///
  /// - Throws: ``TLSError/refused(_:_:)``, ``TLSError/unreachable(_:_:)``, ``TLSError/timedOut(_:during:after:)``
  static func connecting(
    to endpoint: TLSEndpoint, at addresses: [SocketAddress], deadline: Deadline, timeout: Duration
  ) throws(TLSError) -> Socket {
    var failures: [FailedConnection] = []
    for (position, address) in addresses.enumerated() {
      do {
        return try connecting(to: address, until: deadline.share(of: addresses.count - position))
      } catch {
        failures.append(FailedConnection(address: address.description, fault: error))
      }
    }
    if failures.allSatisfy({ $0.fault == .refused }) { throw .refused(endpoint, failures.map(\.address)) }
    if failures.contains(where: { $0.fault == .timedOut }) {
      throw .timedOut(endpoint, during: .connecting, after: timeout)
    }
    throw .unreachable(endpoint, failures)
  }
}
