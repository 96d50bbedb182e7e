/* Functions under test: sql_string_scan, sql_escape_read */
#include <string.h>

#include "bytes/sql_escape.h"
#include "candidates/leaf_scan.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
    struct bytes octets;
    size_t readings;
};

static enum offer refuse_key(void *context, const struct candidate *candidate, bool last)
{
    (void)context;
    (void)candidate;
    (void)last;
    return OFFER_REFUSED;
}

static void pass_certificate(void *context, const struct found_certificate *found)
{
    (void)context;
    (void)found;
}

static void take_reading(void *context, const char *decoding, struct bytes decoded, uint64_t offset,
                         uint64_t length)
{
    struct seen *seen = context;
    (void)length;
    if (strcmp(decoding, "SQL string") == 0 && offset == strlen("_binary '")) {
        require(bytes_equal(decoded, seen->octets));
        seen->readings++;
    }
}

static void pass_unread(void *context, const struct fault *fault, uint64_t offset, uint64_t length)
{
    (void)context;
    (void)fault;
    (void)offset;
    (void)length;
}

static void must(bool done)
{
    require(done);
}

static void append_escaped(struct buffer *text, struct bytes octets)
{
    static const char special[] = "\n\r\x1a\\'\"", letters[] = "nrZ\\'\"";
    for (size_t i = 0; i < octets.left; i++) {
        const uint8_t octet = octets.at[i];
        const char *found = octet != 0 ? strchr(special, octet) : NULL;
        const uint8_t letter = found != NULL ? (uint8_t)letters[found - special] : '0';
        const bool escape = octet == 0 || found != NULL;
        must((!escape || buffer_append_byte(text, '\\')) &&
             buffer_append_byte(text, escape ? letter : octet));
    }
}

/* What was written so comes back octet by octet, as it is a file, and something was escaped. */
static void check_round(struct bytes data, size_t piece)
{
    struct buffer octets = { 0 }, text = { 0 };
    must(buffer_append(&octets, bytes_over("PK\3\4\0", 5)) && buffer_append(&octets, data) &&
         buffer_append_text(&text, "_binary '"));
    append_escaped(&text, buffer_bytes(&octets));
    must(buffer_append_text(&text, "',2);"));
    struct seen seen = { .octets = buffer_bytes(&octets) };
    const struct scan_sink sink = { &seen, refuse_key, pass_certificate, take_reading,
                                    pass_unread };
    const struct leaf_scan_span span = { .own_to = UINT64_MAX, .readings = true };
    struct leaf_scan *scan = leaf_scan_new(&sink, &span);
    require(scan != NULL);
    for (struct bytes rest = buffer_bytes(&text), some; rest.left > 0;) {
        must(bytes_take(&rest, piece < rest.left ? piece : rest.left, &some));
        leaf_scan_push(scan, some);
    }
    leaf_scan_finish(scan);
    leaf_scan_free(scan);
    require(seen.readings == (octets.used >= 40 ? 1 : 0));
    buffer_clear(&octets);
    buffer_clear(&text);
}

/* Whatever it is, all of it is gone through in steps that lie within it. */
static void check_steps(struct bytes text)
{
    struct bytes step;
    while (text.left > 0) {
        uint8_t octet = 7;
        const size_t plain = sql_escape_plain(text, '\'');
        require(plain <= text.left);
        must(bytes_take(&text, plain, &step));
        const enum sql_escape read = sql_escape_read(text, '\'', &octet);
        require(read == SQL_ESCAPE_TAKEN ? text.left >= 2 : octet == 7);
        if (read == SQL_ESCAPE_CUT) {
            require(text.left < 2);
            break;
        }
        must(bytes_take(&text, read == SQL_ESCAPE_END ? 1 : 2, &step));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool prepared;
    prepared = prepared || leaf_scan_prepare();
    require(prepared);
    check_steps(bytes_over(data, size));
    check_round(bytes_over(data, size), size > 0 ? 1 + (size_t)data[0] * 16 : 1);
    return 0;
}
