#ifndef BUILD_ID_H
#define BUILD_ID_H

/* Which program this is: 32 hex digits of the SHA-256 of its sources (scripts/build-id.cmake), so
 * the same for all that build the same sources, and another when one line of them differs. It
 * holds no path and no time. Static. */
const char *build_id(void);

#endif
