#include "inventory/sqlite_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "bounds.h"

#define NAME        "one-descriptor"
#define STEPS_TOLD  100000    /* between two looks at the work that was done */
#define UNIX_EPOCH  2440587.5 /* Julian day */
#define SECTOR_SIZE 4096

/* sqlite3_open_v2() has no argument for it. */
static struct sqlite_file *opening;

struct reading {
    sqlite3_file base; /* what SQLite sees */
    const struct sqlite_file *file;
};

static const struct sqlite_file *file_of(sqlite3_file *base)
{
    return ((struct reading *)base)->file;
}

static int file_close(sqlite3_file *base)
{
    (void)base;
    return SQLITE_OK;
}

static ssize_t read_at(const struct sqlite_file *file, void *to, size_t length, uint64_t from)
{
    if (file->fd >= 0) {
        ssize_t count;
        do {
            count = pread(file->fd, to, length, (off_t)from);
        } while (count < 0 && errno == EINTR);
        return count;
    }
    struct bytes held = file->held, front;
    if (from > held.left || !bytes_take(&held, (size_t)from, &front)) {
        return 0;
    }
    const size_t count = held.left < length ? held.left : length;
    memcpy(to, held.at, count);
    return (ssize_t)count;
}

static int file_read(sqlite3_file *base, void *to, int length, sqlite3_int64 from)
{
    const struct sqlite_file *file = file_of(base);
    size_t done = 0;
    while (done < (size_t)length) {
        const ssize_t count =
            read_at(file, (uint8_t *)to + done, (size_t)length - done, (uint64_t)from + done);
        if (count < 0) {
            return SQLITE_IOERR_READ;
        }
        if (count == 0) {
            memset((uint8_t *)to + done, 0, (size_t)length - done);
            return SQLITE_IOERR_SHORT_READ;
        }
        done += (size_t)count;
    }
    return SQLITE_OK;
}

static int file_write(sqlite3_file *base, const void *from, int length, sqlite3_int64 at)
{
    (void)base;
    (void)from;
    (void)length;
    (void)at;
    return SQLITE_READONLY;
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    (void)base;
    (void)size;
    return SQLITE_READONLY;
}

static int file_flags(sqlite3_file *base, int flags)
{
    (void)base;
    (void)flags;
    return SQLITE_OK;
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size)
{
    *size = (sqlite3_int64)file_of(base)->size;
    return SQLITE_OK;
}

static int file_reserved(sqlite3_file *base, int *reserved)
{
    (void)base;
    *reserved = 0;
    return SQLITE_OK;
}

static int file_control(sqlite3_file *base, int operation, void *argument)
{
    (void)base;
    (void)operation;
    (void)argument;
    return SQLITE_NOTFOUND;
}

static int file_sector(sqlite3_file *base)
{
    (void)base;
    return SECTOR_SIZE;
}

/* So that neither a journal nor a write-ahead log is asked for. */
static int file_traits(sqlite3_file *base)
{
    (void)base;
    return SQLITE_IOCAP_IMMUTABLE;
}

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_flags,
    .xFileSize = file_size,
    .xLock = file_flags,
    .xUnlock = file_flags,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
};

static int system_open(sqlite3_vfs *system, const char *name, sqlite3_file *base, int flags,
                       int *flags_out)
{
    struct reading *reading = (struct reading *)base;
    (void)system;
    base->pMethods = NULL;
    if ((flags & SQLITE_OPEN_MAIN_DB) == 0 || name == NULL || opening == NULL) {
        return SQLITE_CANTOPEN;
    }
    reading->file = opening;
    base->pMethods = &methods;
    if (flags_out != NULL) {
        *flags_out = SQLITE_OPEN_READONLY;
    }
    return SQLITE_OK;
}

static int system_delete(sqlite3_vfs *system, const char *name, int durably)
{
    (void)system;
    (void)name;
    (void)durably;
    return SQLITE_IOERR_DELETE;
}

static int system_access(sqlite3_vfs *system, const char *name, int flags, int *result)
{
    (void)system;
    (void)name;
    (void)flags;
    *result = 0;
    return SQLITE_OK;
}

static int system_path(sqlite3_vfs *system, const char *name, int room, char *path)
{
    (void)system;
    sqlite3_snprintf(room, path, "%s", name);
    return SQLITE_OK;
}

static int system_random(sqlite3_vfs *system, int length, char *octets)
{
    (void)system;
    memset(octets, 0, (size_t)length);
    return length;
}

static int system_sleep(sqlite3_vfs *system, int microseconds)
{
    (void)system;
    return microseconds;
}

static int system_time(sqlite3_vfs *system, double *now)
{
    (void)system;
    *now = UNIX_EPOCH;
    return SQLITE_OK;
}

static int system_error(sqlite3_vfs *system, int length, char *text)
{
    (void)system;
    (void)length;
    (void)text;
    return 0;
}

bool sqlite_file_prepare(void)
{
    static sqlite3_vfs system = {
        .iVersion = 1,
        .szOsFile = sizeof(struct reading),
        .mxPathname = 64,
        .zName = NAME,
        .xOpen = system_open,
        .xDelete = system_delete,
        .xAccess = system_access,
        .xFullPathname = system_path,
        .xRandomness = system_random,
        .xSleep = system_sleep,
        .xCurrentTime = system_time,
        .xGetLastError = system_error,
    };
    return sqlite3_initialize() == SQLITE_OK &&
           (sqlite3_vfs_find(NAME) != NULL || sqlite3_vfs_register(&system, 0) == SQLITE_OK);
}

static int count_steps(void *context)
{
    struct sqlite_file *file = context;
    file->steps += STEPS_TOLD;
    if (file->alive != NULL) {
        file->alive(file->context);
    }
    return file->steps > file->steps_max;
}

static int authorize(void *context, int action, const char *first, const char *second,
                     const char *database, const char *trigger)
{
    (void)context;
    (void)first;
    (void)second;
    (void)database;
    (void)trigger;
    /* Functions of generated columns: trusted_schema leaves those that do no harm. */
    return action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_FUNCTION
               ? SQLITE_OK
               : SQLITE_DENY;
}

static void set_limits(sqlite3 *database)
{
    sqlite3_limit(database, SQLITE_LIMIT_LENGTH, (int)ROW_HELD_MAX);
    sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(database, SQLITE_LIMIT_TRIGGER_DEPTH, 1);
    sqlite3_limit(database, SQLITE_LIMIT_WORKER_THREADS, 0);
    sqlite3_limit(database, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 64);
}

static bool shut_off(sqlite3 *database)
{
    static const struct {
        int option, value;
    } settings[] = {
        { SQLITE_DBCONFIG_DEFENSIVE, 1 },      { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
        { SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 }, { SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
        { SQLITE_DBCONFIG_DQS_DML, 0 },
    };
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        if (sqlite3_db_config(database, settings[i].option, settings[i].value, NULL) != SQLITE_OK) {
            return false;
        }
    }
    return sqlite3_drop_modules(database, NULL) == SQLITE_OK;
}

static int set_up(struct sqlite_file *file)
{
    sqlite3 *database = file->database;
    set_limits(database);
    if (!shut_off(database)) {
        return SQLITE_MISUSE;
    }
    int code = sqlite3_exec(database,
                            "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; "
                            "PRAGMA temp_store=MEMORY; PRAGMA automatic_index=OFF",
                            NULL, NULL, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_set_authorizer(database, authorize, NULL);
    }
    sqlite3_progress_handler(database, STEPS_TOLD, count_steps, file);
    return code;
}

int sqlite_file_open(struct sqlite_file *file)
{
    opening = file;
    file->steps = 0;
    int code = sqlite3_open_v2("inventory", &file->database,
                               SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NAME);
    if (code == SQLITE_OK) {
        code = set_up(file);
    }
    opening = NULL;
    if (code != SQLITE_OK) {
        sqlite_file_close(file);
    }
    return code;
}

void sqlite_file_close(struct sqlite_file *file)
{
    (void)sqlite3_close(file->database);
    file->database = NULL;
}
