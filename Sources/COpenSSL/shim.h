#ifndef COPENSSL_SHIM_H
#define COPENSSL_SHIM_H

/* Before the first header: what OpenSSL 3.0 deprecates must not exist for Swift. */
#define OPENSSL_API_COMPAT 30000
#define OPENSSL_NO_DEPRECATED

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/* Composed constants, which Swift does not import. */
static inline int COpenSSL_EVP_PKEY_PUBLIC_KEY(void) { return EVP_PKEY_PUBLIC_KEY; }
static inline int COpenSSL_EVP_PKEY_KEYPAIR(void) { return EVP_PKEY_KEYPAIR; }
static inline unsigned long COpenSSL_XN_FLAG_RFC2253(void) { return XN_FLAG_RFC2253; }
static inline uint64_t COpenSSL_SSL_OP_LEGACY_SERVER_CONNECT(void) { return SSL_OP_LEGACY_SERVER_CONNECT; }
static inline uint64_t COpenSSL_SSL_OP_NO_RENEGOTIATION(void) { return SSL_OP_NO_RENEGOTIATION; }

/* Function-like macros of libssl, which Swift does not import. */
static inline long COpenSSL_SSL_CTX_set_min_proto_version(SSL_CTX *context, int version) {
  return SSL_CTX_set_min_proto_version(context, version);
}
static inline long COpenSSL_SSL_CTX_set_max_proto_version(SSL_CTX *context, int version) {
  return SSL_CTX_set_max_proto_version(context, version);
}
static inline long COpenSSL_SSL_CTX_set_mode(SSL_CTX *context, long mode) { return SSL_CTX_set_mode(context, mode); }
static inline long COpenSSL_SSL_CTX_set_max_cert_list(SSL_CTX *context, long size) {
  return SSL_CTX_set_max_cert_list(context, size);
}
static inline long COpenSSL_SSL_CTX_add1_chain_cert(SSL_CTX *context, X509 *certificate) {
  return SSL_CTX_add1_chain_cert(context, certificate);
}
static inline long COpenSSL_SSL_set_tlsext_host_name(SSL *ssl, const char *name) {
  return SSL_set_tlsext_host_name(ssl, name);
}
static inline void COpenSSL_SSL_set_msg_callback_arg(SSL *ssl, void *argument) {
  SSL_set_msg_callback_arg(ssl, argument);
}

static inline long COpenSSL_SSL_CTX_set1_verify_cert_store(SSL_CTX *context, X509_STORE *store) {
  return SSL_CTX_set1_verify_cert_store(context, store);
}

/* Stacks are typed by macros. */
static inline int COpenSSL_sk_X509_NAME_num(const STACK_OF(X509_NAME) *names) { return sk_X509_NAME_num(names); }
static inline X509_NAME *COpenSSL_sk_X509_NAME_value(const STACK_OF(X509_NAME) *names, int index) {
  return sk_X509_NAME_value(names, index);
}

/* Certificates are read off the wire, so that they must not be compressed there; OpenSSL 3.2 brought that. */
static inline uint64_t COpenSSL_SSL_OP_NO_CERTIFICATE_COMPRESSION(void) {
#ifdef SSL_OP_NO_RX_CERTIFICATE_COMPRESSION
  return SSL_OP_NO_RX_CERTIFICATE_COMPRESSION | SSL_OP_NO_TX_CERTIFICATE_COMPRESSION;
#else
  return 0;
#endif
}

#endif
