#define JUDGE_FOLDER "rollover"
#include "certificates/judge_log.h"

#include <stdlib.h>

#include "bounds.h"
#include "bytes/der.h"
#include "certificates/certificate_frame.h"
#include "certificates/issuer_chain.h"
#include "certificates/ocsp_response.h"
#include "crypto/der_writer.h"
#include "suite.h"

/* Where more is given than is tried or looked at, that is said. */

/* What is said of lists, and how often a sentence is in the journal. */
struct said {
    const char *sentence;
    size_t lists, count;
    char failure[128];
};

static void listen(void *context, const struct record *record)
{
    struct said *said = context;
    if (record->kind == RECORD_CRL) {
        said->lists++;
        copy_text(said->failure, record->crl.failure);
    } else if (record->kind == RECORD_JOURNAL) {
        ck_assert_int_eq(record->journal.weight, JOURNAL_UNREAD);
        said->count += memmem(record->journal.sentence.at, record->journal.sentence.left,
                              said->sentence, strlen(said->sentence)) != NULL;
    }
}

/* Of the same name, with a key of its own that is no point of the curve. */
static void add_namesake(struct buffer *table, struct bytes der, unsigned number)
{
    struct certificate_frame frame;
    struct buffer copy = { 0 };
    ck_assert(buffer_append(&copy, der));
    ck_assert_ptr_null(certificate_frame_read(buffer_bytes(&copy), &frame));
    uint8_t *key = copy.at + (frame.spki.at - copy.at) + frame.spki.left - 2;
    key[0] ^= (uint8_t)(number + 1);
    ck_assert(judge_case_add(table, JUDGE_ISSUER, 7, buffer_bytes(&copy)));
    buffer_clear(&copy);
}

static struct said judge_namesakes(unsigned count)
{
    struct said said = { .sentence = "issuers of its name than are tried on its signature" };
    const struct record_sink sink = { &said, listen };
    struct buffer table = { 0 };
    struct bytes der = whole("old.der");
    for (unsigned i = 0; i < count; i++) {
        add_namesake(&table, der, i);
    }
    add_all(&table, JUDGE_CRL, "old.crl");
    judge_case_run(buffer_bytes(&table), &sink);
    buffer_clear(&table);
    fixture_free(der);
    return said;
}

START_TEST(issuers_of_one_name)
{
    struct said said = judge_namesakes(ISSUER_TRIES_MAX);
    ck_assert(said.lists == 1 && said.count == 0);
    ck_assert_str_eq(said.failure, "its signature does not hold under any issuer of its name");
    said = judge_namesakes(ISSUER_TRIES_MAX + 1);
    ck_assert(said.lists == 1 && said.count == 1);
    ck_assert_str_eq(said.failure, "more issuers of its name than are tried on a signature");
}
END_TEST

/* One above the other, each with a key of its own and no name that could be looked up. */
static void stack(struct issuer *issuers, size_t count)
{
    memset(issuers, 0, count * sizeof(*issuers));
    for (size_t i = 0; i < count; i++) {
        issuers[i].key_digest[0] = (uint8_t)i;
        issuers[i].above = i + 1 < count ? &issuers[i + 1] : NULL;
    }
}

START_TEST(certificates_above_one)
{
    struct issuer *issuers = calloc(ISSUER_CHAIN_MAX + 1, sizeof(*issuers)), other = { 0 };
    const struct issuer *found[ISSUER_CHAIN_MAX];
    const struct issuer_set set = { 0 };
    bool bound = false;
    ck_assert_ptr_nonnull(issuers);
    memset(other.key_digest, 0xee, sizeof(other.key_digest));
    stack(issuers, ISSUER_CHAIN_MAX);
    ck_assert(!issuer_chains_meet(&set, issuers, &other, &bound) && !bound);
    ck_assert_uint_eq(issuer_predecessors(&set, issuers, found, &bound), ISSUER_CHAIN_MAX - 1);
    ck_assert(!bound);
    stack(issuers, ISSUER_CHAIN_MAX + 1);
    ck_assert(issuer_chains_meet(&set, issuers, &issuers[1], &bound) && !bound);
    ck_assert(!issuer_chains_meet(&set, issuers, &other, &bound) && bound);
    bound = false;
    ck_assert_uint_eq(issuer_predecessors(&set, issuers, found, &bound), ISSUER_CHAIN_MAX - 1);
    ck_assert(bound);
    free(issuers);
}
END_TEST

/* The response, with certificates of others before its own: they are not signed. */
static void put_response(struct bytes der, struct bytes other, size_t count, struct buffer *made)
{
    static const uint8_t basic[] = { 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01 };
    static const uint8_t successful[] = { 0x0a, 0x01, 0x00 };
    struct ocsp_response read;
    struct der_writer writer = { .into = made };
    ck_assert_ptr_null(ocsp_response_read(der, &read));
    const size_t whole = der_writer_open(&writer, DER_SEQUENCE);
    der_writer_raw(&writer, bytes_over(successful, sizeof(successful)));
    const size_t bytes = der_writer_open(&writer, DER_CONTEXT_0);
    const size_t typed = der_writer_open(&writer, DER_SEQUENCE);
    der_writer_put(&writer, DER_OBJECT_IDENTIFIER, bytes_over(basic, sizeof(basic)));
    const size_t octets = der_writer_open(&writer, DER_OCTET_STRING);
    const size_t answer = der_writer_open(&writer, DER_SEQUENCE);
    der_writer_raw(&writer, read.signed_part);
    der_writer_raw(&writer, read.algorithm);
    der_writer_bits(&writer, read.signature);
    const size_t tagged = der_writer_open(&writer, DER_CONTEXT_0);
    const size_t list = der_writer_open(&writer, DER_SEQUENCE);
    for (size_t i = 0; i < count; i++) {
        der_writer_raw(&writer, other);
    }
    der_writer_raw(&writer, read.certificates);
    const size_t marks[] = { list, tagged, answer, octets, typed, bytes, whole };
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        der_writer_close(&writer, marks[i]);
    }
    ck_assert(!writer.failed);
}

static struct bytes of_status(const char *name)
{
    char path[128];
    snprintf(path, sizeof(path), "status/%s", name);
    return fixture_read(path);
}

static struct said judge_response(size_t others)
{
    struct said said = { .sentence = "than are tried on its signature" };
    const struct record_sink sink = { &said, listen };
    struct buffer table = { 0 }, made = { 0 };
    struct bytes ca = of_status("ca.der"), response = of_status("by_delegate.ocsp");
    struct bytes other = of_status("stranger.der");
    put_response(response, other, others, &made);
    ck_assert(judge_case_add(&table, JUDGE_ISSUER, 7, ca));
    ck_assert(judge_case_add(&table, JUDGE_CRL, 7, buffer_bytes(&made)));
    judge_case_run(buffer_bytes(&table), &sink);
    buffer_clear(&table);
    buffer_clear(&made);
    fixture_free(ca);
    fixture_free(response);
    fixture_free(other);
    return said;
}

START_TEST(certificates_in_a_response)
{
    struct said said = judge_response(OCSP_CERTIFICATES_MAX - 1);
    ck_assert(said.lists == 1 && said.count == 0);
    ck_assert_str_eq(said.failure, "");
    said = judge_response(OCSP_CERTIFICATES_MAX);
    ck_assert(said.lists == 1 && said.count == 1);
    ck_assert_str_eq(said.failure, "more certificates or issuers than are tried on a signature");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("issuer_bounds");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, issuers_of_one_name);
    tcase_add_test(tests, certificates_above_one);
    tcase_add_test(tests, certificates_in_a_response);
    return suite_run("issuer_bounds", tests);
}
