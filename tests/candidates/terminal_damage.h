#ifndef TERMINAL_DAMAGE_H
#define TERMINAL_DAMAGE_H

#include "candidates/damage.h"

/* Lines as a terminal was told to show them, and what logs make of that. */

PREFIX(colour_line, "\x1b[0m", "\x1b[3%um", number % 8)
PREFIX(colour_runner, "\x1b[0;m", "\x1b[0K2026-11-26T10:00:%02uZ 00O \x1b[36;1m", number % 60)
PREFIX(
    colour_grep, "\x1b[m\x1b[K",
    "\x1b[35m\x1b[Ketc/ssl.key\x1b[m\x1b[K\x1b[36m\x1b[K:\x1b[m\x1b[K\x1b[32m\x1b[K%u\x1b[m\x1b[K:",
    number)
PREFIX(colour_caret, "^[[0m", "^[[32m")
PREFIX(colour_rsyslog, "#033[0m", "Nov 26 10:00:%02u ci runner[7]: #033[32m", number % 60)
PREFIX(colour_lost, "[0m", "[32m")
PREFIX(link_line, "\x1b]8;;\x1b\\", "\x1b]8;;https://example.org/%u\x1b\\", number)

/* A screen: the cursor goes to each line, and no line end is written. */
static inline void cursor_lines(struct bytes from, struct buffer *into)
{
    unsigned line = 1;
    put(into, "\x1b[H\x1b[2J");
    for (size_t i = 0; i < from.left; i++) {
        if (from.at[i] == '\n') {
            char move[24];
            snprintf(move, sizeof(move), "\x1b[K\x1b[%u;1H", ++line);
            put(into, move);
            continue;
        }
        put_byte(into, from.at[i]);
    }
}

SUBSTITUTION(escape_powershell, { '\n', "`n" }, { '`', "``" }, { '"', "`\"" })
SUBSTITUTION(escape_powershell_crlf, { '\n', "`r`n" }, { '`', "``" })

#endif
