#pragma once
#include <openssl/ssl.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
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

static inline int shim_certificates_count(const STACK_OF(X509) *certificates) {
    return sk_X509_num(certificates);
}

static inline X509 *shim_certificate(const STACK_OF(X509) *certificates, int index) {
    return sk_X509_value(certificates, index);
}

// The list alone.
static inline void shim_certificates_free(STACK_OF(X509) *certificates) {
    sk_X509_free(certificates);
}

// The list and what it holds.
static inline void shim_certificates_release(STACK_OF(X509) *certificates) {
    sk_X509_pop_free(certificates, X509_free);
}

static inline int shim_strings_count(const STACK_OF(OPENSSL_STRING) *strings) {
    return sk_OPENSSL_STRING_num(strings);
}

static inline const char *shim_string(const STACK_OF(OPENSSL_STRING) *strings, int index) {
    return sk_OPENSSL_STRING_value(strings, index);
}

// Whether a CMS message is encrypted to the owner of a certificate. OpenSSL itself does not tell: it decrypts to noise,
// so that nobody can find out by trying (RFC 3218).
static inline int shim_is_recipient(CMS_ContentInfo *message, X509 *certificate) {
    STACK_OF(CMS_RecipientInfo) *recipients = CMS_get0_RecipientInfos(message);
    for (int index = 0; index < sk_CMS_RecipientInfo_num(recipients); index++) {
        CMS_RecipientInfo *recipient = sk_CMS_RecipientInfo_value(recipients, index);
        if (CMS_RecipientInfo_type(recipient) == CMS_RECIPINFO_TRANS) {
            if (CMS_RecipientInfo_ktri_cert_cmp(recipient, certificate) == 0) return 1;
        } else if (CMS_RecipientInfo_type(recipient) == CMS_RECIPINFO_AGREE) {
            STACK_OF(CMS_RecipientEncryptedKey) *keys = CMS_RecipientInfo_kari_get0_reks(recipient);
            for (int key = 0; key < sk_CMS_RecipientEncryptedKey_num(keys); key++)
                if (CMS_RecipientEncryptedKey_cert_cmp(sk_CMS_RecipientEncryptedKey_value(keys, key), certificate) == 0)
                    return 1;
        }
    }
    return 0;
}
