#pragma once
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

// The library, loaded when a page is first read: forty others come with it, which would cost every start of the program
// milliseconds and megabytes.
struct postern_curl {
    __typeof__(curl_global_init) *global_init;
    __typeof__(curl_easy_init) *init;
    __typeof__(curl_easy_setopt) *set;
    __typeof__(curl_easy_perform) *perform;
    __typeof__(curl_easy_getinfo) *get;
    __typeof__(curl_easy_strerror) *text;
    __typeof__(curl_easy_cleanup) *cleanup;
};

static inline struct postern_curl *postern_curl(void) {
    static struct postern_curl curl;
    return &curl;
}

// Loads it; to be called once, before everything else. Returns why it can't be, or null.
static inline const char *postern_load_curl(void) {
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) return dlerror();
    struct postern_curl *curl = postern_curl();
    curl->global_init = (__typeof__(curl_global_init) *)dlsym(library, "curl_global_init");
    curl->init = (__typeof__(curl_easy_init) *)dlsym(library, "curl_easy_init");
    curl->set = (__typeof__(curl_easy_setopt) *)dlsym(library, "curl_easy_setopt");
    curl->perform = (__typeof__(curl_easy_perform) *)dlsym(library, "curl_easy_perform");
    curl->get = (__typeof__(curl_easy_getinfo) *)dlsym(library, "curl_easy_getinfo");
    curl->text = (__typeof__(curl_easy_strerror) *)dlsym(library, "curl_easy_strerror");
    curl->cleanup = (__typeof__(curl_easy_cleanup) *)dlsym(library, "curl_easy_cleanup");
    if (!curl->global_init || !curl->init || !curl->set || !curl->perform ||
        !curl->get || !curl->text || !curl->cleanup)
        return "libcurl.so.4 is not what it should be";
    return curl->global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? NULL : "libcurl could not be started";
}

static inline const char *postern_page_error(int code) { return postern_curl()->text((CURLcode)code); }

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
    struct postern_curl *curl = postern_curl();
    CURL *handle = curl->init();
    if (!handle) return CURLE_FAILED_INIT;
    curl->set(handle, CURLOPT_URL, url);
#if LIBCURL_VERSION_NUM >= 0x075500
    curl->set(handle, CURLOPT_PROTOCOLS_STR, "https");
    curl->set(handle, CURLOPT_REDIR_PROTOCOLS_STR, "https");
#else
    curl->set(handle, CURLOPT_PROTOCOLS, (long)CURLPROTO_HTTPS);
    curl->set(handle, CURLOPT_REDIR_PROTOCOLS, (long)CURLPROTO_HTTPS);
#endif
    if (form) {
        curl->set(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)form_size);
        curl->set(handle, CURLOPT_POSTFIELDS, (const char *)form);
    } else {
        curl->set(handle, CURLOPT_FOLLOWLOCATION, 1L);
        curl->set(handle, CURLOPT_MAXREDIRS, 3L);
        curl->set(handle, CURLOPT_FAILONERROR, 1L);
    }
    curl->set(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl->set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl->set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    if (authorities_file) curl->set(handle, CURLOPT_CAINFO, authorities_file);
    if (authorities_folder) curl->set(handle, CURLOPT_CAPATH, authorities_folder);
    curl->set(handle, CURLOPT_TIMEOUT_MS, limit_in_milliseconds);
    curl->set(handle, CURLOPT_NOSIGNAL, 1L);
    curl->set(handle, CURLOPT_USERAGENT, "postern");
    curl->set(handle, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)page->limit);
    curl->set(handle, CURLOPT_WRITEFUNCTION, postern_take_page);
    curl->set(handle, CURLOPT_WRITEDATA, (void *)page);
    CURLcode code = curl->perform(handle);
    if (code == CURLE_OK) curl->get(handle, CURLINFO_RESPONSE_CODE, &page->status);
    curl->cleanup(handle);
    return (int)code;
}
