public import Cryptography
public import X509

/// Why there was no handshake to report on, or no way to start one.
public enum TLSError: Error, Hashable, Sendable {
  /// The text is no `HOST:PORT`.
  case invalidEndpoint(String, TLSEndpoint.Fault)
  /// The name service has no address; the reason is in the resolver's words.
  case unresolved(TLSEndpoint, reason: String)
  /// Nobody listens there, at none of the addresses.
  case refused(TLSEndpoint, [String])
  /// None of the addresses can be reached.
  case unreachable(TLSEndpoint, [FailedConnection])
  /// The time was up before the server had presented itself.
  case timedOut(TLSEndpoint, during: HandshakeStage, after: Duration)
  /// The server ended the connection before it had presented itself.
  case closed(TLSEndpoint, ServerVerdict.Closing, during: HandshakeStage)
  /// The server answered in plain HTTP; the first line of its answer.
  case plainHTTP(TLSEndpoint, firstLine: String)
  /// The server answered with something that is not TLS; its first bytes.
  case notTLS(TLSEndpoint, opening: [UInt8])
  /// The server gave up the handshake before it had presented itself.
  case alert(TLSEndpoint, TLSAlert, during: HandshakeStage)
  /// The server answered with a version of the protocol that is older than TLS 1.2.
  case oldProtocol(TLSEndpoint, version: String)
  /// The server presents more than is read.
  case oversizedChain(TLSEndpoint, ChainExcess)
  /// The server's handshake is wrong; OpenSSL's words are the evidence.
  case brokenHandshake(TLSEndpoint, during: HandshakeStage, evidence: String)
  /// A presented certificate is not strict DER; positions count from 1.
  case unreadableCertificate(position: Int, X509Error)
  /// Certificates and key make no identity.
  case unusableIdentity(TLSIdentity.Fault)
  /// Something that was asked for cannot be.
  case invalidOption(HandshakeOption)
  /// OpenSSL failed where it should not have.
  case library(CryptographyError)
  /// A call of the operating system failed where it should not have.
  case system(String, SystemCallFault)
}

/// How far a handshake came.
public enum HandshakeStage: String, Hashable, Sendable, CaseIterable {
  /// The name service is asked.
  case lookup = "looking up the host name"
  /// TCP's own handshake.
  case connecting = "connecting"
  /// Nothing of the server's TLS was seen.
  case hello = "waiting for the server's first answer"
  /// The server has said hello.
  case certificate = "waiting for the server's certificates"
  /// The server has presented certificates, and not yet proved to hold the key.
  case finishing = "waiting for the server to finish the handshake"
}

/// What of a chain is more than is read.
public enum ChainExcess: Hashable, Sendable {
  /// One message of the server's is longer than so many octets.
  case octets(limit: Int)
  /// There are too many certificates.
  case certificates(found: Int, limit: Int)
}

/// An option of a handshake with a value that cannot be.
public enum HandshakeOption: Hashable, Sendable {
  /// An application protocol (ALPN) is empty or longer than 255 octets, or all together are longer than 65535.
  case applicationProtocol(String)
  /// The server name (SNI) is no host name.
  case serverName(String)
  /// The time limit is not positive.
  case timeout(Duration)
}
