#ifndef OUTCOME_H
#define OUTCOME_H

#define MUST_CHECK __attribute__((warn_unused_result))

/* What a step that reads evidence can report. Anything but OUTCOME_OK is about
 * the evidence, or a bound we set ourselves; a mistake of ours is an assert(). */
enum outcome {
    OUTCOME_OK,
    OUTCOME_TRUNCATED,   /* the bytes end before the structure does */
    OUTCOME_MALFORMED,   /* the bytes break the rules of their own format */
    OUTCOME_UNEXPECTED,  /* well formed, but not what the caller asked for */
    OUTCOME_UNSUPPORTED, /* well formed, but in a way that this program does not read */
    OUTCOME_ENCRYPTED,   /* closed by a passphrase that nobody gave */
    OUTCOME_BOUND,       /* a limit of bounds.h was reached */
    OUTCOME_NO_MEMORY,   /* the worker's address space was used up: a bound as well */
    OUTCOME_UNREADABLE,  /* the operating system could not read the file */
    OUTCOME_CHANGED,     /* the file changed while it was read */
    OUTCOME_LOST         /* the worker that read it died or stalled */
};

/* Why something could not be read, in words of its own format. Static, but for a sentence with
 * numbers in it (containers/mail/part_account), which is good during the call that hands it over:
 * the place that knows the provenance prints it, `provenance: clause: sentence`. */
struct fault {
    enum outcome outcome;
    const char *clause;   /* "RFC 7468 section 3"; NULL where no text rules */
    const char *sentence; /* "no END line", in lower case and without a full stop */
};

/* The outcome's name as it stands in the outputs, e.g. "truncated". Static. */
const char *outcome_name(enum outcome outcome);

#endif
