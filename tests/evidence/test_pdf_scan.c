#include "evidence_run.h"

/* Each file was written by another program (scripts/fixtures/make-pdf-fixtures). Where a page is
 * written line by line its content stream shows the key as well, and so do the bytes of the file
 * where that is not compressed; a case folds these two. */
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
    /* the first page by itself holds the front of the key: one that was cut off */
    { "reportlab-two-pages.pdf", "proven!reading 1 @0 pdf-text@0+1703", 2, NULL },
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
    return run_suite("pdf_scan", tests);
}
