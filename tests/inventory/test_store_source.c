#include "inventory/scan_log.h"

#include "inventory/form_text.h"
#include "keys/key_examine.h"
#include "keys/passphrases.h"

/* Key stores as inventories: those of fixtures/keys/stores, which other programs wrote. How
 * many certificates are in each is what `openssl pkcs12` and `keytool -list -rfc` say. */

static const char list[] = "something else\ncorrect horse\nGr\xc3\xbc\xc3\x9f"
                           "e aus K\xc3\xb6ln\n";

static struct bytes store(const char *name)
{
    char path[256];
    snprintf(path, sizeof(path), "keys/stores/%s", name);
    return fixture_read(path);
}

static struct seen scan_store(struct bytes content, const struct key_index *index,
                              const struct passphrases *passphrases)
{
    struct seen seen = { 0 };
    const struct record_sink sink = { .context = &seen, .record = note };
    const struct inventory_setting setting = { .index = index, .passphrases = passphrases };
    FILE *file = tmpfile();
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(content.at, 1, content.left, file), content.left);
    ck_assert_int_eq(fflush(file), 0);
    const struct job_file job = {
        .number = 7, .fd = fileno(file), .size = content.left, .mode = SCAN_WHOLE
    };
    inventory_scan(&job, &setting, &sink);
    fclose(file);
    return seen;
}

static const struct {
    const char *name;
    size_t certificates, without; /* with the list, and with the empty passphrase alone */
    bool keys;
} stores[] = {
    { "bouncy.p12", 3, 0, true },
    { "bouncy-none.p12", 2, 2, true },
    { "gnutls.p12", 1, 0, true },
    { "gnutls-3des.p12", 1, 0, true },
    { "java.p12", 4, 0, true },
    { "keytool-legacy.p12", 1, 0, true },
    { "nss.p12", 1, 0, true },
    { "nss-3des.p12", 1, 0, true },
    { "openssl-modern.p12", 1, 0, true },
    { "openssl-legacy.p12", 1, 0, true },
    { "openssl-rc2-40.p12", 1, 0, true },
    { "openssl-clear.p12", 1, 1, true },
    { "openssl-clear-certificate.p12", 1, 1, true },
    { "openssl-empty.p12", 1, 1, true },
    { "openssl-empty-legacy.p12", 1, 1, true },
    { "openssl-umlaut.p12", 1, 0, true },
    { "openssl-no-key.p12", 1, 0, false },
    { "java.jks", 4, 4, true },
    { "java-trusted.jks", 1, 1, false },
    { "keytool.jks", 1, 1, true },
    { "java.jceks", 4, 4, true },
    { "keytool.jceks", 1, 1, true },
    { "bouncy.bks", 4, 4, true },
    { "bouncy-v1.bks", 3, 3, true },
};
#define STORES (sizeof(stores) / sizeof(stores[0]))

static bool has_note(const struct seen *seen)
{
    for (size_t i = 0; i < seen->journalled; i++) {
        if (seen->journal[i].weight == JOURNAL_NOTE &&
            strstr(seen->journal[i].sentence, "a private key in an inventory") != NULL) {
            return true;
        }
    }
    return false;
}

static void check_store(const struct seen *seen, size_t i, size_t certificates)
{
    ck_assert_msg(seen->done.parsed == certificates, "%s: %u of %zu", stores[i].name,
                  (unsigned)seen->done.parsed, certificates);
    ck_assert_msg((seen->done.failed == 0) == (certificates == stores[i].certificates), "%s: %s",
                  stores[i].name, seen->journal[0].sentence);
}

static struct passphrases passphrases_of(const char *lines)
{
    struct passphrases passphrases;
    ck_assert(key_examine_prepare());
    ck_assert(passphrases_read(bytes_over(lines, strlen(lines)), &passphrases));
    return passphrases;
}

START_TEST(store_opens_with_a_listed_passphrase)
{
    const struct key_index none = { 0 };
    struct passphrases passphrases = passphrases_of(list);
    struct bytes content = store(stores[_i].name);
    struct seen seen = scan_store(content, &none, &passphrases);
    check_store(&seen, (size_t)_i, stores[_i].certificates);
    ck_assert_msg(has_note(&seen) == stores[_i].keys, "%s", stores[_i].name);
    fixture_free(content);
    passphrases_clear(&passphrases);
}
END_TEST

/* What stays shut is told as encrypted. */
START_TEST(store_without_its_passphrase_is_told)
{
    const struct key_index none = { 0 };
    struct passphrases passphrases = passphrases_of("");
    struct bytes content = store(stores[_i].name);
    struct seen seen = scan_store(content, &none, &passphrases);
    check_store(&seen, (size_t)_i, stores[_i].without);
    if (seen.done.failed > 0) {
        ck_assert_int_eq(seen.done.outcome, OUTCOME_ENCRYPTED);
    }
    fixture_free(content);
    passphrases_clear(&passphrases);
}
END_TEST

/* A try takes a second: packed ones of the same two programs are read, and these as they are. */
static bool is_left_to_the_patient(int store)
{
    return strstr(stores[store].name, "-3des") != NULL && getenv("KEYTRAWL_PATIENT") == NULL;
}

START_TEST(store_in_gzip_is_read)
{
    if (is_left_to_the_patient(_i)) {
        return;
    }
    const struct key_index none = { 0 };
    struct passphrases passphrases = passphrases_of(list);
    struct buffer packed = { 0 };
    struct bytes content = store(stores[_i].name);
    put_gzip(&packed, content);
    struct seen seen = scan_store(buffer_bytes(&packed), &none, &passphrases);
    check_store(&seen, (size_t)_i, stores[_i].certificates);
    fixture_free(content);
    buffer_clear(&packed);
    passphrases_clear(&passphrases);
}
END_TEST

static void put_little(struct buffer *out, uint64_t number, size_t octets)
{
    for (size_t i = 0; i < octets; i++) {
        ck_assert(buffer_append_byte(out, (uint8_t)(number >> 8 * i)));
    }
}

/* From the version that is needed on, as in the directory. */
static void put_member_fields(struct buffer *zip, struct bytes content)
{
    const uint32_t sum = (uint32_t)crc32(0, content.at, (uInt)content.left);
    put_little(zip, 10, 2);
    put_little(zip, 0, 8); /* no flags, stored, without a time */
    put_little(zip, sum, 4);
    put_little(zip, content.left, 4);
    put_little(zip, content.left, 4);
    put_little(zip, 1, 2); /* of the name */
    put_little(zip, 0, 2);
}

/* One stored member named "s" (APPNOTE 4.3). */
static void put_zip(struct buffer *zip, struct bytes content)
{
    put_little(zip, 0x04034b50, 4);
    put_member_fields(zip, content);
    put(zip, "s");
    ck_assert(buffer_append(zip, content));
    const size_t directory = zip->used;
    put_little(zip, 0x02014b50, 4);
    put_little(zip, 10, 2);
    put_member_fields(zip, content);
    put_little(zip, 0, 6); /* no comment, the first disk, no attributes */
    put_little(zip, 0, 8); /* at the front */
    put(zip, "s");
    const size_t length = zip->used - directory;
    put_little(zip, 0x06054b50, 4);
    put_little(zip, 0, 4);
    put_little(zip, 1, 2);
    put_little(zip, 1, 2);
    put_little(zip, length, 4);
    put_little(zip, directory, 4);
    put_little(zip, 0, 2);
}

START_TEST(store_in_a_zip_is_read)
{
    if (is_left_to_the_patient(_i)) {
        return;
    }
    const struct key_index none = { 0 };
    struct passphrases passphrases = passphrases_of(list), empty = passphrases_of("");
    struct buffer packed = { 0 };
    struct bytes content = store(stores[_i].name);
    put_zip(&packed, content);
    struct seen seen = scan_store(buffer_bytes(&packed), &none, &passphrases);
    check_store(&seen, (size_t)_i, stores[_i].certificates);
    seen = scan_store(buffer_bytes(&packed), &none, &empty);
    check_store(&seen, (size_t)_i, stores[_i].without);
    fixture_free(content);
    buffer_clear(&packed);
    passphrases_clear(&passphrases);
    passphrases_clear(&empty);
}
END_TEST

START_TEST(store_cut_anywhere_tells_what_is_missing)
{
    static const char *const names[] = { "java.jks", "java.jceks", "openssl-clear.p12",
                                         "bouncy.bks" };
    const struct key_index none = { 0 };
    struct passphrases passphrases = passphrases_of("");
    struct bytes content = store(names[_i]);
    for (size_t length = 60; length + 21 < content.left; length += 37) {
        uint8_t *copy = exact_copy(content.at, length);
        struct seen seen = scan_store(bytes_over(copy, length), &none, &passphrases);
        ck_assert_msg(seen.done.failed > 0 && seen.journalled > 0, "%s: %zu", names[_i], length);
        free(copy);
    }
    fixture_free(content);
    passphrases_clear(&passphrases);
}
END_TEST

/* Nothing of it can be read, with or without its passphrase: it is told as closed. */
START_TEST(store_that_is_closed_as_a_whole_is_told)
{
    const struct key_index none = { 0 };
    struct passphrases passphrases = passphrases_of(list);
    struct bytes content = store("bouncy.uber");
    struct seen seen = scan_store(content, &none, &passphrases);
    ck_assert_uint_eq(seen.done.parsed, 0);
    ck_assert_uint_eq(seen.done.failed, 1);
    ck_assert_int_eq(seen.done.outcome, OUTCOME_ENCRYPTED);
    ck_assert_uint_eq(seen.journalled, 1);
    ck_assert_int_eq(seen.journal[0].weight, JOURNAL_UNREAD);
    ck_assert_str_eq(seen.journal[0].sentence,
                     "a UBER keystore of Bouncy Castle: all of it is closed");
    fixture_free(content);
    passphrases_clear(&passphrases);
}
END_TEST

/* A front like a store's, and what follows is none: a word, and never a certificate. */
static const struct {
    const char *what;
    uint8_t behind[40];
    size_t length;
    size_t failed;
} fronts[] = {
    { "no entry and its digest", { 0 }, 21, 0 },
    { "a digest that is cut short", { 3, 0 }, 25, 1 },
    { "an entry of an unknown kind", { 9, 0, 1, 'a' }, 39, 1 },
    { "an alias past the end", { 1, 0xff, 0xff }, 33, 1 },
    { "a chain past the end",
      { 1, 0, 1, 'a', 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff },
      39,
      1 },
    { "a certificate past the end",
      { 1, 0, 0, 0, 0,   0,   0,   0,   0,   0,    0,    0,    0,
        0, 0, 0, 5, 'X', '.', '5', '0', '9', 0xff, 0xff, 0xff, 0xff },
      39,
      1 },
    { "what is no certificate",
      { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 'X', 0, 0, 0, 1, 0x30 },
      40,
      2 },
};
#define FRONTS (sizeof(fronts) / sizeof(fronts[0]))

START_TEST(store_of_bouncy_castle_is_read_as_far_as_it_goes)
{
    static const uint8_t header[] = { 0, 0, 0, 2, 0, 0, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8,
                                      9, 0, 1, 2, 3, 4, 5, 6,  7, 8, 9, 0, 0, 0, 4, 0 };
    const struct key_index none = { 0 };
    struct passphrases passphrases = passphrases_of("");
    uint8_t *copy = malloc(sizeof(header) + fronts[_i].length);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, header, sizeof(header));
    memcpy(copy + sizeof(header), fronts[_i].behind, fronts[_i].length);
    struct seen seen =
        scan_store(bytes_over(copy, sizeof(header) + fronts[_i].length), &none, &passphrases);
    ck_assert_msg(seen.done.failed == fronts[_i].failed, "%s: %u", fronts[_i].what,
                  (unsigned)seen.done.failed);
    ck_assert_uint_eq(seen.done.parsed, 0);
    ck_assert_uint_ge(seen.journalled, 1);
    free(copy);
    passphrases_clear(&passphrases);
}
END_TEST

struct alias_log {
    size_t matched;
    char alias[64];
};

static void note_alias(void *context, const struct record *record)
{
    struct alias_log *log = context;
    struct place place;
    if (record->kind == RECORD_CERTIFICATE && record->certificate.matched) {
        struct bytes chain = record->certificate.provenance;
        ck_assert(provenance_take(&chain, &place) && place.kind == PLACE_ROW);
        snprintf(log->alias, sizeof(log->alias), "%.*s", (int)place.name.left,
                 (const char *)place.name.at);
        log->matched++;
    }
}

static const struct {
    const char *name, *alias;
} aliases[] = {
    { "keytool.jks", "schl\xc3\xbcssel 1" },
    { "openssl-modern.p12", "Schl\xc3\xbcssel 1" },
};

START_TEST(certificate_of_a_leaked_key_is_matched_under_its_alias)
{
    struct buffer table = { 0 };
    struct key_index index;
    struct alias_log log = { 0 };
    const struct record_sink sink = { .context = &log, .record = note_alias };
    struct passphrases passphrases = passphrases_of(list);
    struct certificate certificate = { 0 };
    struct bytes der = store("ecdsap256-rfc9500.cer");
    ck_assert_ptr_null(certificate_read(der, &certificate));
    ck_assert(key_index_build(&certificate.identity, 1, &table));
    ck_assert(key_index_open(buffer_bytes(&table), &index));
    char path[512];
    snprintf(path, sizeof(path), "%s/keys/stores/%s", FIXTURES, aliases[_i].name);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    const struct job_file job = {
        .number = 7, .fd = fileno(file), .size = UINT64_MAX, .mode = SCAN_WHOLE
    };
    const struct inventory_setting setting = { .index = &index, .passphrases = &passphrases };
    inventory_scan(&job, &setting, &sink);
    fclose(file);
    ck_assert_uint_eq(log.matched, 1);
    ck_assert_str_eq(log.alias, aliases[_i].alias);
    certificate_clear(&certificate);
    fixture_free(der);
    passphrases_clear(&passphrases);
    buffer_clear(&table);
}
END_TEST

int main(void)
{
    ck_assert(inventory_scan_prepare());
    TCase *tests = tcase_create("store_source");
    tcase_add_loop_test(tests, store_opens_with_a_listed_passphrase, 0, (int)STORES);
    tcase_add_loop_test(tests, store_without_its_passphrase_is_told, 0, (int)STORES);
    tcase_add_loop_test(tests, store_in_gzip_is_read, 0, (int)STORES);
    tcase_add_loop_test(tests, store_in_a_zip_is_read, 0, (int)STORES);
    tcase_add_loop_test(tests, store_cut_anywhere_tells_what_is_missing, 0, 4);
    tcase_add_test(tests, store_that_is_closed_as_a_whole_is_told);
    tcase_add_loop_test(tests, store_of_bouncy_castle_is_read_as_far_as_it_goes, 0, (int)FRONTS);
    tcase_add_loop_test(tests, certificate_of_a_leaked_key_is_matched_under_its_alias, 0,
                        (int)(sizeof(aliases) / sizeof(aliases[0])));
    return suite_run("store_source", tests);
}
