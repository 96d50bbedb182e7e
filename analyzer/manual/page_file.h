#ifndef PAGE_FILE_H
#define PAGE_FILE_H

#include <stdbool.h>
#include <stdio.h>

/* Files of the build: this program has no hostile input, and ends where one fails. */

/* What the program was told. */
struct manual {
    const char *docs;   /* folder of the texts: docs/ */
    const char *output; /* folder that it writes into; is there */
};

/* Opens OUTPUT/NAME for writing, making the folder that NAME names. Ends the program when it
 * cannot. */
FILE *page_file_open(const struct manual *manual, const char *name);
void page_file_close(FILE *file);

/* DOCS/NAME, ending with NUL; the caller frees it. NULL where there is none. */
char *page_file_read(const struct manual *manual, const char *name);

/* Takes what stands under "## Examples" out of a text, heading included; NULL where there is none.
 * It is the last section, and stands further down on the page than in the text. */
const char *page_file_cut_examples(char *text);

/* Ends the program with a line on stderr. */
void page_file_fail(const char *what, const char *name) __attribute__((noreturn));

#endif
