#include "commands/options/contact_settings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "bounds.h"
#include "commands/sources/whole_file.h"

static bool refuse(struct session *session, const char *path, const char *why)
{
    char sentence[400];
    (void)snprintf(sentence, sizeof(sentence), "cannot read '%s': %s", path, why);
    return session_stop(session, sentence);
}

static bool take_file(struct session *session, const char *path, const char *setting)
{
    struct buffer content = { 0 };
    if (path == NULL) {
        return true;
    }
    bool taken = whole_file_read_at(AT_FDCWD, path, 0, CONTACT_FILE_MAX, &content) ||
                 refuse(session, path, strerror(errno));
    if (taken && content.used > 0 && memchr(content.at, 0, content.used) != NULL) {
        taken = refuse(session, path, "it is no text: UTF-8 is expected");
    }
    taken = taken && (buffer_append_byte(&content, 0) || session_stop(session, "out of memory")) &&
            (case_put_setting(session->file, setting, (const char *)content.at) ||
             session_stop_case(session));
    buffer_clear(&content);
    return taken;
}

bool contact_settings_take(struct session *session)
{
    return take_file(session, session->options->contacts, "contacts") &&
           take_file(session, session->options->public_suffixes, "public_suffixes");
}
