#include "casefile/case_view.h"
#include "casefile/sample_folder.h"

/* A lead in two places of one file and in one of another; and others, dearer and tried. */

static struct key_sighting lead_of(uint8_t seed, uint64_t steps, bool tried)
{
    struct key_sighting lead = sample_key(VERDICT_ENCRYPTED, seed);
    lead.finding.encoding = "pkcs8-encrypted";
    lead.finding.failure = "no passphrase opens it";
    lead.finding.try_steps = steps;
    lead.finding.tried_all = tried;
    return lead;
}

static uint32_t evidence_of(struct case_file *file, const char *path)
{
    return sample_source(file, SOURCE_EVIDENCE, "ev", path, SAMPLE_RECEIVED);
}

static void fill(struct case_file *file)
{
    struct key_sighting cheap = lead_of(0x22, 2048, false), dear = lead_of(0x11, 160000, false);
    struct key_sighting tried = lead_of(0x33, 1, true), hopeless = lead_of(0x44, 0, false);
    struct key_sighting proven = sample_key(VERDICT_PROVEN, 0x55);
    sample_add_key(file, evidence_of(file, "ev/b"), &cheap, 100);
    sample_add_key(file, evidence_of(file, "ev/b"), &cheap, 9000);
    sample_add_key(file, evidence_of(file, "ev/a"), &cheap, 7);
    sample_add_key(file, evidence_of(file, "ev/a"), &dear, 3000);
    sample_add_key(file, evidence_of(file, "ev/a"), &tried, 6000);
    sample_add_key(file, evidence_of(file, "ev/a"), &hopeless, 9000);
    sample_add_key(file, evidence_of(file, "ev/a"), &proven, 12000);
    sample_finish(file, evidence_of(file, "ev/a"));
    sample_finish(file, evidence_of(file, "ev/b"));
}

struct lines {
    char text[2048];
};

static bool list_lead(void *context, const struct case_lead *lead)
{
    struct lines *lines = context;
    size_t used = strlen(lines->text);
    struct bytes rest = lead->provenance;
    struct place spot;
    ck_assert(provenance_take(&rest, &spot));
    ck_assert_uint_eq(lead->size, 4096);
    ck_assert_int_eq(lead->modified, 7);
    (void)snprintf(lines->text + used, sizeof(lines->text) - used, "%02x %llu %.*s@%llu\n",
                   lead->content_sha256[0], (unsigned long long)lead->steps, (int)lead->path.left,
                   (const char *)lead->path.at, (unsigned long long)spot.offset);
    return true;
}

static void expect_leads(struct case_file *file, enum lead_tried wanted, const char *expected)
{
    struct lines lines = { "" };
    ck_assert(case_each_lead(file, wanted, &lines, list_lead));
    ck_assert_str_eq(lines.text, expected);
}

#define CHEAP "22 2048 ev/a@7\n22 2048 ev/b@100\n22 2048 ev/b@9000\n"
#define DEAR  "11 160000 ev/a@3000\n"
#define TRIED "33 1 ev/a@6000\n"

START_TEST(leads_come_cheap_ones_first)
{
    struct case_file *file = sample_open(&folder);
    fill(file);
    expect_leads(file, LEAD_TRIED, CHEAP DEAR);
    expect_leads(file, LEAD_HARVEST_TRIED, TRIED CHEAP DEAR);
    expect_leads(file, LEAD_TRIED_ANYHOW, TRIED CHEAP DEAR);
    uint8_t blob[SHA256_LENGTH];
    memset(blob, 0x22, SHA256_LENGTH);
    ck_assert(case_note_lead(file, blob, "the bound", LEAD_HARVEST_TRIED));
    expect_leads(file, LEAD_TRIED, DEAR);
    expect_leads(file, LEAD_HARVEST_TRIED, TRIED DEAR);
    expect_leads(file, LEAD_TRIED_ANYHOW, TRIED CHEAP DEAR);
    /* seen again in a new file: that sighting was not tried */
    struct key_sighting cheap = lead_of(0x22, 2048, false);
    sample_add_key(file, evidence_of(file, "ev/c"), &cheap, 50);
    expect_leads(file, LEAD_TRIED, CHEAP "22 2048 ev/c@50\n" DEAR);
    case_close(file);
}
END_TEST

static bool list_sighting(void *context, const struct case_sighting *sighting)
{
    struct lines *lines = context;
    size_t used = strlen(lines->text);
    struct bytes rest = sighting->provenance;
    struct place spot;
    ck_assert(provenance_take(&rest, &spot));
    (void)snprintf(lines->text + used, sizeof(lines->text) - used, "%.12s %.*s@%llu\n",
                   sighting->name, (int)sighting->path.left, (const char *)sighting->path.at,
                   (unsigned long long)spot.offset);
    return true;
}

static void expect_sightings(struct case_file *file, const char *expected)
{
    struct lines lines = { "" };
    ck_assert(case_each_sighting(file, &lines, list_sighting));
    ck_assert_str_eq(lines.text, expected);
}

static const uint8_t *content_of(uint8_t seed)
{
    static uint8_t content[SHA256_LENGTH];
    memset(content, seed, SHA256_LENGTH);
    return content;
}

/* Opens what lies in the candidate `content`, under a name in its store. */
static void add_opened(struct case_file *file, enum verdict verdict, uint8_t seed, uint8_t content,
                       const char *alias)
{
    struct key_sighting opened = sample_key(verdict, seed);
    struct buffer spot = { 0 };
    sample_place(&spot, PLACE_SPOT, 0, 0, 0, alias);
    opened.provenance = buffer_bytes(&spot);
    opened.finding.try_steps = verdict == VERDICT_ENCRYPTED ? 2048 : 0;
    memcpy(opened.finding.content_sha256, content_of(content), SHA256_LENGTH);
    ck_assert(case_add_opened(file, &opened));
    buffer_clear(&spot);
}

static void keep_leads(struct case_file *file, uint8_t content, struct bytes closed,
                       const char *expected)
{
    struct buffer gone = { 0 };
    ck_assert(case_keep_leads(file, content_of(content), closed, &gone));
    ck_assert(buffer_append_byte(&gone, 0));
    for (size_t i = 0; i + 2 < gone.used; i++) {
        gone.at[i] = gone.at[i] == 0 ? ' ' : gone.at[i];
    }
    ck_assert_str_eq((const char *)gone.at, expected);
    buffer_clear(&gone);
}

#define NAME(hex)                                                                                  \
    hex hex hex hex hex hex hex hex hex hex hex hex hex hex hex hex hex hex hex hex hex hex hex    \
        hex hex hex hex hex hex hex hex hex

/* What is opened stands at every place of the lead, and the lead is gone. */
START_TEST(opened_lead_becomes_its_keys)
{
    struct case_file *file = sample_open(&folder);
    fill(file);
    add_opened(file, VERDICT_PROVEN, 0x66, 0x22, "");
    add_opened(file, VERDICT_PROVEN, 0x66, 0x22, ""); /* once more changes nothing */
    add_opened(file, VERDICT_PROVEN, 0x55, 0x22, ""); /* known already */
    keep_leads(file, 0x22, bytes_over(NULL, 0), "encrypted-" NAME("22"));
    expect_leads(file, LEAD_TRIED_ANYHOW, TRIED DEAR);
    expect_sightings(file, "encrypted-11 ev/a@3000\n"
                           "encrypted-33 ev/a@6000\n"
                           "encrypted-44 ev/a@9000\n"
                           "rsa-55555555 ev/a@7\n"
                           "rsa-55555555 ev/a@12000\n"
                           "rsa-55555555 ev/b@100\n"
                           "rsa-55555555 ev/b@9000\n"
                           "rsa-66666666 ev/a@7\n"
                           "rsa-66666666 ev/b@100\n"
                           "rsa-66666666 ev/b@9000\n");
    case_close(file);
}
END_TEST

/* A store of two keys, each under a passphrase of its own, opened one after the other. */
static void add_entry(struct case_file *file, uint8_t seed, const char *alias)
{
    struct key_sighting lead = lead_of(seed, 2048, false);
    struct buffer spot = { 0 };
    sample_place(&spot, PLACE_SPOT, 0, 5, 900, alias);
    lead.provenance = buffer_bytes(&spot);
    memcpy(lead.finding.content_sha256, content_of(0x77), SHA256_LENGTH);
    ck_assert(case_add_key(file, evidence_of(file, "ev/store"), &lead));
    buffer_clear(&spot);
}

START_TEST(store_is_opened_key_by_key)
{
    static const char one[] = "encrypted-" NAME("a1"), inner[] = "encrypted-" NAME("b1");
    struct case_file *file = sample_open(&folder);
    bool known;
    add_entry(file, 0xa1, "one");
    add_entry(file, 0xa2, "two");
    expect_leads(file, LEAD_TRIED, "77 2048 ev/store@5\n77 2048 ev/store@5\n");
    add_opened(file, VERDICT_PROVEN, 0xc2, 0x77, "two");
    keep_leads(file, 0x77, bytes_over(one, sizeof(one)), "encrypted-" NAME("a2"));
    ck_assert(case_has_lead(file, content_of(0x77), one, &known) && known);
    ck_assert(case_has_lead(file, content_of(0x22), one, &known) && !known);
    ck_assert(case_has_lead(file, content_of(0x77), inner, &known) && !known);
    expect_leads(file, LEAD_TRIED, "77 2048 ev/store@5\n");
    /* in the other lies one that is closed itself */
    add_opened(file, VERDICT_ENCRYPTED, 0xb1, 0x77, "inner");
    keep_leads(file, 0x77, bytes_over(inner, sizeof(inner)), "encrypted-" NAME("a1"));
    expect_sightings(file, "encrypted-b1 ev/store@5\nrsa-c2c2c2c2 ev/store@5\n");
    add_opened(file, VERDICT_PROVEN, 0xc1, 0x77, "inner");
    keep_leads(file, 0x77, bytes_over(NULL, 0), "encrypted-" NAME("b1"));
    expect_leads(file, LEAD_TRIED, "");
    expect_sightings(file, "rsa-c1c1c1c1 ev/store@5\nrsa-c2c2c2c2 ev/store@5\n");
    case_close(file);
}
END_TEST

START_TEST(key_that_is_no_lead_is_never_closed)
{
    struct case_file *file = sample_open(&folder);
    fill(file);
    keep_leads(file, 0x44, bytes_over(NULL, 0), ""); /* no passphrase can open it */
    keep_leads(file, 0x55, bytes_over(NULL, 0), "");
    ck_assert(case_note_lead(file, content_of(0x55), "nonsense", LEAD_TRIED));
    expect_sightings(file, "encrypted-11 ev/a@3000\n"
                           "encrypted-22 ev/a@7\n"
                           "encrypted-22 ev/b@100\n"
                           "encrypted-22 ev/b@9000\n"
                           "encrypted-33 ev/a@6000\n"
                           "encrypted-44 ev/a@9000\n"
                           "rsa-55555555 ev/a@12000\n");
    case_close(file);
}
END_TEST

static bool list_entry(void *context, enum source_kind kind, struct bytes path,
                       const struct journal_entry *entry)
{
    struct lines *lines = context;
    size_t used = strlen(lines->text);
    (void)kind;
    (void)path;
    (void)snprintf(lines->text + used, sizeof(lines->text) - used, "%.*s\n",
                   (int)entry->sentence.left, (const char *)entry->sentence.at);
    return true;
}

static void expect_journal(struct case_file *file, const char *expected)
{
    struct lines lines = { "" };
    ck_assert(case_each_journal(file, &lines, list_entry));
    ck_assert_str_eq(lines.text, expected);
}

/* Each phase tells anew what it did, and leaves alone what the others told. */
START_TEST(each_phase_clears_its_own_journal)
{
    struct case_file *file = sample_open(&folder);
    const uint32_t number = evidence_of(file, "ev/a");
    struct journal_entry entry = { .weight = JOURNAL_NOTE, .outcome = OUTCOME_CHANGED };
    entry.sentence = sample_text("read");
    ck_assert(case_add_journal(file, number, &entry));
    entry.sentence = sample_text("judged");
    ck_assert(case_add_judge_journal(file, number, &entry));
    entry.sentence = sample_text("unlocked");
    ck_assert(case_add_unlock_journal(file, number, &entry));
    expect_journal(file, "judged\nread\nunlocked\n");
    ck_assert(case_clear_judgements(file));
    expect_journal(file, "read\nunlocked\n");
    ck_assert(case_clear_unlock_journal(file));
    expect_journal(file, "read\n");
    case_close(file);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("leads");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, leads_come_cheap_ones_first);
    tcase_add_test(tests, opened_lead_becomes_its_keys);
    tcase_add_test(tests, store_is_opened_key_by_key);
    tcase_add_test(tests, key_that_is_no_lead_is_never_closed);
    tcase_add_test(tests, each_phase_clears_its_own_journal);
    return suite_run("case_lead", tests);
}
