#include <time.h>

#include "casefile/sample_case.h"
#include "reports/report.h"

#define MANY 23000

static void spread(uint8_t digest[SHA256_LENGTH], uint32_t number)
{
    for (size_t i = 0; i < SHA256_LENGTH; i++) {
        digest[i] = (uint8_t)((number * 2654435761u) >> (8 * (i % 4)));
    }
    memcpy(digest, &number, sizeof(number));
}

/* One CA has issued all of them: who is below it may not be asked of all for each. */
static void verify(struct case_file *file, const uint8_t sha256[SHA256_LENGTH],
                   const uint8_t issuer[SHA256_LENGTH])
{
    struct verified_certificate verified;
    memcpy(verified.certificate_sha256, sha256, SHA256_LENGTH);
    memcpy(verified.issuer_sha256, issuer, SHA256_LENGTH);
    ck_assert(case_add_verified(file, &verified));
}

static void add_many(struct case_file *file)
{
    struct certificate_sighting issuer = sample_certificate(0, CERTIFICATE_CA);
    uint32_t evidence = sample_source(file, SOURCE_EVIDENCE, "ev", "ev/leak.mbox", SAMPLE_RECEIVED),
             inventory = sample_source(file, SOURCE_INVENTORY, "inv", "inv/all.pem", 1),
             issuers = sample_source(file, SOURCE_ISSUERS, "ca", "ca/ca.pem", 1);
    ck_assert(case_begin(file));
    spread(issuer.certificate.sha256, 2 * MANY);
    spread(issuer.certificate.identity.digest, MANY);
    sample_add_certificate(file, issuers, &issuer, 0);
    for (uint32_t i = 0; i < MANY; i++) {
        struct key_sighting sighting = sample_key(VERDICT_PROVEN, 0);
        spread(sighting.finding.identity.digest, i);
        sample_add_key(file, evidence, &sighting, 2000 * i);
        for (uint32_t twice = 0; twice < 2; twice++) {
            struct certificate_sighting sold = sample_certificate(0, 0);
            uint8_t serial[5] = { 1, (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i,
                                  (uint8_t)twice };
            spread(sold.certificate.sha256, 2 * i + twice);
            spread(sold.certificate.identity.digest, i);
            sold.certificate.serial = bytes_over(serial, sizeof(serial));
            sample_add_certificate(file, inventory, &sold, 0);
            verify(file, sold.certificate.sha256, issuer.certificate.sha256);
        }
    }
    sample_finish(file, evidence);
    sample_finish(file, inventory);
    sample_finish(file, issuers);
    ck_assert(case_commit(file));
}

/* Lines of DIRECTORY/revoke.csv. */
static size_t count_lines(const char *directory)
{
    char path[256];
    size_t lines = 0;
    (void)snprintf(path, sizeof(path), "%s/revoke.csv", directory);
    FILE *list = fopen(path, "r");
    ck_assert_ptr_nonnull(list);
    for (int byte; (byte = fgetc(list)) != EOF;) {
        lines += byte == '\n' ? 1 : 0;
    }
    (void)fclose(list);
    return lines;
}

START_TEST(the_incident_takes_seconds)
{
    const struct sample_folder folder = sample_folder_make();
    struct case_file *file = sample_open(&folder);
    const struct report_options options = { .proofs = true };
    struct report_summary summary;
    char why[512] = "";
    add_many(file);
    clock_t before = clock();
    ck_assert_msg(report_write(file, folder.path, &options, &summary, why, sizeof(why)), "%s", why);
    ck_assert((clock() - before) / CLOCKS_PER_SEC < 40); /* ten times slower under sanitizers */
    ck_assert_ptr_nonnull(
        strstr(summary.text, "Certificates to revoke: 46000, 46000 of them of the issuers given"));
    ck_assert_uint_eq(count_lines(folder.path), 2 * MANY + 1);
    case_close(file);
    sample_folder_remove(&folder);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("size");
    tcase_add_test(tests, the_incident_takes_seconds);
    tcase_set_timeout(tests, 120);
    return suite_run("report_size", tests);
}
