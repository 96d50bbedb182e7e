#include "casefile/case_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "casefile/case_folder.h"
#include "casefile/schema.h"
#include "casefile/statement.h"

static bool read_pragma(struct case_file *file, const char *sql, int64_t *value)
{
    struct statement statement = statement_of(file, sql);
    bool row;
    if (!statement_row(&statement, &row) || !row) {
        return false;
    }
    *value = statement_take_signed(&statement);
    statement_end(&statement);
    return true;
}

/* Of SQLite's machine, between two questions of case_watch(): a millisecond at most. */
#define WATCH_STEPS 20000

/* The front of the file as SQLite sees it, after an interrupted change was undone. */
static bool check_schema(struct case_file *file, bool reads)
{
    int64_t tables;
    if (!read_pragma(file, "SELECT count(*) FROM sqlite_schema", &tables)) {
        return false;
    }
    if (tables == 0 && !reads && schema_create(file->database) != SQLITE_OK) {
        return case_fail(file);
    }
    return true;
}

static bool open_database(struct case_file *file, const char *directory, bool reads)
{
    char *path = case_folder_path(directory, CASE_DATABASE);
    if (path == NULL) {
        (void)snprintf(file->error, sizeof(file->error), "out of memory");
        return false;
    }
    /* There is one thread, and its mutexes took a ninth of all that a small file costs. */
    const int access = reads ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    int result = sqlite3_open_v2(path, &file->database, access | SQLITE_OPEN_NOMUTEX, NULL);
    free(path);
    if (file->database == NULL) {
        (void)snprintf(file->error, sizeof(file->error), "out of memory");
        return false;
    }
    if (result != SQLITE_OK || schema_connect(file->database) != SQLITE_OK) {
        return case_fail(file);
    }
    return check_schema(file, reads);
}

/* Paths and subjects of the evidence stand in SQLite's temporary files: nowhere but beside the case
 * itself. It takes their names away as soon as it has opened them. */
static bool keep_temporary_files(struct case_file *file, const char *directory)
{
    char *folder = realpath(directory, NULL);
    char *copy = folder != NULL ? sqlite3_mprintf("%s", folder) : NULL;
    free(folder);
    if (copy == NULL) {
        (void)snprintf(file->error, sizeof(file->error), "out of memory");
        return false;
    }
    sqlite3_free(sqlite3_temp_directory);
    sqlite3_temp_directory = copy;
    return true;
}

/* What a journal hid from case_folder_take() can be seen now. */
static bool is_ours(struct case_file *file, const char *directory, char *why, size_t why_room)
{
    uint8_t head[SCHEMA_HEAD] = "SQLite format 3";
    int64_t id, version;
    if (!read_pragma(file, "PRAGMA application_id", &id) ||
        !read_pragma(file, "PRAGMA user_version", &version)) {
        (void)snprintf(why, why_room, "case '%s': %s", directory, file->error);
        return false;
    }
    for (size_t i = 0; i < 4; i++) {
        head[60 + i] = (uint8_t)((uint64_t)version >> (24 - 8 * i));
        head[68 + i] = (uint8_t)((uint64_t)id >> (24 - 8 * i));
    }
    if (schema_recognise(bytes_over(head, sizeof(head))) != SCHEMA_OURS) {
        (void)snprintf(
            why, why_room,
            "case '%s': its case.db is no case of this version; scan the evidence into a new one",
            directory);
        return false;
    }
    return true;
}

struct case_file *case_open(const char *directory, enum case_access access, char *why,
                            size_t why_room)
{
    struct case_file *file = calloc(1, sizeof(*file));
    if (file == NULL) {
        (void)snprintf(why, why_room, "out of memory");
        return NULL;
    }
    file->lock = case_folder_take(directory, access, why, why_room);
    if (file->lock < 0) {
        case_close(file);
        return NULL;
    }
    if (!keep_temporary_files(file, directory) ||
        !open_database(file, directory, access == CASE_READ)) {
        (void)snprintf(why, why_room, "case '%s': %s", directory, file->error);
        case_close(file);
        return NULL;
    }
    if (!is_ours(file, directory, why, why_room)) {
        case_close(file);
        return NULL;
    }
    return file;
}

void case_close(struct case_file *file)
{
    if (file == NULL) {
        return;
    }
    for (size_t i = 0; i < STATEMENT_COUNT; i++) {
        (void)sqlite3_finalize(file->kept[i]);
    }
    (void)sqlite3_close(file->database); /* undoes what was not committed */
    if (file->lock >= 0) {
        (void)close(file->lock);
    }
    free(file);
}

/* What SQLite asks: anything but 0 interrupts the statement. */
static int ask_watcher(void *context)
{
    const struct case_file *file = context;
    return file->go_on(file->watcher) ? 0 : 1;
}

void case_watch(struct case_file *file, void *context, bool (*go_on)(void *context))
{
    file->watcher = context;
    file->go_on = go_on;
    sqlite3_progress_handler(file->database, WATCH_STEPS, go_on != NULL ? ask_watcher : NULL, file);
}

const char *case_error(const struct case_file *file)
{
    return file->error;
}

static bool run_text(struct case_file *file, const char *sql)
{
    return sqlite3_exec(file->database, sql, NULL, NULL, NULL) == SQLITE_OK || case_fail(file);
}

bool case_begin(struct case_file *file)
{
    return run_text(file, "BEGIN IMMEDIATE");
}

bool case_commit(struct case_file *file)
{
    return run_text(file, "COMMIT");
}

bool case_put_setting(struct case_file *file, const char *name, const char *value)
{
    struct statement put = statement_begin(file, STATEMENT_PUT_SETTING);
    statement_put_text(&put, name);
    statement_put_text(&put, value);
    return statement_run(&put);
}

bool case_get_setting(struct case_file *file, const char *name, struct buffer *value)
{
    struct statement get = statement_begin(file, STATEMENT_GET_SETTING);
    bool row;
    statement_put_text(&get, name);
    if (!statement_row(&get, &row)) {
        return false;
    }
    if (!row) {
        return true;
    }
    if (!buffer_append(value, statement_take_bytes(&get))) {
        return statement_stopped(&get);
    }
    statement_end(&get);
    return true;
}
