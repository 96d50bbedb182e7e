#define PCRE2_CODE_UNIT_WIDTH 8
#include "anchor_search.h"

#include <pcre2.h>
#include <stdio.h>
#include <string.h>

#include "give_up.h"

/* Both ways: all triples in one expression, and each by itself, for which the JIT has
 * vectors where an expression begins with two bytes that are given. */
static pcre2_code *compiled[TRIPLES_MOST];
static size_t compiled_count;
static pcre2_match_data *match;

static void add(const char *pattern)
{
    int error = 0;
    PCRE2_SIZE at = 0;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                                     PCRE2_DOTALL | PCRE2_NEVER_UTF, &error, &at, NULL);
    insist(code != NULL && pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0, pattern);
    compiled[compiled_count++] = code;
}

static void begin(void)
{
    compiled_count = 0;
    match = pcre2_match_data_create(1, NULL);
    insist(match != NULL, "pcre2_match_data_create");
}

static void prepare_each(const struct triples *triples)
{
    begin();
    for (size_t i = 0; i < triples->count; i++) {
        add(triples->pattern[i]);
    }
}

/* By the first byte, so that a byte that begins none is refused at once. */
static void prepare_all(const struct triples *triples)
{
    static char all[TRIPLES_MOST * 64];
    char *end = all;
    begin();
    for (size_t i = 0; i < triples->count; i++) {
        const bool opens = i == 0 || triples->first[i] != triples->first[i - 1];
        const bool closes = i + 1 == triples->count || triples->first[i] != triples->first[i + 1];
        if (opens) {
            end += sprintf(end, "%s\\x%02x(?:", i == 0 ? "" : "|", triples->first[i]);
        }
        end += sprintf(end, "%s%s%s", opens ? "" : "|", triples->pattern[i] + strlen("\\x00"),
                       closes ? ")" : "");
    }
    add(all);
}

static void find(struct bytes block, size_t base, struct places *places)
{
    for (size_t i = 0; i < compiled_count; i++) {
        size_t from = 0;
        while (pcre2_jit_match(compiled[i], block.at, block.left, from, 0, match, NULL) > 0) {
            size_t at = pcre2_get_ovector_pointer(match)[0];
            places_add(places, base + at);
            from = at + 1;
        }
    }
}

static void release(void)
{
    for (size_t i = 0; i < compiled_count; i++) {
        pcre2_code_free(compiled[i]);
    }
    pcre2_match_data_free(match);
}

const struct anchor_search pcre2_searches[PCRE2_SEARCHES] = {
    { "PCRE2, all in one", prepare_all, find, release },
    { "PCRE2, one by one", prepare_each, find, release },
};
