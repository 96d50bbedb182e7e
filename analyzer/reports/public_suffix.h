#ifndef PUBLIC_SUFFIX_H
#define PUBLIC_SUFFIX_H

#include "buffer.h"

/* The registrable domain of a host name, by the rules of a public suffix list
 * (https://publicsuffix.org/list/, the format of public_suffix_list.dat). Rules in other
 * scripts than ASCII are left out: names in certificates are in their ASCII form. */

struct public_suffixes {
    struct bytes *rules; /* sorted; windows on the list's text */
    size_t count;
};

/* `text` must outlive it. An empty text is a list without rules: then each top-level domain
 * is a suffix. False when memory ran out. */
MUST_CHECK bool public_suffixes_read(struct bytes text, struct public_suffixes *suffixes);
void public_suffixes_clear(struct public_suffixes *suffixes);

/* The part of a host name, in lower case, that somebody registered; empty where the name is
 * itself a suffix, or an address. A window on `host`. */
struct bytes public_suffixes_domain(const struct public_suffixes *suffixes, struct bytes host);

#endif
