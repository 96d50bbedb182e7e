#include <zlib.h>

#include "evidence_run.h"

/* Each file was written by another program (scripts/make-pdf-fixtures). Where a page is written
 * line by line its content stream shows the key as well, and so do the bytes of the file where
 * that is not compressed; a case folds these two. */
static const struct {
    const char *name, *place; /* NULL: what the journal says */
    unsigned sightings;
    const char *unread;
} files[] = {
    { "libreoffice.pdf", "proven!reading 1 @0 pdf-text@0+240", 1, NULL },
    { "chromium.pdf", "proven!reading 1 @0 pdf-text@9+240", 1, NULL },
    { "ghostscript.pdf", "proven!reading 1 @0 pdf-text@0+240", 2, NULL },
    { "cairo.pdf", "proven!reading 1 @0 pdf-text@0+240", 1, NULL },
    { "qpdf-object-streams.pdf", "proven!reading 1 @0 pdf-text@0+240", 1, NULL },
    { "reportlab-ascii85.pdf", "proven!reading 1 @0 pdf-text@0+240", 2, NULL },
    /* that the first page by itself holds but the front of the key is not told */
    { "reportlab-two-pages.pdf", "proven!reading 1 @0 pdf-text@0+1703", 1, NULL },
    { "reportlab-plain.pdf", "proven!reading 1 @0 pdf-text@0+240", 3, NULL },
    { "attached.pdf", " keys.zip!member 1 key.txt", 1, NULL },
    { "attached-object-streams.pdf", " keys.zip!member 1 key.txt", 1, NULL },
    { "encrypted-aes-256.pdf", " keys.zip!member 1 key.txt", 1, NULL },
    { "encrypted-rc4-128.pdf", " keys.zip!member 1 key.txt", 1, NULL },
    { "encrypted-note-aes-256.pdf", "proven!reading @0 pdf-strings@4+240", 1, NULL },
    { "encrypted-note-aes-128.pdf", "proven!reading @0 pdf-strings@4+240", 1, NULL },
    { "encrypted-note-rc4-40.pdf", "proven!reading @0 pdf-strings@4+240", 1, NULL },
    { "encrypted-passphrase-aes-128.pdf", NULL, 0,
      "the PDF file is encrypted: --passphrases FILE may open it in a new case\n" },
};

START_TEST(key_of_a_pdf_file_is_proven)
{
    struct record_list list = { 0 };
    char name[64];
    (void)snprintf(name, sizeof(name), "containers/pdf/%s", files[_i].name);
    struct buffer content = fixture_read(name);
    run_scan(buffer_bytes(&content), &list);
    const char *lines = record_list_text(&list);
    ck_assert_msg(list.keys == files[_i].sightings, "%s: %s", files[_i].name, lines);
    if (files[_i].place != NULL) {
        ck_assert_msg(list.unread == 0, "%s: %s", files[_i].name, lines);
        ck_assert_msg(strstr(lines, files[_i].place) != NULL, "%s: %s", files[_i].name, lines);
    } else {
        ck_assert_str_eq(lines, files[_i].unread);
    }
    buffer_clear(&content);
    record_list_clear(&list);
}
END_TEST

#define PAGE                                                                                       \
    "%%PDF-1.4\n1 0 obj<</Type/Page/Contents 2 0 R/Resources<</Font<</F 3 0 R>>>>>>endobj\n"       \
    "3 0 obj<</Subtype/Type1/BaseFont/Courier>>endobj\n"                                           \
    "2 0 obj<</Filter/FlateDecode/Length %zu>>stream\n"

/* Its first lines, each as a string that is shown, or behind a mark of comments; those behind the
 * first one backward, where it is another key that begins alike. */
static void put_lines(struct buffer *stream, struct bytes key, unsigned count, bool shown,
                      bool backward)
{
    for (unsigned i = 0; i < count; i++) {
        const uint8_t *end = memchr(key.at, '\n', key.left);
        ck_assert_ptr_nonnull(end);
        const size_t length = (size_t)(end - key.at);
        ck_assert(buffer_append_text(stream, shown ? "(" : "% "));
        for (size_t j = 0; j < length; j++) {
            const bool turned = backward && i > 1;
            ck_assert(buffer_append_byte(stream, key.at[turned ? length - 1 - j : j]));
        }
        ck_assert(buffer_append_text(stream, shown ? ") Tj T*\n" : "\n"));
        key = bytes_over(end + 1, key.left - length - 1);
    }
}

static void put_page(struct buffer *pdf, struct bytes stream)
{
    uint8_t packed[8192];
    char front[512];
    uLongf length = sizeof(packed);
    ck_assert_int_eq(compress2(packed, &length, stream.at, stream.left, 9), Z_OK);
    (void)snprintf(front, sizeof(front), PAGE, (size_t)length);
    ck_assert(buffer_append_text(pdf, front));
    ck_assert(buffer_append(pdf, bytes_over(packed, length)));
    ck_assert(buffer_append_text(pdf, "\nendstream endobj\n"));
}

static const struct {
    const char *what;
    unsigned shown, in_comment; /* lines */
    bool backward;
    const char *places[3]; /* NULL behind the last */
    unsigned keys;
} halves[] = {
    { "so much that it is proven", 20, 0, false, { "proven!reading 1 @0 pdf-text@0" }, 1 },
    { "too little to be", 8, 0, false, { "malformed!reading 1 @0 pdf-text@0" }, 1 },
    /* of the stream as it stands the first one is proven as well */
    { "another one that nobody sees",
      20,
      8,
      true,
      { "proven!reading 1 @0 pdf-text@0", "malformed!member 1 object 2@2095" },
      3 },
    /* the operators behind the first one could be anything */
    { "more of it than is shown",
      8,
      12,
      false,
      { "malformed!reading 1 @0 pdf-text@0", "malformed!member 1 object 2@1219" },
      3 },
};

/* Half a key on a page, compressed: the stream that the text was made of does not tell of it once
 * more, but of what else it holds. */
START_TEST(half_a_key_on_a_page_is_told_once)
{
    struct buffer key = fixture_read("keys/shop-rsa-a.key"), stream = { 0 }, pdf = { 0 };
    struct record_list list = { 0 };
    ck_assert(buffer_append_text(&stream, "BT /F 9 Tf 40 800 Td 11 TL\n"));
    put_lines(&stream, buffer_bytes(&key), halves[_i].shown, true, false);
    ck_assert(buffer_append_text(&stream, "ET\n"));
    for (unsigned i = 0; i < 40 && halves[_i].in_comment > 0; i++) {
        ck_assert(buffer_append_text(&stream, "0 0 m 10 10 l S\n"));
    }
    put_lines(&stream, buffer_bytes(&key), halves[_i].in_comment, false, halves[_i].backward);
    put_page(&pdf, buffer_bytes(&stream));
    run_scan(buffer_bytes(&pdf), &list);
    const char *lines = record_list_text(&list);
    ck_assert_msg(list.keys == halves[_i].keys, "%s: %s", halves[_i].what, lines);
    for (size_t i = 0; halves[_i].places[i] != NULL; i++) {
        ck_assert_msg(strstr(lines, halves[_i].places[i]) != NULL, "%s: %s", halves[_i].what,
                      lines);
    }
    record_list_clear(&list);
    buffer_clear(&pdf);
    buffer_clear(&stream);
    buffer_clear(&key);
}
END_TEST

static void prepare(void)
{
    run_prepare_scanning("");
}

int main(void)
{
    TCase *tests = tcase_create("pdf_scan");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, key_of_a_pdf_file_is_proven, 0,
                        (int)(sizeof(files) / sizeof(files[0])));
    tcase_add_rows(tests, half_a_key_on_a_page_is_told_once, halves);
    return suite_run_apart("pdf_scan", tests);
}
