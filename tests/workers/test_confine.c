/* What a confined worker tries, and what becomes of it. */
#include "workers/confine.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "workers/trial.h"

static void nothing(void)
{
}

static void open_file(void)
{
    (void)syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY);
}

static void open_file_the_old_way(void)
{
    (void)syscall(SYS_open, "/etc/passwd", O_RDONLY);
}

static void make_socket(void)
{
    (void)syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
}

static void connect_channel(void)
{
    struct sockaddr_in somewhere = { .sin_family = AF_INET };
    (void)syscall(SYS_connect, 3, &somewhere, sizeof(somewhere));
}

static void run_program(void)
{
    char *const none[] = { NULL };
    (void)syscall(SYS_execve, "/bin/true", none, none);
}

static void fork_itself(void)
{
    (void)syscall(SYS_fork);
}

static void clone_itself(void)
{
    (void)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

static void trace_parent(void)
{
    (void)syscall(SYS_ptrace, PTRACE_ATTACH, 1, 0, 0);
}

static void read_other_memory(void)
{
    (void)syscall(SYS_process_vm_readv, 1, 0, 0, 0, 0, 0);
}

static void kill_parent(void)
{
    (void)syscall(SYS_kill, 1, SIGTERM);
}

static void signal_parent(void)
{
    (void)syscall(SYS_tgkill, 1, 1, SIGTERM);
}

static void map_code(void)
{
    (void)syscall(SYS_mmap, 0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void make_memory_code(void)
{
    static uint8_t page[8192];
    uintptr_t start = ((uintptr_t)page + 4095) & ~(uintptr_t)4095;
    (void)syscall(SYS_mprotect, start, 4096, PROT_READ | PROT_EXEC);
}

static void change_itself(void)
{
    (void)syscall(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static void control_device(void)
{
    int waiting;
    (void)syscall(SYS_ioctl, 0, FIONREAD, &waiting);
}

static void look_at_path(void)
{
    struct stat found;
    (void)syscall(SYS_newfstatat, AT_FDCWD, "/etc/passwd", &found, 0);
}

static void write_elsewhere(void)
{
    (void)syscall(SYS_write, 1, "x", 1);
}

static void raise_limits(void)
{
    (void)syscall(SYS_prlimit64, 0, 0, 0, 0);
}

static void use_ring(void)
{
    (void)syscall(SYS_io_uring_setup, 1, 0);
}

static void handle_signals(void)
{
    (void)syscall(SYS_rt_sigaction, SIGSEGV, 0, 0, 8);
}

static void abort_itself(void)
{
    abort();
}

static void follow_null(void)
{
    (void)raise(SIGSEGV); /* as the kernel does; a real one is undefined behaviour */
}

static void leave(void)
{
    _exit(7);
}

static void talk_nonsense(void)
{
    (void)!write(3, "\0\0\0\2\x7f\x7f", 6);
}

static void claim_giant_frame(void)
{
    (void)!write(3, "\xff\xff\xff\xff", 4);
}

static void claim_other_file(void)
{
    (void)!write(3, "\0\0\0\5\1\xff\xff\xff\xff", 9); /* FILE_BEGIN of a file of nobody's */
}

static void claim_other_job(void)
{
    (void)!write(3, "\0\0\0\x11\x41\0\0\0\3\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 21);
}

static void close_channel(void)
{
    (void)close(3);
    for (;;) { /* alive, but nobody hears it */
    }
}

#define SIGSYS_REASON "signal 31 (SIGSYS): a system call that workers may not make"

static const struct deed {
    const char *what;
    void (*act)(void);
    const char *reason; /* NULL: it may */
} deeds[] = {
    { "nothing", nothing, NULL },
    { "open a file", open_file, SIGSYS_REASON },
    { "open a file by open()", open_file_the_old_way, SIGSYS_REASON },
    { "make a socket", make_socket, SIGSYS_REASON },
    { "connect", connect_channel, SIGSYS_REASON },
    { "run a program", run_program, SIGSYS_REASON },
    { "fork", fork_itself, SIGSYS_REASON },
    { "clone", clone_itself, SIGSYS_REASON },
    { "ptrace", trace_parent, SIGSYS_REASON },
    { "read another's memory", read_other_memory, SIGSYS_REASON },
    { "kill", kill_parent, SIGSYS_REASON },
    { "tgkill another", signal_parent, SIGSYS_REASON },
    { "map code", map_code, SIGSYS_REASON },
    { "make memory executable", make_memory_code, SIGSYS_REASON },
    { "prctl", change_itself, SIGSYS_REASON },
    { "ioctl", control_device, SIGSYS_REASON },
    { "stat a path", look_at_path, SIGSYS_REASON },
    { "write elsewhere", write_elsewhere, SIGSYS_REASON },
    { "prlimit", raise_limits, SIGSYS_REASON },
    { "io_uring", use_ring, SIGSYS_REASON },
    { "sigaction", handle_signals, SIGSYS_REASON },
    { "abort", abort_itself, "signal 6 (SIGABRT)" },
    { "segmentation fault", follow_null, "signal 11 (SIGSEGV)" },
    { "exit", leave, "it ended by itself with status 7" },
    { "nonsense", talk_nonsense, "it sent what is no frame of a worker" },
    { "a giant frame", claim_giant_frame, "it sent what is no frame of a worker" },
    { "a file of nobody's", claim_other_file, "it reported on a file that it was not given" },
    { "the end of another job", claim_other_job, "it spoke out of turn" },
    { "close the channel", close_channel, "signal 9 (SIGKILL)" },
};
#define DEEDS (sizeof(deeds) / sizeof(deeds[0]))

static void work(void *state, const struct job *job, const struct record_sink *sink)
{
    (void)state;
    trial_read_file(&job->files[0], sink);
    deeds[job->extra.at[0]].act();
    trial_read_file(&job->files[1], sink);
}

static const struct worker_body body = { trial_prepare, work, trial_release };

/* What a worker says in dying goes there, and no file of it may grow. */
static void say_into_a_file(void)
{
    FILE *said = tmpfile();
    ck_assert_ptr_nonnull(said);
    ck_assert_int_ge(dup2(fileno(said), STDERR_FILENO), 0);
    (void)fclose(said);
}

/* Each deed costs exactly its own job: the one after it ends well. */
START_TEST(each_deed_costs_one_worker)
{
    static struct trial trial;
    if (_i == 2) { /* once, and once as it is */
        say_into_a_file();
    }
    for (size_t i = 0; i < DEEDS; i++) {
        trial_add(&trial, (uint8_t)i, 2);
        trial_add(&trial, 0, 2);
    }
    size_t open_before = trial_descriptors_open();
    struct pool *pool = trial_pool((unsigned)_i, &body);
    struct pool_client client = trial_client(&trial);
    ck_assert(pool_run(pool, &client));
    ck_assert_uint_eq(trial.ended, trial.count);
    for (size_t i = 0; i < DEEDS; i++) {
        const struct trial_job *job = &trial.jobs[2 * i], *after = &trial.jobs[2 * i + 1];
        const char *expected = deeds[i].reason != NULL ? deeds[i].reason : "";
        ck_assert_msg(strncmp(job->reason, expected, strlen(expected)) == 0, "%s: %s",
                      deeds[i].what, job->reason);
        ck_assert_msg(job->end == (expected[0] != '\0' ? JOB_LOST_SIGNAL : JOB_ENDED), "%s",
                      deeds[i].what);
        ck_assert_uint_eq(job->ends, 1);
        ck_assert_uint_ge(job->begun, 1);
        ck_assert_uint_eq(job->done, expected[0] != '\0' ? job->done : 2);
        ck_assert_int_eq(after->end, JOB_ENDED);
        ck_assert_uint_eq(after->ends, 1);
        ck_assert_uint_eq(after->done, 2);
    }
    pool_free(pool);
    ck_assert_uint_eq(trial_descriptors_open(), open_before);
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    ck_assert_int_eq(errno, ECHILD);
}
END_TEST

static void see_confinement(void *state, const struct job *job, const struct record_sink *sink)
{
    (void)state;
    (void)job;
    (void)sink;
    abort();
}

/* The kernel's own view: what /proc tells of a worker that is waiting. */
START_TEST(kernel_agrees)
{
    static const struct worker_body idle = { trial_prepare, see_confinement, trial_release };
    struct pool *pool = trial_pool(1, &idle);
    char command[200], line[200];
    (void)snprintf(command, sizeof(command),
                   "cat /proc/$(cat /proc/$(cat /proc/%d/task/*/children | cut -d' ' -f1)"
                   "/task/*/children | cut -d' ' -f1)/status",
                   (int)getpid());
    FILE *status = popen(command, "r");
    ck_assert_ptr_nonnull(status);
    unsigned seen = 0;
    while (fgets(line, sizeof(line), status) != NULL) {
        seen += strcmp(line, "NoNewPrivs:\t1\n") == 0 ? 1 : 0;
        seen += strcmp(line, "Seccomp:\t2\n") == 0 ? 1 : 0;
        seen += strcmp(line, "Threads:\t1\n") == 0 ? 1 : 0;
    }
    ck_assert_int_eq(pclose(status), 0);
    ck_assert_uint_eq(seen, 3);
    pool_free(pool);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("confine");
    tcase_set_timeout(tests, 180);
    tcase_add_loop_test(tests, each_deed_costs_one_worker, 1, 3);
    tcase_add_test(tests, kernel_agrees);
    return suite_run_apart("confine", tests);
}
