#ifndef ARMOUR_MARK_H
#define ARMOUR_MARK_H

#include "bounds.h"
#include "candidates/trial.h"

/* Finds BEGIN and END in clear text, and what belongs to which. */

#define ARMOUR_LABEL_MAX 64

struct armour_part {
    size_t from, to;
};

struct armour_mark {
    size_t begin; /* first dash of BEGIN */
    size_t body;  /* behind its last dash */
    enum label_kind kind;
    char label[ARMOUR_LABEL_MAX]; /* upper case, single spaces */
    size_t label_length;

    struct armour_part first; /* the next mark of any kind; both at the text's end without one */
    bool closed;              /* it is an END: the armour's own */
    /* Otherwise: whole armours inside of this one, and its own END behind them. */
    struct armour_part nested[ARMOUR_NESTED_MAX];
    size_t nested_count;
    struct armour_part outer; /* that END; zeros without one */
    bool open;                /* more text could still show its end */
};

/* Reads the BEGIN line whose "B" stands at `place`. False where there is no such line. */
MUST_CHECK bool armour_mark_read(struct bytes text, size_t place, struct armour_mark *mark);

/* Looks for its end, in the same text. */
void armour_mark_find_end(struct bytes text, struct armour_mark *mark);

/* The base64 of an EC PARAMETERS armour that stands directly before `begin`;
 * false without one. */
MUST_CHECK bool armour_mark_parameters(struct bytes text, size_t begin, struct bytes *body);

#endif
