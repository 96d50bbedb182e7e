#include "zip_writing.h"

#include <string.h>

#include <zlib.h>

/* 2018-02-27 09:14:00, in the form of MS-DOS */
#define MEMBER_DATE (((2018 - 1980) << 9) | (2 << 5) | 27)
#define MEMBER_TIME ((9 << 11) | (14 << 5))

static void number_put(FILE *into, unsigned long number, int octets)
{
    for (int i = 0; i < octets; i++) {
        fputc((int)(number >> (8 * i) & 0xff), into);
    }
}

static struct blob deflated_bytes(struct blob content)
{
    z_stream stream = { 0 };
    struct blob packed;
    insist(deflateInit2(&stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK, "zlib");
    size_t room = deflateBound(&stream, content.length);
    packed.at = malloc(room);
    insist(packed.at != NULL, "memory");
    stream.next_in = content.at;
    stream.avail_in = (uInt)content.length;
    stream.next_out = packed.at;
    stream.avail_out = (uInt)room;
    insist(deflate(&stream, Z_FINISH) == Z_STREAM_END, "zlib");
    packed.length = room - stream.avail_out;
    deflateEnd(&stream);
    return packed;
}

/* The fields that the local header and the directory share. */
static void shared_fields_put(FILE *into, struct blob content, size_t packed_length, int deflated,
                              size_t name_length)
{
    number_put(into, 20, 2);
    number_put(into, 0, 2);
    number_put(into, deflated ? 8 : 0, 2);
    number_put(into, MEMBER_TIME, 2);
    number_put(into, MEMBER_DATE, 2);
    number_put(into, crc32(0, content.at, (uInt)content.length), 4);
    number_put(into, packed_length, 4);
    number_put(into, content.length, 4);
    number_put(into, name_length, 2);
    number_put(into, 0, 2);
}

void zip_begin(struct zip_writing *zip, FILE *into)
{
    zip->into = into;
    zip->members = 0;
    zip->directory = blob_begin(&zip->directory_bytes);
}

void zip_add(struct zip_writing *zip, const char *name, struct blob content, int deflated)
{
    struct blob packed = deflated ? deflated_bytes(content) : content;
    long offset = ftell(zip->into);
    number_put(zip->into, 0x04034b50, 4);
    shared_fields_put(zip->into, content, packed.length, deflated, strlen(name));
    fputs(name, zip->into);
    blob_write(zip->into, packed);
    number_put(zip->directory, 0x02014b50, 4);
    number_put(zip->directory, 20, 2);
    shared_fields_put(zip->directory, content, packed.length, deflated, strlen(name));
    number_put(zip->directory, 0, 2 + 2 + 2); /* comment, disk, internal attributes */
    number_put(zip->directory, 0, 4);         /* external attributes */
    number_put(zip->directory, (unsigned long)offset, 4);
    fputs(name, zip->directory);
    zip->members++;
    if (deflated) {
        blob_clear(&packed);
    }
}

void zip_end(struct zip_writing *zip)
{
    long start = ftell(zip->into);
    blob_done(zip->directory);
    blob_write(zip->into, zip->directory_bytes);
    number_put(zip->into, 0x06054b50, 4);
    number_put(zip->into, 0, 4);
    number_put(zip->into, zip->members, 2);
    number_put(zip->into, zip->members, 2);
    number_put(zip->into, zip->directory_bytes.length, 4);
    number_put(zip->into, (unsigned long)start, 4);
    number_put(zip->into, 0, 2);
    blob_clear(&zip->directory_bytes);
}
