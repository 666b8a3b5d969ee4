import COpenSSL

/// What passes between two ends, as libssl reports it message by message, and the judge it asks about the peer's chain.
///
/// The chain is taken off the wire, so that what is judged is what was sent, byte for byte.
final class HandshakeTrace {
  /// What the peer presented; nil while it has presented nothing.
  private(set) var peerChain: [[UInt8]]?
  /// How many certificates this end sent; nil while it has sent no certificate message.
  private(set) var sentCertificates: Int?
  /// Whether the peer asked for a certificate.
  private(set) var isAsked = false
  /// The version in the server's hello; for TLS 1.3 it stands elsewhere, and here stands 1.2 (RFC 8446 4.1.3).
  private(set) var serverHelloVersion: UInt16?
  /// Whether a session ticket came.
  private(set) var hasSessionTicket = false
  /// The alert that ended the connection, if the peer sent one.
  private(set) var receivedAlert: TLSAlert?
  /// The alert that this end sent to end the connection.
  private(set) var sentAlert: TLSAlert?
  /// Whether the chain holds more certificates than allowed.
  private(set) var isChainTooLong = false
  /// The judge's answer; nil while it was not asked.
  private(set) var judgement: ChainJudgement?

  /// What OpenSSL's own path validation said; nil while it was not asked.
  private(set) var libraryVerdict: LibraryVerdict?

  private let limits: ChainLimits
  private let isLibraryAsked: Bool
  private let judge: (_ chain: [[UInt8]]) -> ChainJudgement

  init(
    limits: ChainLimits, isLibraryAsked: Bool = false, judge: @escaping (_ chain: [[UInt8]]) -> ChainJudgement
  ) {
    self.limits = limits
    self.isLibraryAsked = isLibraryAsked
    self.judge = judge
  }

  /// Takes note of one message of the handshake or of an alert (RFC 8446 appendix B.3 and B.2 have the numbers).
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
    case (SSL3_MT_NEWSESSION_TICKET, false): hasSessionTicket = true
    case (SSL3_MT_CERTIFICATE_REQUEST, false): isAsked = true
    case (SSL3_MT_CERTIFICATE, true):
      sentCertificates = CertificateMessage.certificates(in: message, version: version)?.count
    case (SSL3_MT_CERTIFICATE, false):
      peerChain = CertificateMessage.certificates(in: message, version: version)
    default: break
    }
  }

  /// What libssl is told of the peer's chain: an `X509_V_` number, which decides the alert that is sent.
  ///
  /// Where OpenSSL is asked too, each of the two judges without knowing of the other, and one refusal is enough.
  func verdictOnPeer(askingLibrary ask: () -> LibraryVerdict) -> Int32 {
    guard let peerChain else { return X509_V_ERR_CERT_REJECTED }
    guard peerChain.count <= limits.certificates else {
      isChainTooLong = true
      return X509_V_ERR_CERT_CHAIN_TOO_LONG
    }
    if isLibraryAsked { libraryVerdict = ask() }
    let judgement = judge(peerChain)
    self.judgement = judgement
    if let libraryVerdict, !libraryVerdict.isAccepted { return libraryVerdict.number }
    return judgement.verificationResult
  }
}
