#ifndef ZSTD_DECODER_H
#define ZSTD_DECODER_H

#include "containers/archives/stream_decoder.h"

/* Frames of zstd (RFC 8878). Each block is decoded by itself, so that a damage or a cut costs its
 * own block and what follows it. Frames that are to be passed over are, between others and in front
 * of them (pzstd begins with one). A window above 128 MiB is too large, as it is for zstd -d. */
extern const struct stream_decoder zstd_decoder;

/* RFC 8878 section 3.1.1.1. How many octets the header of the frame takes that begins here; 0:
 * there is none, or one to be passed over. */
size_t zstd_header_length(struct bytes head);

#endif
