import COpenSSL

@testable import X509

/// `X509_verify_cert`, the judge that most of the world uses, asked the same question as our path builder.
enum OpenSSLVerifier {
  /// Whether it accepts the leaf for every purpose asked, at security level 2 (RSA of 2048 bits, no SHA-1).
  static func accepts(_ question: PathQuestion) -> Bool {
    guard let leaf = unsafe decode(question.leaf), let store = unsafe X509_STORE_new() else { return false }
    let untrusted = unsafe OPENSSL_sk_new_null()
    defer {
      unsafe X509_free(leaf)
      unsafe X509_STORE_free(store)
      while let raw = unsafe OPENSSL_sk_pop(untrusted) { unsafe X509_free(OpaquePointer(raw)) }
      unsafe OPENSSL_sk_free(untrusted)
      ERR_clear_error()
    }
    for certificate in question.intermediates {
      guard let decoded = unsafe decode(certificate) else { continue }
      unsafe OPENSSL_sk_push(untrusted, UnsafeRawPointer(decoded))
    }
    for certificate in question.anchors {
      guard let decoded = unsafe decode(certificate) else { continue }
      unsafe X509_STORE_add_cert(store, decoded)
      unsafe X509_free(decoded)
    }
    for list in question.revocation ?? [] {
      guard let decoded = unsafe decode(list) else { continue }
      unsafe X509_STORE_add_crl(store, decoded)
      unsafe X509_CRL_free(decoded)
    }
    return question.purposes.allSatisfy { purpose in
      unsafe accepts(
        question, leaf, store, untrusted, purpose == .clientAuth ? X509_PURPOSE_SSL_CLIENT : X509_PURPOSE_SSL_SERVER)
    }
  }

  private static func accepts(
    _ question: PathQuestion, _ leaf: OpaquePointer, _ store: OpaquePointer, _ untrusted: OpaquePointer?,
    _ purpose: Int32
  ) -> Bool {
    guard let context = unsafe X509_STORE_CTX_new() else { return false }
    defer { unsafe X509_STORE_CTX_free(context) }
    guard unsafe X509_STORE_CTX_init(context, store, leaf, untrusted) == 1,
      let parameters = unsafe X509_STORE_CTX_get0_param(context)
    else { return false }
    unsafe X509_VERIFY_PARAM_set_time(parameters, Int(question.time.seconds))
    unsafe X509_VERIFY_PARAM_set_auth_level(parameters, 2)
    unsafe X509_VERIFY_PARAM_set_purpose(parameters, purpose)
    unsafe X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_CHECK_SS_SIGNATURE))
    if question.rule == .anyAuthority {
      unsafe X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_PARTIAL_CHAIN))
    }
    unsafe setPolicies(question.policies, parameters)
    if question.revocation != nil {
      let flags = X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL | X509_V_FLAG_EXTENDED_CRL_SUPPORT
      unsafe X509_VERIFY_PARAM_set_flags(parameters, UInt(flags | X509_V_FLAG_USE_DELTAS))
    }
    return unsafe X509_verify_cert(context) == 1
  }

  private static func setPolicies(_ policies: PolicyInputs, _ parameters: OpaquePointer) {
    var flags = X509_V_FLAG_POLICY_CHECK
    if policies.requiresExplicitPolicy { flags |= X509_V_FLAG_EXPLICIT_POLICY }
    if policies.inhibitsMapping { flags |= X509_V_FLAG_INHIBIT_MAP }
    if policies.inhibitsAnyPolicy { flags |= X509_V_FLAG_INHIBIT_ANY }
    unsafe X509_VERIFY_PARAM_set_flags(parameters, UInt(flags))
    // To OpenSSL no set means none, and to the standard it means any.
    for policy in policies.acceptable ?? ["2.5.29.32.0"] {
      unsafe X509_VERIFY_PARAM_add0_policy(parameters, OBJ_txt2obj(policy, 1))
    }
  }

  private static func decode(_ list: RevocationList) -> OpaquePointer? {
    unsafe list.der.withUnsafeBufferPointer { bytes in
      var start = bytes.baseAddress
      return unsafe d2i_X509_CRL(nil, &start, bytes.count)
    }
  }

  private static func decode(_ certificate: Certificate) -> OpaquePointer? {
    unsafe certificate.der.withUnsafeBufferPointer { bytes in
      var start = bytes.baseAddress
      return unsafe d2i_X509(nil, &start, bytes.count)
    }
  }
}
