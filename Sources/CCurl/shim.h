#pragma once
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

// What is read of a page, at most `limit` octets; the caller frees `octets`.
struct postern_page {
    unsigned char *octets;
    size_t count;
    size_t limit;
    // The status that HTTP has (RFC 9110 §15), once there is an answer.
    long status;
};

static size_t postern_take_page(char *octets, size_t size, size_t count, void *context) {
    struct postern_page *page = (struct postern_page *)context;
    size_t more = size * count;
    if (more > page->limit - page->count) return 0;
    unsigned char *grown = (unsigned char *)realloc(page->octets, page->count + more + 1);
    if (!grown) return 0;
    memcpy(grown + page->count, octets, more);
    page->octets = grown;
    page->count += more;
    return more;
}

// curl_easy_setopt takes any number of arguments, which Swift doesn't import. HTTPS only, redirections to HTTPS only, no
// cookies, no credentials. With a form (may be null) it is posted, nothing is redirected, and an answer that refuses is an
// answer, too.
static inline int postern_fetch_page(const char *url, const unsigned char *form, size_t form_size,
                                     const char *authorities_file, const char *authorities_folder,
                                     long limit_in_milliseconds, struct postern_page *page) {
    CURL *handle = curl_easy_init();
    if (!handle) return CURLE_FAILED_INIT;
    curl_easy_setopt(handle, CURLOPT_URL, url);
#if LIBCURL_VERSION_NUM >= 0x075500
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "https");
#else
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS, (long)CURLPROTO_HTTPS);
    curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS, (long)CURLPROTO_HTTPS);
#endif
    if (form) {
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)form_size);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, (const char *)form);
    } else {
        curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
        curl_easy_setopt(handle, CURLOPT_MAXREDIRS, 3L);
        curl_easy_setopt(handle, CURLOPT_FAILONERROR, 1L);
    }
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    if (authorities_file) curl_easy_setopt(handle, CURLOPT_CAINFO, authorities_file);
    if (authorities_folder) curl_easy_setopt(handle, CURLOPT_CAPATH, authorities_folder);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, limit_in_milliseconds);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_USERAGENT, "postern");
    curl_easy_setopt(handle, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)page->limit);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, postern_take_page);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, (void *)page);
    CURLcode code = curl_easy_perform(handle);
    if (code == CURLE_OK) curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &page->status);
    curl_easy_cleanup(handle);
    return (int)code;
}

static inline void postern_start_curl(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }
