#pragma once
#include <openssl/ssl.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

// OpenSSL's macros are not imported into Swift: each one that is needed has a function here.

static inline int shim_set_minimum_version(SSL_CTX *context, int version) {
    return SSL_CTX_set_min_proto_version(context, version);
}

// Server Name Indication (RFC 6066 §3); copies the name.
static inline long shim_set_server_name(SSL *ssl, const char *name) {
    return SSL_set_tlsext_host_name(ssl, name);
}

// The extended master secret (RFC 7627) was agreed on.
static inline long shim_has_extended_master_secret(SSL *ssl) {
    return SSL_get_extms_support(ssl);
}

// Octets that wait in a memory BIO, and where; valid until the BIO is used again.
static inline long shim_memory_bio_contents(BIO *bio, char **start) {
    return BIO_get_mem_data(bio, start);
}

static inline void shim_memory_bio_clear(BIO *bio) {
    (void)BIO_reset(bio);
}

static inline int shim_alternative_names_count(const GENERAL_NAMES *names) {
    return sk_GENERAL_NAME_num(names);
}

static inline GENERAL_NAME *shim_alternative_name(const GENERAL_NAMES *names, int index) {
    return sk_GENERAL_NAME_value(names, index);
}

static inline int shim_error_library(unsigned long code) {
    return ERR_GET_LIB(code);
}

static inline int shim_error_reason(unsigned long code) {
    return ERR_GET_REASON(code);
}

static const uint64_t shim_SSL_OP_NO_COMPRESSION = SSL_OP_NO_COMPRESSION;
static const uint64_t shim_SSL_OP_NO_RENEGOTIATION = SSL_OP_NO_RENEGOTIATION;
static const unsigned long shim_XN_FLAG_ONELINE = XN_FLAG_ONELINE;
