import COpenSSL
import Cryptography

extension OpenSSLError {
  /// Whether libssl rejected a message because it exceeds the size limit.
  var saysMessageTooLong: Bool {
    entries.contains { ERR_GET_LIB($0.code) == ERR_LIB_SSL && ERR_GET_REASON($0.code) == SSL_R_EXCESSIVE_MESSAGE_SIZE }
  }
}
