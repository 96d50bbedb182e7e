#ifndef MAIL_THREAD_H
#define MAIL_THREAD_H

#include "bounds.h"
#include "buffer.h"
#include "provenance.h"

/* Which conversation a mail belongs to (RFC 5322 section 3.6.4), as digests of eight octets
 * each: first of its subject, zeros where it has none; then of its Message-ID and of those
 * that In-Reply-To and References name, THREAD_IDS_MAX at most, the nearest and the first of
 * all. They come from hostile text: what they join has to be proven by other means. */

#define THREAD_ID_OCTETS  8
#define THREAD_OCTETS_MAX ((size_t)THREAD_ID_OCTETS * (THREAD_IDS_MAX + 1))

/* Appends them. False when memory ran out. */
MUST_CHECK bool mail_thread_put(const struct mail_facts *facts, struct buffer *thread);

/* Do its headers name more messages than that? Then some are not looked for: a bound, to be told.
 */
bool mail_thread_is_cut(const struct mail_facts *facts);

/* Do both name one message? */
bool mail_thread_meets(struct bytes one, struct bytes other);

/* Goes behind the subject; then takes one id after the other. False at the end. */
MUST_CHECK bool mail_thread_begin(struct bytes *thread);
MUST_CHECK bool mail_thread_take(struct bytes *thread, struct bytes *id);

/* Have both one subject, without the marks of replies and whatever numbers stand in it? */
bool mail_thread_same_subject(struct bytes one, struct bytes other);

/* Takes the next message id, with its brackets. False where none is left. */
MUST_CHECK bool message_id_take(struct bytes *from, struct bytes *id);

#endif
