/* Functions under test: key_fragments_find, key_mark_find */
#include <stdlib.h>

#include "bounds.h"
#include "candidates/armour/key_fragment.h"
#include "candidates/pattern.h"

/* A piece lies in the text, each of its cuts lies in its characters, and those are base64. */

struct seen {
    struct bytes leaf;
};

static void must(bool held)
{
    if (!held) {
        abort();
    }
}

static void take(void *context, const struct key_fragment *fragment)
{
    const struct seen *seen = context;
    must(fragment->offset <= seen->leaf.left);
    must(fragment->length <= seen->leaf.left - fragment->offset);
    must(fragment->facts.kind >= FRAGMENT_HEAD && fragment->facts.kind <= FRAGMENT_TAIL);
    must(fragment->facts.cut_count > 0 && fragment->facts.cut_count <= FRAGMENT_CUTS_MAX);
    must(fragment->facts.wanted == 0 || fragment->facts.kind == FRAGMENT_HEAD);
    for (size_t i = 0; i < fragment->facts.cut_count; i++) {
        must(fragment->from[i] <= fragment->text.left);
        must(fragment->facts.cuts[i] <= fragment->text.left - fragment->from[i]);
    }
    for (size_t i = 0; i < fragment->text.left; i++) {
        const uint8_t next = fragment->text.at[i], lower = next | 0x20;
        must((lower >= 'a' && lower <= 'z') || (next >= '0' && next <= '9') || next == '+' ||
             next == '/');
    }
}

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerInitialize(int *count, char ***arguments)
{
    (void)count;
    (void)arguments;
    return pattern_prepare() ? 0 : -1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fragment_reader reader = { 0 };
    struct seen seen = { .leaf = bytes_over(data, size) };
    if (size <= FRAGMENT_LEAF_MAX) {
        key_fragments_find(&reader, seen.leaf, &seen, take);
    }
    fragment_reader_clear(&reader);
    return 0;
}
