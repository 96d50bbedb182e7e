#ifndef CERTIFICATE_SEARCH_H
#define CERTIFICATE_SEARCH_H

#include "outcome.h"
#include "provenance.h"
#include "stream.h"

/* Looks for certificates wherever evidence is looked into: in containers of every kind, in text
 * and bytes around them, encoded or not. Keys are passed over, and so is what stands in key
 * stores, but for those that whoever searches reads himself. */
struct certificate_search {
    void *context;
    /* DER, good during the call like the places; `outer` is NULL for the content itself. The same
     * certificate may come more than once, where it is seen in two ways. */
    void (*found)(void *context, struct bytes der, const struct provenance *outer,
                  const struct place *where);
    /* What was not looked into, at the end of a chain; NULL: the content itself. */
    void (*unread)(void *context, const struct fault *fault, const struct provenance *at,
                   uint64_t octets);
    void (*alive)(void *context); /* now and then; NULL: nobody listens */
    /* True where the content at the end of the chain is one that whoever searches reads himself,
     * and has read. NULL: none is. */
    bool (*reads)(void *context, const struct provenance *chain, struct stream *content);
};

/* Loads what a search needs; once, before the process is confined. */
MUST_CHECK bool certificate_search_prepare(void);

/* Through `content` to its end, which stands at the end of `outer`, so many containers deep. */
void certificate_search_run(const struct certificate_search *search, const struct provenance *outer,
                            unsigned depth, struct stream *content);

#endif
