#ifndef COMMAND_PAGE_H
#define COMMAND_PAGE_H

#include "commands/options/option_table.h"
#include "manual/page_file.h"

/* keytrawl(1) and a page for each command, made of the tables of commands and options, of the
 * exit status that --help tells, and of docs/manual/COMMAND.md where there is one ("index
 * build": index-build.md): what stands before its first heading is the description, and each
 * heading makes a section. */
void command_pages_write(const struct manual *manual);

/* "keytrawl-index-build", for the page of a command; NULL is the program. */
void command_page_name(const struct command_row *command, char name[64]);

#endif
