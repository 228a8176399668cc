#pragma once
#include <zlib.h>

// zlib's macros are not imported into Swift: each one that is needed has a function here.

// A raw stream (RFC 1951), without zlib's or gzip's header and check sum: a negative number of window bits.
static inline int shim_inflate_begin(z_stream *stream) {
    return inflateInit2(stream, -MAX_WBITS);
}

static inline int shim_deflate_begin(z_stream *stream) {
    return deflateInit2(stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL - 1, Z_DEFAULT_STRATEGY);
}
