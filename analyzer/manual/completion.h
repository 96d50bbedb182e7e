#ifndef COMPLETION_H
#define COMPLETION_H

#include "manual/page_file.h"

/* completions/keytrawl (bash), completions/_keytrawl (zsh), completions/keytrawl.fish: commands,
 * their options, and the words that an option takes, from the tables. */
void completions_write(const struct manual *manual);

#endif
