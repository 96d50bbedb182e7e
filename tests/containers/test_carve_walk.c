#include "containers/carving/carved.h"

#include "bounds.h"
#include "containers/archives/archive_walk.h"
#include "containers/carving/carve_mark.h"
#include "containers/part_recorder.h"
#include "suite.h"

#define BEFORE 3000

static void prepare(void)
{
    ck_assert(archive_walk_prepare());
}

static struct bytes read_fixture(const char *name, uint8_t held[1 << 16])
{
    char path[512];
    (void)snprintf(path, sizeof(path), FIXTURES "/containers/carve/%s", name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    const size_t length = fread(held, 1, 1 << 16, file);
    (void)fclose(file);
    return bytes_over(held, length);
}

/* Bytes that look like nothing. */
static void put_noise(struct buffer *content, size_t count)
{
    static uint64_t state = 88172645463325252u;
    for (size_t i = 0; i < count; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        ck_assert(buffer_append_byte(content, (uint8_t)(state >> 32)));
    }
}

static void put_fixture(const char *name, struct buffer *content)
{
    static uint8_t held[1 << 16];
    ck_assert(buffer_append(content, read_fixture(name, held)));
}

static size_t count_of(const char *text, const char *wanted)
{
    size_t count = 0;
    for (const char *at = strstr(text, wanted); at != NULL; at = strstr(at + 1, wanted)) {
        count++;
    }
    return count;
}

static const struct {
    const char *file, *place;
} forms[] = {
    { "key.gz", "reading 0 3000+0 <carved-gzip>" },
    { "key.xz", "reading 0 3000+0 <carved-xz>" },
    { "key.zz", "reading 0 3000+0 <carved-zlib>" },
    { "key.bz2", "reading 0 3000+0 <carved-bzip2>" },
    { "key.lz", "reading 0 3000+0 <carved-lzip>" },
    { "key.zst", "reading 0 3000+0 <carved-zstd>" },
    { "key.lz4", "reading 0 3000+0 <carved-lz4>" },
    { "key-posix.tar", "member 1 3512+1617 <server.key>" },
    { "key-gnu.tar", "member 1 3512+1617 <server.key>" },
    { "key-deflated.zip", "member 1 3040+0 <server.key>" },
    { "key-stored.zip", "member 1 3040+1617 <server.key>" },
    { "key-streamed.zip", "member 1 3040+0 <server.key>" },
    { "key-bzip2.zip", "reading 0 3000+413 <carved-zip>" },
    { "key.7z", "reading 0 3000+449 <carved-7z>" },
};

/* Each between other bytes: at its place, whole, once. */
START_TEST(each_form_is_found)
{
    struct buffer content = { 0 };
    struct part_recorder recorder = { 0 };
    put_noise(&content, BEFORE);
    put_fixture(forms[_i].file, &content);
    put_noise(&content, BEFORE);
    ck_assert(carved_container.recognise(buffer_bytes(&content)));
    struct memory_stream memory;
    memory_stream_init(&memory, buffer_bytes(&content));
    const char *walk = part_recorder_walk(&recorder, &carved_container, &memory.stream);
    ck_assert_msg(strncmp(walk, forms[_i].place, strlen(forms[_i].place)) == 0, "%s: %.200s",
                  forms[_i].file, walk);
    ck_assert_uint_eq(recorder.parts, 1);
    ck_assert_ptr_null(strstr(walk, "unread: "));
    if (strstr(walk, "carved-zip") == NULL && strstr(walk, "carved-7z") == NULL) {
        ck_assert_uint_eq(count_of(walk, "END EC PRIVATE KEY") + count_of(walk, "END PRIVATE KEY"),
                          1);
    }
    part_recorder_clear(&recorder);
    buffer_clear(&content);
}
END_TEST

/* However the bytes arrive, and without going back. */
START_TEST(one_behind_the_other_are_found)
{
    struct buffer content = { 0 };
    struct part_recorder recorder = { 0 }, dripping = { 0 };
    const size_t count = sizeof(forms) / sizeof(forms[0]);
    for (size_t i = 0; i < count; i++) {
        put_noise(&content, i % 3 == 0 ? 0 : 700);
        put_fixture(forms[i].file, &content);
    }
    struct memory_stream memory;
    struct dribble_stream dribble;
    memory_stream_init(&memory, buffer_bytes(&content));
    dribble_stream_init(&dribble, buffer_bytes(&content), 7);
    const char *walk = part_recorder_walk(&recorder, &carved_container, &memory.stream);
    ck_assert_uint_eq(recorder.parts, count);
    ck_assert_ptr_null(strstr(walk, "unread: "));
    ck_assert_str_eq(part_recorder_walk(&dripping, &carved_container, &dribble.stream), walk);
    part_recorder_clear(&recorder);
    part_recorder_clear(&dripping);
    buffer_clear(&content);
}
END_TEST

/* On a disk the second half of a file may stand elsewhere: what came before is given, and what
 * stands there instead is found. */
START_TEST(what_stands_behind_a_cut_is_found)
{
    static uint8_t held[1 << 16];
    struct buffer content = { 0 };
    struct part_recorder recorder = { 0 };
    struct bytes tar = read_fixture("key-posix.tar", held);
    put_noise(&content, 512);
    ck_assert(buffer_append(&content, bytes_over(tar.at, 1024)));
    put_fixture("key.gz", &content);
    put_noise(&content, 4096);
    struct memory_stream memory;
    memory_stream_init(&memory, buffer_bytes(&content));
    const char *walk = part_recorder_walk(&recorder, &carved_container, &memory.stream);
    ck_assert_uint_eq(count_of(walk, "member 1 1024+1617"), 1);
    ck_assert_uint_eq(count_of(walk, "reading 0 1536+0 <carved-gzip>"), 1);
    ck_assert_uint_eq(recorder.parts, 2);
    part_recorder_clear(&recorder);
    buffer_clear(&content);
}
END_TEST

/* The same of a member of a zip that says that it is longer: of one that is stored, and of one that
 * is read as a zip of its own, which takes no more than there is; and of all else that says how
 * long it is. */
static const struct {
    const char *file;
    size_t front;
    const char *first, *second;
    size_t noise;
} cut_forms[] = {
    { "key-stored.zip", 300, "member 1 552+1617 <server.key>", "812+0 <carved-gzip>", 4096 },
    { "key-stored.zip", 300, "member 1 552+598 <server.key>", "812+0 <carved-gzip>", 0 },
    { "key-bzip2.zip", 100, "reading 0 512+413 <carved-zip>", "612+0 <carved-gzip>", 4096 },
    { "key-bzip2.zip", 100, "reading 0 512+413 <carved-zip>", "612+0 <carved-gzip>", 0 },
    { "key.7z", 40, "reading 0 512+449 <carved-7z>", "552+0 <carved-gzip>", 4096 },
    { "key.7z", 40, "reading 0 512+378 <carved-7z>", "552+0 <carved-gzip>", 0 },
    { "key.lz4", 100, "unread: the archive is damaged", "612+0 <carved-gzip>", 4096 },
    { "../../archives/stored.cab", 90, "member 1 512+0 <first.txt>", "602+0 <carved-gzip>", 4096 },
};

START_TEST(what_stands_in_a_cut_form_is_found)
{
    static uint8_t held[1 << 16];
    struct buffer content = { 0 };
    struct part_recorder recorder = { 0 };
    struct bytes zip = read_fixture(cut_forms[_i].file, held);
    put_noise(&content, 512);
    ck_assert(buffer_append(&content, bytes_over(zip.at, cut_forms[_i].front)));
    put_fixture("key.gz", &content);
    put_noise(&content, cut_forms[_i].noise);
    struct memory_stream memory;
    memory_stream_init(&memory, buffer_bytes(&content));
    const char *walk = part_recorder_walk(&recorder, &carved_container, &memory.stream);
    ck_assert_msg(count_of(walk, cut_forms[_i].first) == 1, "%s", walk);
    ck_assert_msg(count_of(walk, cut_forms[_i].second) == 1, "%s", walk);
    part_recorder_clear(&recorder);
    buffer_clear(&content);
}
END_TEST

/* A script that unpacks what follows it: text is passed over, however long. */
START_TEST(what_follows_text_is_found)
{
    static const size_t lengths[] = { 36 << 10, (64 << 10) + 7, 255 << 10, 256 << 10, 1 << 20 };
    struct buffer content = { 0 };
    struct part_recorder recorder = { 0 };
    while (content.used < lengths[_i]) {
        ck_assert(buffer_append_byte(&content, content.used % 60 == 59 ? '\n' : 'x'));
    }
    put_fixture("key.gz", &content);
    struct memory_stream memory;
    memory_stream_init(&memory, buffer_bytes(&content));
    ck_assert(carved_container.recognise(bytes_over(content.at, CONTENT_HEAD)));
    const char *walk = part_recorder_walk(&recorder, &carved_container, &memory.stream);
    ck_assert_uint_eq(count_of(walk, "<carved-gzip>"), 1);
    part_recorder_clear(&recorder);
    buffer_clear(&content);
}
END_TEST

/* A damaged one gives what it has, and is told. */
START_TEST(damage_is_told)
{
    struct buffer content = { 0 };
    struct part_recorder recorder = { 0 };
    put_noise(&content, 100);
    put_fixture("key.gz", &content);
    content.at[content.used - 20] ^= 0x55;
    put_noise(&content, 4096);
    struct memory_stream memory;
    memory_stream_init(&memory, buffer_bytes(&content));
    const char *walk = part_recorder_walk(&recorder, &carved_container, &memory.stream);
    ck_assert_uint_eq(count_of(walk, "line 7 of the text"), 1);
    ck_assert_uint_eq(count_of(walk, "unread: the compressed stream is damaged"), 1);
    part_recorder_clear(&recorder);
    buffer_clear(&content);
}
END_TEST

/* Two octets say little: of what only begins like zlib, damage is a note. In a picture another
 * chunk stands there, which is none. */
START_TEST(damage_behind_a_weak_mark_is_a_note)
{
    static const char *const fronts[] = { "data", "IDAT" };
    static const char *const told[] = { "note: the compressed stream is damaged", NULL };
    struct buffer content = { 0 };
    struct part_recorder recorder = { 0 };
    put_noise(&content, 100);
    ck_assert(buffer_append(&content, bytes_over(fronts[_i], 4)));
    put_fixture("key.zz", &content);
    content.used -= 20;
    put_noise(&content, 4096);
    struct memory_stream memory;
    memory_stream_init(&memory, buffer_bytes(&content));
    const char *walk = part_recorder_walk(&recorder, &carved_container, &memory.stream);
    ck_assert_uint_eq(count_of(walk, "line 7 of the text"), 1);
    ck_assert_ptr_null(strstr(walk, "unread: "));
    ck_assert_uint_eq(count_of(walk, "note: "), told[_i] != NULL ? 1 : 0);
    ck_assert(told[_i] == NULL || strstr(walk, told[_i]) != NULL);
    part_recorder_clear(&recorder);
    buffer_clear(&content);
}
END_TEST

/* Of one that is cut, what stands behind it is taken for the rest, here for that of a stored block.
 */
START_TEST(what_stands_behind_a_weak_mark_is_found)
{
    static const char cut[] =
        "\x78\xda\xec\xce\xb9\x0d\x80\x30\x10\x00\xb0\x9e\x29\x6e\x04\x7e\x26\x0a\x02\x29\x82\x26"
        "\x05\xe3\x23\xea\x1b\x01\xb7\xae\x5c\xcf\xab\x44\x1f\xf7\x1e\xed\x28\xd1\xca\xd3\xba\xfa"
        "\xd1\x90\x69\xcc\x34\x65\x9a\x33\x2d\x99\xd6\x4c\x5b\x26\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f"
        "\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f"
        "\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f"
        "\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f"
        "\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f"
        "\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f"
        "\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f"
        "\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f"
        "\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f"
        "\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f"
        "\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f"
        "\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f"
        "\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f"
        "\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\x2f\xaf\xdf"
        "\xbe\x5e\x00\xff\xff\x00\x00";
    struct buffer content = { 0 };
    struct part_recorder recorder = { 0 };
    put_noise(&content, 512);
    ck_assert(buffer_append(&content, bytes_over(cut, sizeof(cut) - 1)));
    put_fixture("key.gz", &content);
    struct memory_stream memory;
    memory_stream_init(&memory, buffer_bytes(&content));
    const char *walk = part_recorder_walk(&recorder, &carved_container, &memory.stream);
    ck_assert_uint_eq(count_of(walk, "reading 0 512+0 <carved-zlib>"), 1);
    ck_assert_uint_eq(count_of(walk, "note: the compressed stream ends before its end mark"), 1);
    ck_assert_uint_eq(count_of(walk, "<carved-gzip>"), 1);
    ck_assert_uint_eq(recorder.parts, 2);
    part_recorder_clear(&recorder);
    buffer_clear(&content);
}
END_TEST

/* Each of its four levels, with a block that is packed; what is stored stands in clear. */
START_TEST(marks_of_zlib_have_a_packed_block)
{
    static const uint8_t levels[] = { 0x01, 0x5e, 0x9c, 0xda };
    for (unsigned pair = 0; pair <= UINT16_MAX; pair++) {
        uint8_t text[64] = { 0 };
        const uint8_t level = (uint8_t)(pair >> 8), block = (uint8_t)pair;
        const unsigned type = block >> 1 & 3u;
        const bool mark = memchr(levels, level, sizeof(levels)) != NULL && (type == 1 || type == 2);
        size_t at = 0;
        enum carve_kind kind = CARVE_KINDS;
        memcpy(text + 9, (uint8_t[]){ 0x78, level, block }, 3);
        ck_assert_msg(carve_mark_find(bytes_over(text, sizeof(text)), 0, 64, &at, &kind) == mark,
                      "78 %02x %02x", level, block);
        ck_assert(!mark || (at == 9 && kind == CARVE_ZLIB));
    }
}
END_TEST

#define B(text) text, sizeof(text) - 1

static const struct {
    const char *what, *text;
    size_t length;
} refused[] = {
    { "gzip with reserved flags", B("\0\x1f\x8b\x08\xe0\0\0\0\0\0\3 and more bytes behind it") },
    { "gzip of an unknown system", B("\0\x1f\x8b\x08\0\0\0\0\0\0\x63 and more bytes behind it") },
    { "bzip2 without a block", B("\0"
                                 "BZh9 is a name, as 31 41 59 26 53 59 tells") },
    { "xz with a wrong sum", B("\0\xfd"
                               "7zXZ\0\0\4\0\0\0\0 and some more bytes than that") },
    { "lzip of another version", B("\0LZIP\7\x0c and some more bytes than that") },
    { "zstd with reserved bits", B("\0\x28\xb5\x2f\xfd\x18 and some more bytes than that") },
    { "zstd without a block", B("\0\x28\xb5\x2f\xfd\x20\x05\xff\xff\xff bytes than that") },
    { "lz4 with a wrong sum", B("\0\x04\x22\x4d\x18\x64\x40\xff and some more bytes than that") },
    { "lz4 that ends in its descriptor", B("\0\x04\x22\x4d\x18\x4d\x40 the sizes") },
    { "7z with a wrong sum", B("\0"
                               "7z\xbc\xaf\x27\x1c\0\4 and some more bytes than that one") },
    { "zip of an unknown method", B("\0PK\3\4\x14\0\0\0\x63\x63 and some more bytes than that") },
    { "zip without a name",
      B("\0PK\3\4\x14\0\0\0\0\0 12345678901234567\0\0\0\0 and some more bytes") },
    { "zlib of a stored block", B("\0\x78\x9c\0\5\0\xfa\xff"
                                  "stored in clear") },
    { "tar with a wrong sum", B("\0ustar\0"
                                "00 and some more bytes than that") },
    { "text", B("PK\3\4 and BZh9 in what has no octet of zero") },
    { "nothing", B("") },
};

START_TEST(what_only_looks_like_one_is_refused)
{
    uint8_t *copy = exact_copy(refused[_i].text, refused[_i].length);
    struct part_recorder recorder = { 0 };
    struct memory_stream memory;
    const struct bytes text = bytes_over(copy, refused[_i].length);
    ck_assert_msg(!carved_container.recognise(text), "%s", refused[_i].what);
    memory_stream_init(&memory, text);
    ck_assert_str_eq(part_recorder_walk(&recorder, &carved_container, &memory.stream), "");
    ck_assert_uint_eq(memory.stream.offset, text.left);
    part_recorder_clear(&recorder);
    free(copy);
}
END_TEST

/* As chance has it, once in 20 MB of noise. */
START_TEST(text_of_a_few_octets_is_no_zlib)
{
    static const char front[] =
        "\x78\x9c\x2b\x04\x83\x5e\xbb\xf8\x37\x16\x2e\xda\x51\x45\x9a\xed\xba"
        "\xc4\x23\xea\x03\xc2\xd0\x85\xb2\xc9\xe4\x41\xed\x46\x78\x4c\x0a\x5f";
    struct buffer content = { 0 };
    struct part_recorder recorder = { 0 };
    put_noise(&content, 100);
    ck_assert(buffer_append(&content, bytes_over(front, sizeof(front) - 1)));
    put_noise(&content, 400);
    struct memory_stream memory;
    memory_stream_init(&memory, buffer_bytes(&content));
    ck_assert_str_eq(part_recorder_walk(&recorder, &carved_container, &memory.stream), "");
    part_recorder_clear(&recorder);
    buffer_clear(&content);
}
END_TEST

/* Headers that hold, and nothing behind them that decodes: neither a part nor an entry. */
START_TEST(noise_behind_a_header_is_refused)
{
    struct buffer content = { 0 };
    struct part_recorder recorder = { 0 };
    for (int i = 0; i < 400; i++) {
        ck_assert(buffer_append(&content, bytes_over("\x1f\x8b\x08\0\0\0\0\0\0\3", 10)));
        put_noise(&content, 40);
    }
    struct memory_stream memory;
    memory_stream_init(&memory, buffer_bytes(&content));
    ck_assert_str_eq(part_recorder_walk(&recorder, &carved_container, &memory.stream), "");
    part_recorder_clear(&recorder);
    buffer_clear(&content);
}
END_TEST

/* Each start decodes for long before it fails: what is tried in vain is bounded, and told. */
START_TEST(trials_are_bounded)
{
    struct buffer content = { 0 };
    struct part_recorder recorder = { .blind = true };
    ck_assert(buffer_append_byte(&content, 0));
    for (int i = 0; i < 90000; i++) {
        /* a stored block of 65535 octets */
        ck_assert(
            buffer_append(&content, bytes_over("\x1f\x8b\x08\0\0\0\0\0\0\3\0\xff\xff\0\0zz", 17)));
    }
    struct memory_stream memory;
    memory_stream_init(&memory, buffer_bytes(&content));
    const char *walk = part_recorder_walk(&recorder, &carved_container, &memory.stream);
    ck_assert_uint_lt(recorder.parts, 4000);
    ck_assert_uint_eq(count_of(walk, "unread: more bytes that only look compressed"), 1);
    part_recorder_clear(&recorder);
    buffer_clear(&content);
}
END_TEST

/* Every shorter front and every flipped octet, on a copy with no byte to spare. */
START_TEST(every_shorter_front_is_read)
{
    static uint8_t held[1 << 16];
    struct bytes form = read_fixture(forms[_i].file, held);
    const size_t most = form.left < 1200 ? form.left : 1200;
    for (size_t kept = 0; kept < most; kept += 7) {
        uint8_t *copy = exact_copy(form.at, kept);
        struct part_recorder recorder = { 0 };
        struct memory_stream memory;
        memory_stream_init(&memory, bytes_over(copy, kept));
        bool taken = carved_container.recognise(bytes_over(copy, kept));
        (void)taken;
        (void)part_recorder_walk(&recorder, &carved_container, &memory.stream);
        ck_assert_uint_eq(memory.stream.offset, kept);
        part_recorder_clear(&recorder);
        free(copy);
    }
}
END_TEST

START_TEST(every_flipped_octet_is_read)
{
    static uint8_t held[1 << 16];
    struct bytes form = read_fixture(forms[_i].file, held);
    form.left = form.left < 1200 ? form.left : 1200;
    for (size_t at = 0; at < form.left; at += at < 80 ? 1 : 11) {
        uint8_t *copy = exact_copy(form.at, form.left);
        struct part_recorder recorder = { 0 };
        struct memory_stream memory;
        copy[at] ^= 0x41;
        memory_stream_init(&memory, bytes_over(copy, form.left));
        (void)part_recorder_walk(&recorder, &carved_container, &memory.stream);
        ck_assert_uint_eq(memory.stream.offset, form.left);
        part_recorder_clear(&recorder);
        free(copy);
    }
}
END_TEST

START_TEST(marks_are_found_as_in_plain_c)
{
    struct buffer text = { 0 };
    static const char some[] =
        "PK\3\x1f\x8b\x08 ust7z\xbc\xfd\x37z(\xb5/\4\"MBZhLZIMSC\x78\x9c\4\x78\xda\3";
    for (size_t i = 0; i < 400; i++) {
        put_noise(&text, i % 41);
        ck_assert(buffer_append(&text, bytes_over(some + i % 26, i % 12)));
    }
    const struct bytes all = buffer_bytes(&text);
    size_t from = 0, one = 0, other = 0;
    enum carve_kind kind = CARVE_KINDS, same = CARVE_KINDS;
    unsigned found = 0;
    while (carve_mark_find(all, from, all.left, &one, &kind)) {
        ck_assert(carve_mark_find_portable(all, from, all.left, &other, &same));
        ck_assert_uint_eq(one, other);
        ck_assert_uint_eq(kind, same);
        from = one + 1;
        found++;
    }
    ck_assert(!carve_mark_find_portable(all, from, all.left, &other, &same));
    ck_assert_uint_gt(found, 100);
    buffer_clear(&text);
}
END_TEST

int main(void)
{
    const int count = (int)(sizeof(forms) / sizeof(forms[0]));
    TCase *tests = tcase_create("carve_walk");
    tcase_add_unchecked_fixture(tests, prepare, NULL);
    tcase_add_loop_test(tests, each_form_is_found, 0, count);
    tcase_add_test(tests, one_behind_the_other_are_found);
    tcase_add_test(tests, what_stands_behind_a_cut_is_found);
    tcase_add_loop_test(tests, what_stands_in_a_cut_form_is_found, 0,
                        sizeof(cut_forms) / sizeof(cut_forms[0]));
    tcase_add_loop_test(tests, what_follows_text_is_found, 0, 5);
    tcase_add_test(tests, damage_is_told);
    tcase_add_loop_test(tests, damage_behind_a_weak_mark_is_a_note, 0, 2);
    tcase_add_test(tests, what_stands_behind_a_weak_mark_is_found);
    tcase_add_test(tests, marks_of_zlib_have_a_packed_block);
    tcase_add_loop_test(tests, what_only_looks_like_one_is_refused, 0,
                        (int)(sizeof(refused) / sizeof(refused[0])));
    tcase_add_test(tests, noise_behind_a_header_is_refused);
    tcase_add_test(tests, trials_are_bounded);
    tcase_add_loop_test(tests, every_shorter_front_is_read, 0, count);
    tcase_add_loop_test(tests, every_flipped_octet_is_read, 0, count);
    tcase_add_test(tests, marks_are_found_as_in_plain_c);
    tcase_add_test(tests, text_of_a_few_octets_is_no_zlib);
    return suite_run("carve_walk", tests);
}
