#include "inventory/hash_row.h"

#include <check.h>
#include <stdio.h>

#include "inventory/form_text.h"
#include "inventory/scan_log.h"

/* Tables that name keys by their hash: which rows come out, in which form. */

#define HEX    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define BASE64 "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

struct hash_log {
    size_t count;
    char serial[SERIAL_OCTETS_MAX + 1]; /* of the last */
    char column[64];
    uint64_t row;
};

static void note_match(void *context, const struct record *record)
{
    struct hash_log *log = context;
    struct place place;
    if (record->kind == RECORD_HASH_MATCH) {
        struct bytes chain = record->hash_match.provenance;
        ck_assert(provenance_take(&chain, &place) && place.kind == PLACE_ROW);
        snprintf(log->serial, sizeof(log->serial), "%.*s", (int)record->hash_match.serial.left,
                 (const char *)record->hash_match.serial.at);
        snprintf(log->column, sizeof(log->column), "%.*s", (int)place.name.left,
                 (const char *)place.name.at);
        log->row = place.number;
        log->count++;
    }
}

static const struct {
    const char *what, *text;
    size_t count;
    const char *serial, *column;
    uint64_t row;
} tables[] = {
    { "digits in SQL", "INSERT INTO k (keyHash,certSerial) VALUES (0x" HEX ",'03AB'),(0x00,'04');",
      1, "03ab", "k.keyHash", 1 },
    { "the serial in front",
      "INSERT INTO k (certSerial,keyHash) VALUES ('01',NULL),('0xFF',X'" HEX "');", 1, "ff",
      "k.keyHash", 2 },
    { "bytea in COPY", "COPY k (keyhash, certserial) FROM stdin;\n\\\\x" HEX "\t00:ab\n\\.\n", 1,
      "00ab", "k.keyhash", 1 },
    { "CSV", "spki_sha256,serial_number\n" HEX ",12345\n", 1, "12345", "spki_sha256", 2 },
    { "base64 in CSV", "id,spki_sha256,serial\n1," BASE64 "=,aa\n2," BASE64 ",bb\n", 2, "bb",
      "spki_sha256", 3 },
    { "JSON, an object a line",
      "{\"keyHash\":\"" HEX "\",\"serial\":\"0A\"}\n{\"serial\":\"0B\"}\n", 1, "0a", "keyHash", 1 },
    { "quotes that nobody escaped, around a row",
      "serial\tname\tspki_sha256\n1\t\"a\t00\n2\tb\t" HEX "\n3\tc\"\t00\n", 1, "2", "spki_sha256",
      3 },
    { "several lines in quotes", "serial,name,spki_sha256\n1,\"a\n2,b\"," HEX "\n", 1, "1",
      "spki_sha256", 2 },
    { "no serial", "keyHash,x\n" HEX ",1\n", 1, "", "keyHash", 2 },
    { "what is no serial", "keyHash,serial\n" HEX ",other\n", 1, "", "keyHash", 2 },
    { "another hash",
      "keyHash,serial\nff"
      "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f,1\n",
      0, "", "", 0 },
    { "a column of another name", "fingerprint,serial\n" HEX ",1\n", 0, "", "", 0 },
};
#define TABLES (sizeof(tables) / sizeof(tables[0]))

START_TEST(row_of_a_leaked_key_is_told_with_its_serial)
{
    struct buffer index_table = { 0 };
    struct key_index index;
    struct hash_log log = { 0 };
    const struct record_sink sink = { .context = &log, .record = note_match };
    struct public_identity identity = { .algorithm = KEY_RSA, .bits = 2048, .probe = 7 };
    const char *text = tables[_i].text;
    for (size_t i = 0; i < SHA256_LENGTH; i++) {
        identity.spki_sha256[i] = (uint8_t)i;
    }
    ck_assert(key_index_build(&identity, 1, &index_table));
    ck_assert(key_index_open(buffer_bytes(&index_table), &index));
    FILE *file = tmpfile();
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fflush(file), 0);
    const struct job_file job = {
        .number = 7, .fd = fileno(file), .size = strlen(text), .mode = SCAN_WHOLE
    };
    const struct inventory_setting setting = { .index = &index };
    inventory_scan(&job, &setting, &sink);
    ck_assert_msg(log.count == tables[_i].count, "%s: %zu", tables[_i].what, log.count);
    ck_assert_msg(strcmp(log.serial, tables[_i].serial) == 0, "%s: %s", tables[_i].what,
                  log.serial);
    ck_assert_msg(strcmp(log.column, tables[_i].column) == 0, "%s: %s", tables[_i].what,
                  log.column);
    ck_assert_msg(log.row == tables[_i].row, "%s: %u", tables[_i].what, (unsigned)log.row);
    fclose(file);
    buffer_clear(&index_table);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("hash_row");
    tcase_add_loop_test(tests, row_of_a_leaked_key_is_told_with_its_serial, 0, (int)TABLES);
    return suite_run("hash_row", tests);
}
