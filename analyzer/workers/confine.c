#include "workers/confine.h"

#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bounds.h"
#include "limit.h"
#include "workers/landlock.h"

#ifndef PR_SET_MDWE /* Linux 6.3 */
#define PR_SET_MDWE              65
#define PR_MDWE_REFUSE_EXEC_GAIN 1
#endif

#if defined(__SANITIZE_ADDRESS__)
#define ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ADDRESS_SANITIZER 1
#endif
#endif
#ifndef ADDRESS_SANITIZER
#define ADDRESS_SANITIZER 0
#endif

#ifdef KEYTRAWL_TRAP
#define REFUSE SCMP_ACT_TRAP
#else
#define REFUSE SCMP_ACT_KILL_PROCESS
#endif

struct resource_limit {
    __rlimit_resource_t resource;
    rlim_t most;
};

bool confine_limits_hold(void)
{
    const struct resource_limit limits[] = {
        { RLIMIT_CORE, 0 },     { RLIMIT_FSIZE, 0 },
        { RLIMIT_NPROC, 0 },    { RLIMIT_NOFILE, CONFINED_DESCRIPTORS },
        { RLIMIT_MSGQUEUE, 0 }, { RLIMIT_AS, limit_of(LIMIT_MEMORY) },
    };
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        if (ADDRESS_SANITIZER && limits[i].resource == RLIMIT_AS) {
            continue; /* its shadow memory takes terabytes of addresses */
        }
        const struct rlimit limit = { limits[i].most, limits[i].most };
        if (setrlimit(limits[i].resource, &limit) != 0) {
            return false;
        }
    }
    return true;
}

/* Calls that need no look at their arguments. */
static const int allowed_always[] = {
    SCMP_SYS(read),
    SCMP_SYS(pread64),
    SCMP_SYS(lseek),
    SCMP_SYS(close),
    SCMP_SYS(fstat),
    SCMP_SYS(fadvise64),
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(sched_yield),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(getrandom),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(sysinfo), /* glibc's qsort asks how much memory there is */
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(restart_syscall), /* a worker that was stopped and continued */
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

static const int allowed_on_channel[] = { SCMP_SYS(write), SCMP_SYS(sendmsg), SCMP_SYS(sendto),
                                          SCMP_SYS(recvmsg), SCMP_SYS(recvfrom) };

/* What assert() and the C library's own checks print with, before they abort. */
static const int allowed_on_stderr[] = { SCMP_SYS(write), SCMP_SYS(writev) };

static const int allowed_without_exec[] = { SCMP_SYS(mmap), SCMP_SYS(mprotect) };

/* What the address sanitizer does at the call of every function that does not return. */
static const int allowed_to_sanitizer[] = { SCMP_SYS(sigaltstack) };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool allow_each(scmp_filter_ctx filter, const int *calls, size_t count,
                       const struct scmp_arg_cmp *argument)
{
    for (size_t i = 0; i < count; i++) {
        int added = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, calls[i],
                                           argument != NULL ? 1 : 0, argument);
        if (added != 0) {
            return false;
        }
    }
    return true;
}

/* The call's first argument: a descriptor, a process. */
static struct scmp_arg_cmp first_is(scmp_datum_t value)
{
    return (struct scmp_arg_cmp){ .arg = 0, .op = SCMP_CMP_EQ, .datum_a = value };
}

static bool allow_all(scmp_filter_ctx filter, int channel)
{
    const struct scmp_arg_cmp on_channel = first_is((scmp_datum_t)channel);
    const struct scmp_arg_cmp on_stderr = first_is(STDERR_FILENO);
    const struct scmp_arg_cmp without_exec = {
        .arg = 2, .op = SCMP_CMP_MASKED_EQ, .datum_a = PROT_EXEC, .datum_b = 0
    };
    /* abort() raises through tgkill; without it an assert looks like SIGSEGV. */
    const struct scmp_arg_cmp itself = first_is((scmp_datum_t)getpid());
    const int tgkill_call = SCMP_SYS(tgkill);
    return allow_each(filter, allowed_always, COUNT(allowed_always), NULL) &&
           allow_each(filter, allowed_on_channel, COUNT(allowed_on_channel), &on_channel) &&
           allow_each(filter, allowed_on_stderr, COUNT(allowed_on_stderr), &on_stderr) &&
           allow_each(filter, allowed_without_exec, COUNT(allowed_without_exec), &without_exec) &&
           allow_each(filter, &tgkill_call, 1, &itself) &&
           (!ADDRESS_SANITIZER ||
            allow_each(filter, allowed_to_sanitizer, COUNT(allowed_to_sanitizer), NULL));
}

static bool load_filter(int channel)
{
    scmp_filter_ctx filter = seccomp_init(REFUSE);
    if (filter == NULL) {
        return false;
    }
    bool loaded = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0 &&
                  allow_all(filter, channel) && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return loaded;
}

#ifdef KEYTRAWL_TRAP
/* The second refused call inside the handler kills: SIGSYS is blocked here. */
static void name_refused(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)context;
    char line[96];
    char *name = seccomp_syscall_resolve_num_arch(info->si_arch, info->si_syscall);
    int length = snprintf(line, sizeof(line), "worker: system call %d (%s) is refused\n",
                          info->si_syscall, name != NULL ? name : "unknown");
    ssize_t written = write(STDERR_FILENO, line, (size_t)length);
    (void)written;
    (void)syscall(SYS_getppid);
    _exit(EXIT_FAILURE);
}

static bool name_what_is_refused(void)
{
    struct sigaction action = { .sa_sigaction = name_refused, .sa_flags = SA_SIGINFO };
    (void)sigemptyset(&action.sa_mask);
    return sigaction(SIGSYS, &action, NULL) == 0;
}
#else
static bool name_what_is_refused(void)
{
    return true;
}
#endif

/* Memory that is writable never becomes executable; beside the filter, which
 * cannot see what a mapping was before. Older kernels: the filter alone. */
bool confine_refuses_code(void)
{
    return prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) == 0;
}

bool confine_keeps_rights(void)
{
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

/* The leak checker of the sanitizer is a debugger. */
bool confine_dumps(bool debuggers)
{
    const struct rlimit none = { 0, 0 };
    return setrlimit(RLIMIT_CORE, &none) == 0 &&
           (debuggers || ADDRESS_SANITIZER || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
}

bool confine_filter_holds(void)
{
    return confine_keeps_rights() && load_filter(STDERR_FILENO);
}

static bool filter_can_be_missing;

void confine_without_filter(void)
{
    filter_can_be_missing = true;
}

/* Without a limit of use, only who may lock without one can: where some of it alone could be
 * locked, what is refused later would end the worker. Pages count when they are first touched. */
bool confine_memory(void)
{
    const struct rlimit none = { 0, 0 };
    struct rlimit limit;
    const bool enough =
        getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur >= limit_of(LIMIT_MEMORY);
    return (enough || setrlimit(RLIMIT_MEMLOCK, &none) == 0) && !ADDRESS_SANITIZER &&
           mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0;
}

static const char *confine(int channel)
{
    (void)confine_memory();
    if (!confine_limits_hold()) {
        return "the limits of a worker were refused (setrlimit)";
    }
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
        return "a worker could not be made undumpable (PR_SET_DUMPABLE)";
    }
    if (!confine_keeps_rights()) {
        return "a worker could not give up new privileges (PR_SET_NO_NEW_PRIVS)";
    }
    if (!landlock_confine()) {
        return "Landlock is there but refused a worker's rules";
    }
    (void)confine_refuses_code();
    if (!name_what_is_refused()) {
        return "the handler of refused system calls could not be set";
    }
    if (!load_filter(channel) && !filter_can_be_missing) {
        return "the kernel gives no system call filter (seccomp); --unconfined goes on without";
    }
    return NULL;
}

bool confine_worker(int channel, const char **why)
{
    const char *refusal = confine(channel);
    if (refusal != NULL) {
        *why = refusal;
        return false;
    }
    return true;
}
