#ifndef INDEX_MATCH_H
#define INDEX_MATCH_H

#include "commands/sources/source_list.h"

/* Matching through certificate indexes: an index is asked for the keys, and the places that it
 * names are read again. What is found stands in the case under the file it was found in, as if
 * that had been given itself. A file that is no more as it was gets a journal entry. */

/* Does what is listed say that it is an index? Looks at its first octets alone. Where no descriptor
 * is left for it, the session must stop. */
bool index_match_is_index(struct session *session, const struct source_list *list,
                          const struct source *source);

/* One index of the list; `table` is that of the keys and stays the caller's. False when the
 * session must stop. */
MUST_CHECK bool index_match(struct session *session, const struct source_list *list,
                            const struct source *source, int table);

#endif
