#include <dirent.h>
#include <sys/stat.h>
#include <time.h>

#include "casefile/sample_case.h"
#include "reports/report.h"

#define KEYS 5

static void add_keys(struct case_file *file, uint32_t count)
{
    uint32_t evidence = sample_source(file, SOURCE_EVIDENCE, "ev", "ev/leak.mbox", SAMPLE_RECEIVED),
             inventory = sample_source(file, SOURCE_INVENTORY, "inv", "inv/all.pem", 1);
    ck_assert(case_begin(file));
    for (uint32_t i = 0; i < count; i++) {
        struct key_sighting sighting = sample_key(VERDICT_PROVEN, 0);
        struct certificate_sighting certificate = sample_certificate(0, 0);
        uint8_t serial[4] = { 1, (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i };
        memcpy(sighting.finding.identity.digest, &i, sizeof(i));
        memcpy(certificate.certificate.identity.digest, &i, sizeof(i));
        memcpy(certificate.certificate.sha256, &i, sizeof(i));
        certificate.certificate.serial = bytes_over(serial, sizeof(serial));
        buffer_clear(&sighting.finding.proof);
        const size_t spare = 1 + i % 4; /* DER of as many octets more */
        ck_assert(buffer_append_byte(&sighting.finding.proof, 0x30) &&
                  buffer_append_byte(&sighting.finding.proof, (uint8_t)(15 + spare)) &&
                  buffer_append(&sighting.finding.proof, bytes_over("a proof of key ", 15)) &&
                  buffer_append(&sighting.finding.proof, bytes_over(&i, spare)));
        sample_add_key(file, evidence, &sighting, 2000 * i);
        sample_add_certificate(file, inventory, &certificate, 0);
        buffer_clear(&sighting.finding.proof);
    }
    sample_finish(file, evidence);
    sample_finish(file, inventory);
    ck_assert(case_commit(file));
}

static void write_report(struct case_file *file, const char *folder, size_t files_max)
{
    const struct report_options options = { .proofs = true, .proof_files_max = files_max };
    struct report_summary summary;
    char why[512] = "";
    ck_assert_msg(report_write(file, folder, &options, &summary, why, sizeof(why)), "%s", why);
}

static struct buffer read_file(const char *folder, const char *name)
{
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    struct buffer content = sample_file(path);
    ck_assert(buffer_append_byte(&content, 0));
    return content;
}

static unsigned count_entries(const char *folder, const char *name)
{
    char path[512];
    unsigned count = 0;
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    DIR *listing = opendir(path);
    ck_assert_ptr_nonnull(listing);
    while (readdir(listing) != NULL) {
        count++;
    }
    (void)closedir(listing);
    return count - 2;
}

/* The block that a row of the index names is the file that it would have been. */
static void expect_block(const char *row, const struct buffer *proofs, const struct buffer *file)
{
    char name[KEY_IDENTITY_TEXT];
    unsigned long offset, length;
    ck_assert_int_eq(sscanf(row, "%95[^,],%lu,%lu", name, &offset, &length), 3);
    ck_assert_uint_eq(length, file->used - 1);
    ck_assert_uint_le(offset + length, proofs->used - 1);
    ck_assert_mem_eq(proofs->at + offset, file->at, length);
    ck_assert_mem_eq(proofs->at + offset - strlen(name) - 1, name, strlen(name));
}

static struct buffer file_of_row(const char *folder, const char *row)
{
    char name[KEY_IDENTITY_TEXT + 16];
    (void)snprintf(name, sizeof(name), "proofs/%.*s.csr", (int)strcspn(row, ","), row);
    return read_file(folder, name);
}

START_TEST(many_proofs_stand_in_one_file)
{
    const struct sample_folder folder = sample_folder_make();
    struct case_file *file = sample_open(&folder);
    struct buffer files[KEYS];
    add_keys(file, KEYS);
    write_report(file, folder.path, KEYS - 1);
    ck_assert_uint_eq(count_entries(folder.path, "proofs"), 2);
    struct buffer index = read_file(folder.path, "proofs/index.csv");
    struct buffer proofs = read_file(folder.path, "proofs/proofs.pem");
    struct buffer list = read_file(folder.path, "revoke.csv");
    ck_assert_ptr_nonnull(strstr((const char *)list.at, ",proofs/proofs.pem,"));
    ck_assert_ptr_null(strstr((const char *)list.at, ".csr"));
    buffer_clear(&list);

    /* As many as there may be: a file each, and nothing is left of the other form. */
    write_report(file, folder.path, KEYS);
    ck_assert_uint_eq(count_entries(folder.path, "proofs"), KEYS);
    const char *row = (const char *)index.at;
    ck_assert_int_eq(strncmp(row, "key_identity,offset,length,form\r\n", 33), 0);
    for (size_t i = 0; i < KEYS; i++) {
        row = strchr(row, '\n') + 1;
        files[i] = file_of_row(folder.path, row);
        expect_block(row, &proofs, &files[i]);
        buffer_clear(&files[i]);
    }
    ck_assert_str_eq(strchr(row, '\n'), "\n");
    list = read_file(folder.path, "revoke.csv");
    ck_assert_ptr_null(strstr((const char *)list.at, "proofs.pem"));
    ck_assert_ptr_nonnull(strstr((const char *)list.at, ".csr,"));

    write_report(file, folder.path, 1);
    ck_assert_uint_eq(count_entries(folder.path, "proofs"), 2);
    struct buffer again = read_file(folder.path, "proofs/proofs.pem");
    ck_assert_uint_eq(again.used, proofs.used);
    ck_assert_mem_eq(again.at, proofs.at, proofs.used);
    buffer_clear(&again);
    buffer_clear(&list);
    buffer_clear(&index);
    buffer_clear(&proofs);
    case_close(file);
    sample_folder_remove(&folder);
}
END_TEST

/* A proof under e = 65537 convinces nobody of a certificate with e = 3: it is listed, since the
 * factors of its modulus are known, and no file is named that would be refused. */
START_TEST(no_proof_is_named_for_another_exponent)
{
    const struct sample_folder folder = sample_folder_make();
    struct case_file *file = sample_open(&folder);
    uint32_t evidence = sample_source(file, SOURCE_EVIDENCE, "ev", "ev/leak.mbox", SAMPLE_RECEIVED),
             inventory = sample_source(file, SOURCE_INVENTORY, "inv", "inv/all.pem", 1);
    struct key_sighting sighting = sample_key(VERDICT_PROVEN, 0x11);
    struct certificate_sighting same = sample_certificate(0x11, 1), other = same;
    other.certificate.sha256[0] ^= 1;
    other.certificate.serial = bytes_over("\x02\x03", 2);
    other.certificate.identity.spki_sha256[0] ^= 1;
    ck_assert(buffer_append(&sighting.finding.proof, bytes_over("\x30\x01p", 3)));
    ck_assert(case_begin(file));
    sample_add_key(file, evidence, &sighting, 0);
    sample_add_certificate(file, inventory, &same, 0);
    sample_add_certificate(file, inventory, &other, 1);
    sample_finish(file, evidence);
    sample_finish(file, inventory);
    ck_assert(case_commit(file));
    write_report(file, folder.path, 2);
    struct buffer list = read_file(folder.path, "certificates.jsonl");
    const char *text = (const char *)list.at;
    const char *end = strchr(text, '\n'), *first = strstr(text, ".csr\"");
    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_null(strstr(first + 1, ".csr\""));
    ck_assert_ptr_nonnull(strchr(end + 1, '\n')); /* two rows all the same */
    buffer_clear(&list);
    buffer_clear(&sighting.finding.proof);
    case_close(file);
    sample_folder_remove(&folder);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("proofs");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, many_proofs_stand_in_one_file);
    tcase_add_test(tests, no_proof_is_named_for_another_exponent);
    return suite_run("proof_report", tests);
}
