import COpenSSL
import Cryptography

extension OpenSSLError {
  /// Whether libssl refused a message for being longer than the limit it was given.
  var saysMessageTooLong: Bool {
    entries.contains { ERR_GET_LIB($0.code) == ERR_LIB_SSL && ERR_GET_REASON($0.code) == SSL_R_EXCESSIVE_MESSAGE_SIZE }
  }
}
