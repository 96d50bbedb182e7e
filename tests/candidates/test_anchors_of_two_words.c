/* What test_anchors tests, with rows that do not fit into one word. */
#define ROWS_OF_A_WORD 40
#include "../../analyzer/candidates/anchors.c"

#include "test_anchors.c"

_Static_assert(WORDS == 2, "a second word is what is tested");
