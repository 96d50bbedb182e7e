/* Functions under test: mail_thread_put, mail_thread_meets, mail_thread_same_subject,
 * message_id_take */

#include "evidence/mail_thread.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An id lies in the list, behind the one before it, between its brackets. */
static void read_ids(struct bytes list)
{
    struct bytes id, rest = list;
    while (message_id_take(&rest, &id)) {
        require(id.left > 2 && id.at[0] == '<' && id.at[id.left - 1] == '>');
        require(id.at >= list.at && id.at + id.left == rest.at);
        require(rest.left == list.left - (size_t)(rest.at - list.at));
    }
}

/* A mail stands in its own thread, and has its own subject where it has any. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes rest = bytes_over(data, size);
    struct mail_facts facts = { .date = 0 };
    struct bytes *fields[] = { &facts.subject, &facts.message_id, &facts.in_reply_to };
    struct buffer thread = { 0 };
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (!bytes_take_until(&rest, '\n', fields[i])) {
            break;
        }
    }
    facts.references = rest;
    read_ids(rest);
    require(mail_thread_put(&facts, &thread));
    const struct bytes all = buffer_bytes(&thread);
    require(all.left >= THREAD_ID_OCTETS && all.left <= THREAD_OCTETS_MAX);
    require(all.left % THREAD_ID_OCTETS == 0);
    require(mail_thread_meets(all, all) == (all.left > THREAD_ID_OCTETS));
    (void)mail_thread_same_subject(all, all);
    buffer_clear(&thread);
    return 0;
}
