public import Cryptography
public import X509

/// Why a handshake could not start or produced no report.
public enum TLSError: Error, Hashable, Sendable {
  /// The text is not `HOST:PORT`.
  case invalidEndpoint(String, TLSEndpoint.Fault)
  /// The name has no address; the reason is the resolver's text.
  case unresolved(TLSEndpoint, reason: String)
  /// All addresses refused the connection.
  case refused(TLSEndpoint, [String])
  /// No address can be reached.
  case unreachable(TLSEndpoint, [FailedConnection])
  /// The time limit passed before the server presented a certificate and proved its key.
  case timedOut(TLSEndpoint, during: HandshakeStage, after: Duration)
  /// The server ended the connection before it presented a certificate and proved its key.
  case closed(TLSEndpoint, ServerVerdict.Closing, during: HandshakeStage)
  /// The server answered in plain HTTP; the first line of its answer.
  case plainHTTP(TLSEndpoint, firstLine: String)
  /// The server answered with something other than TLS; its first bytes.
  case notTLS(TLSEndpoint, opening: [UInt8])
  /// The server aborted the handshake before it presented a certificate and proved its key.
  case alert(TLSEndpoint, TLSAlert, during: HandshakeStage)
  /// The server answered with a version older than TLS 1.2.
  case oldProtocol(TLSEndpoint, version: String)
  /// The server's chain exceeds ``ChainLimits``.
  case oversizedChain(TLSEndpoint, ChainExcess)
  /// The server violated the protocol; with OpenSSL's explanation.
  case brokenHandshake(TLSEndpoint, during: HandshakeStage, evidence: String)
  /// A presented certificate is not strict DER; positions count from 1.
  case unreadableCertificate(position: Int, X509Error)
  /// Certificates and key do not form an identity.
  case unusableIdentity(TLSIdentity.Fault)
  /// An option has an invalid value.
  case invalidOption(HandshakeOption)
  /// OpenSSL failed unexpectedly.
  case library(CryptographyError)
  /// A system call failed unexpectedly.
  case system(String, SystemCallFault)
}

/// How far a handshake got.
public enum HandshakeStage: String, Hashable, Sendable, CaseIterable {
  /// Name lookup.
  case lookup = "looking up the host name"
  /// TCP connection.
  case connecting = "connecting"
  /// No TLS message received from the server.
  case hello = "waiting for the server's first answer"
  /// ServerHello received.
  case certificate = "waiting for the server's certificates"
  /// The server has presented certificates but not yet proved possession of the key.
  case finishing = "waiting for the server to finish the handshake"
}

/// Which limit of ``ChainLimits`` a chain exceeds.
public enum ChainExcess: Hashable, Sendable {
  /// A message is longer than `limit` octets.
  case octets(limit: Int)
  case certificates(found: Int, limit: Int)
}

/// An option of a handshake with an invalid value.
public enum HandshakeOption: Hashable, Sendable {
  /// An application protocol (ALPN) is empty or longer than 255 octets, or the whole list is longer than 65535.
  case applicationProtocol(String)
  /// The server name (SNI) is not a host name.
  case serverName(String)
  /// The time limit is not positive.
  case timeout(Duration)
}
