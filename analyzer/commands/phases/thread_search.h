#ifndef THREAD_SEARCH_H
#define THREAD_SEARCH_H

#include "commands/session.h"
#include "commands/sources/evidence_file.h"
#include "job.h"

/* Which mails belong to the thread in which a closed key came, in its own file and in those
 * of its folder (commands/phases/thread_files.h): those that its mail names or that name it, and
 * what these name in turn, THREAD_MAILS_MAX of a key. Workers read the headers; the coordinator
 * knows digests of message ids and places alone. What is found does not hang on the number
 * of workers. */

struct thread_search;

/* NULL when memory ran out. */
struct thread_search *thread_search_new(struct session *session);
void thread_search_free(struct thread_search *search);

/* One more key, by a number that the caller knows it by, smaller ones first. One that lies in
 * no mail is passed over. Path and provenance are kept as windows. False when memory ran out. */
MUST_CHECK bool thread_search_add(struct thread_search *search, size_t key, uint32_t source,
                                  struct bytes path, struct bytes provenance);

/* Looks for the mails of all of them. False when the session must stop. */
MUST_CHECK bool thread_search_run(struct thread_search *search);

/* Bytes of the files that are walked for the mails of a key. */
uint64_t thread_search_bytes(const struct thread_search *search, size_t key);

/* The files of a job behind its first one. */
struct thread_job_files {
    size_t items[JOB_FILES_MAX - 1];
    size_t count;
};

/* Lists the mails of a key for a job (evidence/harvest.h), whose first file has the number
 * `source`, and adds their files. *fits false, and nothing is added: it has too many files
 * already. False when memory ran out. */
MUST_CHECK bool thread_search_put(const struct thread_search *search, size_t key, uint32_t source,
                                  struct thread_job_files *files, struct buffer *mails, bool *fits);

/* Opens the files behind the first one of a job; -1 stands for one that is gone. Where no
 * descriptor is left for one, the session must stop. */
void thread_search_open(const struct thread_search *search, const struct thread_job_files *files,
                        struct job *job);

#endif
