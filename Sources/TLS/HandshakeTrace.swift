import COpenSSL

/// Records the messages between two ends as libssl reports them, and decides on the peer's chain.
///
/// The chain is taken from the Certificate message itself, so that exactly the bytes sent are verified.
final class HandshakeTrace {
  /// The certificates that the peer presented; nil before its Certificate message.
  private(set) var peerChain: [[UInt8]]?
  /// The number of certificates that this end sent; nil before its Certificate message.
  private(set) var sentCertificates: Int?
  /// Whether the peer requested a certificate.
  private(set) var isAsked = false
  /// The version field of the ServerHello. TLS 1.3 sends 1.2 here and its version elsewhere (RFC 8446 4.1.3).
  private(set) var serverHelloVersion: UInt16?
  /// Whether this end has requested a KeyUpdate, which follows everything else that it has to say.
  private var isKeyUpdateRequested = false
  /// What the peer sent since then that it can send only after it has verified this end's certificate.
  private(set) var evidence: ServerVerdict.Evidence?
  /// The peer's alert that ended the connection, if any.
  private(set) var receivedAlert: TLSAlert?
  /// The alert with which this end ended the connection, if any.
  private(set) var sentAlert: TLSAlert?
  /// Whether the chain has more certificates than allowed.
  private(set) var isChainTooLong = false
  /// The decision on the peer's chain; nil before it is made.
  private(set) var verdict: ChainVerdict?

  /// The result of OpenSSL's path validation; nil if it did not run.
  private(set) var libraryVerdict: LibraryVerdict?

  private let limits: ChainLimits
  private let isLibraryAsked: Bool
  private let verify: (_ chain: [[UInt8]]) -> ChainVerdict

  init(
    limits: ChainLimits, isLibraryAsked: Bool = false, verify: @escaping (_ chain: [[UInt8]]) -> ChainVerdict
  ) {
    self.limits = limits
    self.isLibraryAsked = isLibraryAsked
    self.verify = verify
  }

  /// Records one handshake message or alert (numbers in RFC 8446 appendices B.3 and B.2).
  func note(_ message: [UInt8], contentType: Int32, isSent: Bool, version: Int32) {
    switch contentType {
    case SSL3_RT_ALERT where message.count == 2:
      noteAlert(TLSAlert(number: message[1]), isFatal: message[0] == SSL3_AL_FATAL || version == TLS1_3_VERSION, isSent)
    case SSL3_RT_HANDSHAKE where message.count >= 4:
      noteHandshake(message, type: Int32(message[0]), isSent, TLSVersion(number: version) ?? .tls12)
    default: break
    }
  }

  private func noteAlert(_ alert: TLSAlert, isFatal: Bool, _ isSent: Bool) {
    guard isFatal, alert != .closeNotify, alert != .userCanceled else { return }
    if isSent {
      sentAlert = sentAlert ?? alert
    } else {
      receivedAlert = receivedAlert ?? alert
    }
  }

  private func noteHandshake(_ message: [UInt8], type: Int32, _ isSent: Bool, _ version: TLSVersion) {
    switch (type, isSent) {
    case (SSL3_MT_SERVER_HELLO, false) where message.count >= 6:
      serverHelloVersion = UInt16(message[4]) << 8 | UInt16(message[5])
    case (SSL3_MT_KEY_UPDATE, true): isKeyUpdateRequested = true
    case (SSL3_MT_KEY_UPDATE, false) where isKeyUpdateRequested: evidence = evidence ?? .keyUpdate
    case (SSL3_MT_NEWSESSION_TICKET, false) where isKeyUpdateRequested: evidence = evidence ?? .sessionTicket
    case (SSL3_MT_CERTIFICATE_REQUEST, false): isAsked = true
    case (SSL3_MT_CERTIFICATE, true):
      sentCertificates = CertificateMessage.certificates(in: message, version: version)?.count
    case (SSL3_MT_CERTIFICATE, false):
      peerChain = CertificateMessage.certificates(in: message, version: version)
    default: break
    }
  }

  /// The decision on the peer's chain for libssl: an `X509_V_` number, which determines the alert.
  ///
  /// If OpenSSL validates too, both decide independently, and one rejection is enough.
  func verdictOnPeer(askingLibrary ask: () -> LibraryVerdict) -> Int32 {
    guard let peerChain else { return X509_V_ERR_CERT_REJECTED }
    guard peerChain.count <= limits.certificates else {
      isChainTooLong = true
      return X509_V_ERR_CERT_CHAIN_TOO_LONG
    }
    if isLibraryAsked { libraryVerdict = ask() }
    let verdict = verify(peerChain)
    self.verdict = verdict
    if let libraryVerdict, !libraryVerdict.isAccepted { return libraryVerdict.number }
    return verdict.verificationResult
  }
}
