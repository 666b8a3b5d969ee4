import COpenSSL

enum KeyResource: OpenSSLResource {
  static func release(_ raw: OpaquePointer) { unsafe EVP_PKEY_free(raw) }
}

enum KeyContextResource: OpenSSLResource {
  static func release(_ raw: OpaquePointer) { unsafe EVP_PKEY_CTX_free(raw) }
}

enum DigestResource: OpenSSLResource {
  static func release(_ raw: OpaquePointer) { unsafe EVP_MD_free(raw) }
}

enum DigestContextResource: OpenSSLResource {
  static func release(_ raw: OpaquePointer) { unsafe EVP_MD_CTX_free(raw) }
}

enum CipherResource: OpenSSLResource {
  static func release(_ raw: OpaquePointer) { unsafe EVP_CIPHER_free(raw) }
}

enum CipherContextResource: OpenSSLResource {
  static func release(_ raw: OpaquePointer) { unsafe EVP_CIPHER_CTX_free(raw) }
}

enum CurveResource: OpenSSLResource {
  static func release(_ raw: OpaquePointer) { unsafe EC_GROUP_free(raw) }
}

enum CurvePointResource: OpenSSLResource {
  static func release(_ raw: OpaquePointer) { unsafe EC_POINT_clear_free(raw) }
}

enum BigNumberResource: OpenSSLResource {
  static func release(_ raw: OpaquePointer) { unsafe BN_clear_free(raw) }
}

enum BigNumberContextResource: OpenSSLResource {
  static func release(_ raw: OpaquePointer) { unsafe BN_CTX_free(raw) }
}
