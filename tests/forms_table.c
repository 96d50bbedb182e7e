#include <stdio.h>

#include "candidates/packed/packed_form.h"
#include "candidates/written/written_form.h"
#include "keys/key_form.h"
#include "keys/key_reader.h"

/* Prints README's table of the forms of private keys, from the tables that the code
 * dispatches on. */

static void put(const char *name, const char *reads, const char *where)
{
    printf("| `%s` | %s | %s |\n", name, reads, where);
}

/* Where candidates of this form are looked for, by the rows that find them. */
static const char *where_found(enum candidate_form form)
{
    static const char *const names[] = { "armour, DER",
                                         "text",
                                         "bytes",
                                         "text, bytes",
                                         "whole files",
                                         "text, whole files",
                                         "bytes, whole files",
                                         "text, bytes, whole files" };
    unsigned found = form == CANDIDATE_LIMBS ? 2u : 0u;
    for (size_t i = 0; i < written_form_count; i++) {
        found |= written_forms[i].form == form ? 1u : 0u;
    }
    for (size_t i = 0; i < packed_form_count; i++) {
        if (packed_forms[i].form == form) {
            found |= packed_forms[i].whole ? 4u : 2u;
        }
    }
    return names[found];
}

int main(void)
{
    static const char structures[] = "PEM, DER, base64";
    printf("| `encoding` | private keys | found in |\n|---|---|---|\n");
    for (size_t i = 0; i < KEY_FORMS; i++) {
        put(key_forms[i].name, key_forms[i].reads, structures);
    }
    for (size_t i = 0; i < KEY_SHELLS; i++) {
        if (key_shells[i].reads != NULL) {
            put(key_shells[i].name, key_shells[i].reads, i == KEY_SHELL_PEM ? "PEM" : structures);
        }
    }
    for (size_t i = 0; i < key_reader_count; i++) {
        put(key_readers[i].name, key_readers[i].reads, where_found(key_readers[i].form));
    }
    return 0;
}
