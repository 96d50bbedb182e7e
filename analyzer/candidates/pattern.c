#include "candidates/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <assert.h>
#include <pcre2.h>

#include "bounds.h"

#define JIT_STACK_START ((size_t)32 << 10)
#define JIT_STACK_MAX   ((size_t)512 << 10)

/* A hyphen, U+2010 to U+2015 or U+2212 in UTF-8, or a dash of Windows-1252. */
#define DASH "(?:-|\\xe2\\x80[\\x90-\\x95]|\\xe2\\x88\\x92|\\x96|\\x97)"
/* What stands between words; `+` is a space in forms (application/x-www-form-urlencoded). */
#define BLANK "(?:[ \\t+_]|\\xc2?\\xa0)"
/* Long lines of a configuration go on in the next one, indented, also within a label; the next
 * line of a dump has numbers before it. */
#define CONTINUED "(?:\\\\ ?)?\\n {0,4}[A-Z]{1,16}(?: [A-Z]{1,16}){0,3}"
#define LABEL     "[A-Z0-9#][A-Z0-9#._+ \\t]{0,60}(?:" CONTINUED ")?"

static const char *const sources[PATTERN_COUNT] = {
    /* The dashes of an END belong to it, but not those of a BEGIN directly behind it. */
    [PATTERN_MARK] =
        DASH "{2,12}" BLANK "{0,3}(?:(BEGIN)" BLANK "{1,4}(" LABEL "?)" BLANK "{0,3}" DASH
             "{2,12}|(END)(?:" BLANK "{1,4}" LABEL "?" BLANK "{0,3}(?:" DASH "{5}(?=" DASH
             "{5}" BLANK "{0,3}BEGIN)|" DASH "{2,12}))?)",
    /* So many digits as the cipher's block has: base64 may follow without a space. */
    [PATTERN_DEK_INFO] =
        "DEK" DASH "Info:[ \\t+]*((?:AES|CAMELLIA|ARIA|SEED|SM4)(?:[A-Z0-9]|" DASH
        "){0,16},[ \\t+]*[0-9A-F]{32}|(?:[A-Z0-9]|" DASH "){3,24},[ \\t+]*[0-9A-F]{16})",
};

static struct {
    pcre2_code *code[PATTERN_COUNT];
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
} prepared;

static bool compile(enum pattern pattern)
{
    int error;
    PCRE2_SIZE place;
    const char *source = sources[pattern];
    prepared.code[pattern] = pcre2_compile((PCRE2_SPTR)source, PCRE2_ZERO_TERMINATED,
                                           PCRE2_CASELESS, &error, &place, NULL);
    if (prepared.code[pattern] == NULL) {
        assert(error == PCRE2_ERROR_HEAP_FAILED || error == PCRE2_ERROR_NOMEMORY);
        return false;
    }
    /* Without the compiler (not built in, or not allowed) matching is slower, not other. */
    (void)pcre2_jit_compile(prepared.code[pattern], PCRE2_JIT_COMPLETE);
    return true;
}

bool pattern_prepare(void)
{
    if (prepared.data != NULL) {
        return true;
    }
    for (size_t i = 0; i < PATTERN_COUNT; i++) {
        if (!compile((enum pattern)i)) {
            pattern_release();
            return false;
        }
    }
    prepared.context = pcre2_match_context_create(NULL);
    prepared.stack = pcre2_jit_stack_create(JIT_STACK_START, JIT_STACK_MAX, NULL);
    prepared.data = pcre2_match_data_create(PATTERN_GROUPS, NULL);
    if (prepared.context == NULL || prepared.stack == NULL || prepared.data == NULL) {
        pattern_release();
        return false;
    }
    pcre2_set_match_limit(prepared.context, PATTERN_MATCH_LIMIT);
    pcre2_set_depth_limit(prepared.context, PATTERN_DEPTH_LIMIT);
    pcre2_jit_stack_assign(prepared.context, NULL, prepared.stack);
    return true;
}

void pattern_release(void)
{
    for (size_t i = 0; i < PATTERN_COUNT; i++) {
        pcre2_code_free(prepared.code[i]);
        prepared.code[i] = NULL;
    }
    pcre2_match_data_free(prepared.data);
    pcre2_match_context_free(prepared.context);
    pcre2_jit_stack_free(prepared.stack);
    prepared.data = NULL;
    prepared.context = NULL;
    prepared.stack = NULL;
}

bool pattern_find(enum pattern pattern, struct bytes text, size_t from, bool anchored,
                  struct pattern_match *match)
{
    assert(prepared.data != NULL && from <= text.left);
    if (from == text.left) {
        return false;
    }
    uint32_t options = anchored ? PCRE2_ANCHORED : 0;
    int groups = pcre2_match(prepared.code[pattern], text.at, text.left, from, options,
                             prepared.data, prepared.context);
    if (groups < 1) {
        return false;
    }
    const PCRE2_SIZE *places = pcre2_get_ovector_pointer(prepared.data);
    for (size_t i = 0; i < PATTERN_GROUPS; i++) {
        bool took_part = (int)i < groups && places[2 * i] != PCRE2_UNSET;
        match->from[i] = took_part ? places[2 * i] : SIZE_MAX;
        match->to[i] = took_part ? places[2 * i + 1] : SIZE_MAX;
    }
    return true;
}
