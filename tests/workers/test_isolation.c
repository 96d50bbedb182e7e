/* What a parser that was taken over would try, each in a process of its own that is confined as a
 * worker is in a run: the kernel kills it, or refuses. */
#include "workers/confine.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"

/* As in worker_loop.c: behind the standard ones, then what a job brings. */
#define CHANNEL  3
#define EVIDENCE 4

/* Stands for the process id of the coordinator in the table's arguments. */
#define COORDINATOR (-1000001L)

#define PATH ((long)"/etc/passwd")

enum end {
    KILLED = 1, /* by SIGSYS, in the call */
    REFUSED,    /* the call failed */
    ALLOWED     /* it did what it was to do */
};

/* A system call by its number, or `act`, which is below 0 where it was refused. */
struct attempt {
    const char *what;
    enum end expected;
    long call;
    long arguments[6];
    long (*act)(void);
};

static long call_of_x32(void)
{
    return syscall(0x40000000L | SYS_getpid);
}

#if defined(__x86_64__)
/* The numbers of 32-bit programs are others: 11 is execve there. */
static long call_of_32_bits(void)
{
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory");
    return result;
}
#endif

static long map_anonymous(int protection)
{
    void *page = mmap(NULL, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page != MAP_FAILED ? 0 : -1;
}

static long map_plain(void)
{
    return map_anonymous(PROT_READ | PROT_WRITE);
}

static long map_to_write_and_run(void)
{
    return map_anonymous(PROT_READ | PROT_WRITE | PROT_EXEC);
}

static long run_what_was_written(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page != MAP_FAILED ? mprotect(page, 4096, PROT_READ | PROT_EXEC) : -1;
}

static long map_evidence_to_write(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, EVIDENCE, 0);
    return page != MAP_FAILED ? 0 : -1;
}

static long read_evidence(void)
{
    char first;
    return pread(EVIDENCE, &first, 1, 0) == 1 && first == 'e' ? 0 : -1;
}

static long send_on_channel(void)
{
    return send(CHANNEL, "x", 1, MSG_NOSIGNAL);
}

/* The one other number that may be written to gets the evidence behind it. */
static long write_to_evidence_as_stderr(void)
{
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    char first;
    struct iovec span = { &first, 1 };
    struct msghdr message = { .msg_iov = &span,
                              .msg_iovlen = 1,
                              .msg_control = &control,
                              .msg_controllen = sizeof(control) };
    (void)close(STDERR_FILENO);
    if (recvmsg(CHANNEL, &message, 0) != 1) {
        return 0; /* then this test shows nothing */
    }
    return write(STDERR_FILENO, "x", 1);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__clang__)
#define WITH_MEMORY_LIMIT 0 /* the sanitizer needs more than any limit */
#else
#define WITH_MEMORY_LIMIT 1
static long allocate_all_memory(void)
{
    const size_t step = (size_t)1 << 30;
    for (unsigned i = 0; i < 64; i++) {
        if (mmap(NULL, step, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED) {
            return -1;
        }
    }
    return 0;
}
#endif

#define BY_FILTER_AS(name, by, ...)                                                                \
    {                                                                                              \
        .what = (name), .expected = KILLED, .call = SYS_##by, .arguments = { __VA_ARGS__ }         \
    }
#define BY_FILTER(by, ...) BY_FILTER_AS(#by, by, __VA_ARGS__)

static const struct attempt attempts[] = {
    /* that this test sees what is not stopped */
    { .what = "read the evidence", .expected = ALLOWED, .act = read_evidence },
    { .what = "send on the channel", .expected = ALLOWED, .act = send_on_channel },
    { .what = "map memory", .expected = ALLOWED, .act = map_plain },
    { .what = "getpid", .expected = ALLOWED, .call = SYS_getpid },
    /* files */
    BY_FILTER(open, PATH, O_RDONLY),
    BY_FILTER(openat, AT_FDCWD, PATH, O_RDONLY),
    BY_FILTER(openat2, AT_FDCWD, PATH, 0, 24),
    BY_FILTER(creat, (long)"/tmp/keytrawl-taken-over", 0600),
    BY_FILTER_AS("open /proc/self/mem", openat, AT_FDCWD, (long)"/proc/self/mem", O_RDWR),
    BY_FILTER_AS("open /proc/self/environ", openat, AT_FDCWD, (long)"/proc/self/environ", O_RDONLY),
    BY_FILTER(open_by_handle_at, EVIDENCE, 0, O_RDONLY),
    BY_FILTER(readlink, (long)"/proc/self/exe", 0, 0),
    BY_FILTER(stat, PATH, 0),
    BY_FILTER(statx, AT_FDCWD, PATH),
    BY_FILTER(access, PATH, 0),
    BY_FILTER(getdents64, EVIDENCE, 0, 0),
    BY_FILTER(unlink, (long)"/tmp/keytrawl-taken-over"),
    BY_FILTER(rename, (long)"/tmp/keytrawl-taken-over", (long)"/tmp/keytrawl-moved"),
    BY_FILTER(mkdir, (long)"/tmp/keytrawl-taken-over", 0700),
    BY_FILTER(chmod, (long)"/tmp/keytrawl-taken-over", 0777),
    BY_FILTER(symlink, PATH, (long)"/tmp/keytrawl-taken-over"),
    BY_FILTER(memfd_create, (long)"name", 0),
    BY_FILTER(mount, 0, 0, 0, 0, 0),
    BY_FILTER(chroot, (long)"/tmp"),
    /* every descriptor but the channel */
    BY_FILTER_AS("write to standard input", write, 0, PATH, 1),
    BY_FILTER_AS("write to standard output", write, 1, PATH, 1),
    BY_FILTER_AS("write to the evidence", write, EVIDENCE, PATH, 1),
    BY_FILTER_AS("write to any other", write, EVIDENCE + 1, PATH, 1),
    BY_FILTER_AS("a channel with bits above 32", write, 0x100000000L + CHANNEL, PATH, 1),
    BY_FILTER(writev, 1, 0, 0),
    BY_FILTER(pwrite64, EVIDENCE, PATH, 1, 0),
    BY_FILTER(ftruncate, EVIDENCE, 0),
    BY_FILTER(fallocate, EVIDENCE, 0, 0, 1),
    BY_FILTER(fchmod, EVIDENCE, 0777),
    BY_FILTER(sendfile, CHANNEL, EVIDENCE, 0, 1),
    BY_FILTER(splice, EVIDENCE, 0, CHANNEL, 0, 1, 0),
    BY_FILTER(copy_file_range, EVIDENCE, 0, 1, 0, 1, 0),
    BY_FILTER(dup, CHANNEL),
    BY_FILTER(dup2, EVIDENCE, STDERR_FILENO),
    BY_FILTER(fcntl, EVIDENCE, F_SETFL, O_RDWR),
    BY_FILTER(ioctl, 0, 0x541b, 0),
    BY_FILTER(pidfd_getfd, EVIDENCE, 0, 0),
    { .what = "write to evidence in the place of standard error",
      .expected = REFUSED,
      .act = write_to_evidence_as_stderr },
    { .what = "map evidence to write", .expected = REFUSED, .act = map_evidence_to_write },
    /* the network */
    BY_FILTER(socket, AF_INET, SOCK_STREAM, 0),
    BY_FILTER_AS("a socket of netlink", socket, AF_NETLINK, SOCK_RAW, 0),
    BY_FILTER(socketpair, AF_UNIX, SOCK_STREAM, 0, 0),
    BY_FILTER(connect, CHANNEL, 0, 0),
    BY_FILTER(bind, CHANNEL, 0, 0),
    BY_FILTER(listen, CHANNEL, 1),
    BY_FILTER(accept4, CHANNEL, 0, 0, 0),
    BY_FILTER(setsockopt, CHANNEL, 0, 0, 0, 0),
    BY_FILTER_AS("sendmsg elsewhere", sendmsg, EVIDENCE, 0, 0),
    BY_FILTER(sendmmsg, CHANNEL, 0, 0, 0),
    /* other programs and processes */
    BY_FILTER(execve, (long)"/bin/true", 0, 0),
    BY_FILTER(execveat, AT_FDCWD, (long)"/bin/true", 0, 0, 0),
    BY_FILTER(fork, 0),
    BY_FILTER(vfork, 0),
    BY_FILTER(clone, SIGCHLD),
    BY_FILTER_AS("a thread", clone,
                 CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD),
    BY_FILTER(clone3, 0, 88),
    BY_FILTER(unshare, CLONE_NEWUSER),
    BY_FILTER(setns, EVIDENCE, 0),
    BY_FILTER(ptrace, PTRACE_ATTACH, COORDINATOR),
    BY_FILTER_AS("ptrace itself", ptrace, PTRACE_TRACEME),
    BY_FILTER(process_vm_readv, COORDINATOR),
    BY_FILTER(process_vm_writev, COORDINATOR),
    BY_FILTER(process_madvise, EVIDENCE),
    BY_FILTER(kcmp, COORDINATOR, COORDINATOR),
    /* the coordinator */
    BY_FILTER(kill, COORDINATOR, SIGUSR1),
    BY_FILTER_AS("kill all", kill, -1, 0),
    BY_FILTER(tkill, COORDINATOR, SIGUSR1),
    BY_FILTER(tgkill, COORDINATOR, COORDINATOR, SIGUSR1),
    BY_FILTER(rt_sigqueueinfo, COORDINATOR, SIGUSR1, 0),
    BY_FILTER(pidfd_open, COORDINATOR, 0),
    BY_FILTER(pidfd_send_signal, EVIDENCE, SIGUSR1),
    BY_FILTER(setpgid, 0, COORDINATOR),
    BY_FILTER(setpriority, 0, COORDINATOR, -20),
    BY_FILTER_AS("prlimit of the coordinator", prlimit64, COORDINATOR),
    /* what it is itself */
    BY_FILTER_AS("be dumped", prctl, PR_SET_DUMPABLE, 1),
    BY_FILTER_AS("outlive the coordinator", prctl, PR_SET_PDEATHSIG, 0),
    BY_FILTER_AS("be traced", prctl, PR_SET_PTRACER, -1L),
    BY_FILTER(seccomp, 0, 0, 0),
    BY_FILTER_AS("core dumps again", setrlimit, 4),
    BY_FILTER(personality, 0x0400000 /* READ_IMPLIES_EXEC */),
    BY_FILTER(setuid, 0),
    BY_FILTER(capset, 0, 0),
    BY_FILTER(rt_sigaction, SIGSYS, 0, 0, 8),
    BY_FILTER(arch_prctl, 0x1002, 0),
    BY_FILTER(landlock_restrict_self, EVIDENCE, 0),
    /* memory that runs, and the parts of the kernel that fail most */
    { .what = "map to write and run", .expected = KILLED, .act = map_to_write_and_run },
    { .what = "run what was written", .expected = KILLED, .act = run_what_was_written },
    BY_FILTER_AS("map evidence to run", mmap, 0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, EVIDENCE,
                 0),
    BY_FILTER(pkey_mprotect, 0, 4096, PROT_EXEC, -1),
    BY_FILTER(remap_file_pages, 0, 4096, 0, 0, 0),
    BY_FILTER(mlockall, 1),
    BY_FILTER(shmget, 0, 4096, 01600),
    BY_FILTER(userfaultfd, 0),
    BY_FILTER(io_uring_setup, 1, 0),
    BY_FILTER(io_uring_enter, EVIDENCE, 1),
    BY_FILTER(io_setup, 1, 0),
    BY_FILTER(bpf, 0, 0, 0),
    BY_FILTER(perf_event_open, 0, 0),
    BY_FILTER(keyctl, 0),
    BY_FILTER(init_module, 0, 0, 0),
    BY_FILTER(settimeofday, 0, 0),
    { .what = "the numbers of x32", .expected = KILLED, .act = call_of_x32 },
#if defined(__x86_64__)
    { .what = "the numbers of 32-bit programs", .expected = KILLED, .act = call_of_32_bits },
#endif
#if WITH_MEMORY_LIMIT
    { .what = "all memory", .expected = REFUSED, .act = allocate_all_memory },
#endif
};
#define ATTEMPTS (sizeof(attempts) / sizeof(attempts[0]))

static long coordinator;

static long argument_of(long given)
{
    return given == COORDINATOR ? coordinator : given;
}

static long try_attempt(const struct attempt *attempt)
{
    const long *given = attempt->arguments;
    if (attempt->act != NULL) {
        return attempt->act();
    }
    return syscall(attempt->call, argument_of(given[0]), argument_of(given[1]),
                   argument_of(given[2]), argument_of(given[3]), argument_of(given[4]),
                   argument_of(given[5]));
}

/* In the child. The descriptors are placed as the spawner places them. */
static _Noreturn void be_taken_over(const struct attempt *attempt, int channel, int evidence)
{
    const char *why;
    const int nowhere = open("/dev/null", O_RDWR);
    for (int standard = 0; standard <= STDERR_FILENO; standard++) {
        (void)dup2(nowhere, standard);
    }
    if (dup2(channel, CHANNEL) != CHANNEL || dup2(evidence, EVIDENCE) != EVIDENCE ||
        close_range(EVIDENCE + 1, ~0U, 0) != 0 || !confine_worker(CHANNEL, &why)) {
        _exit(EXIT_FAILURE);
    }
    _exit(try_attempt(attempt) < 0 ? REFUSED : ALLOWED);
}

static void hand_evidence_over(int channel, int evidence)
{
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control = { 0 };
    struct iovec span = { (void *)(uintptr_t) "e", 1 };
    struct msghdr message = { .msg_iov = &span,
                              .msg_iovlen = 1,
                              .msg_control = &control,
                              .msg_controllen = sizeof(control) };
    control.header = (struct cmsghdr){ .cmsg_len = CMSG_LEN(sizeof(int)),
                                       .cmsg_level = SOL_SOCKET,
                                       .cmsg_type = SCM_RIGHTS };
    memcpy(CMSG_DATA(&control.header), &evidence, sizeof(evidence));
    ck_assert_int_eq(sendmsg(channel, &message, 0), 1);
}

static enum end end_of(int status)
{
    if (WIFSIGNALED(status)) {
        return WTERMSIG(status) == SIGSYS ? KILLED : 0;
    }
    return (enum end)WEXITSTATUS(status);
}

static enum end attempt_end(const struct attempt *attempt, int evidence)
{
    int ends[2], status;
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    hand_evidence_over(ends[0], evidence);
    const pid_t child = fork();
    if (child == 0) {
        be_taken_over(attempt, fcntl(ends[1], F_DUPFD, EVIDENCE + 1),
                      fcntl(evidence, F_DUPFD, EVIDENCE + 1));
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    (void)close(ends[0]);
    (void)close(ends[1]);
    return end_of(status);
}

static volatile sig_atomic_t reached;

static void note_signal(int number)
{
    (void)number;
    reached = 1;
}

START_TEST(each_attempt_is_stopped)
{
    char path[] = "/tmp/keytrawl-test-isolation-XXXXXX", left[16];
    const int writer = mkstemp(path);
    ck_assert_int_ge(writer, 0);
    ck_assert_int_eq(write(writer, "evidence", 8), 8);
    const int evidence = open(path, O_RDONLY | O_CLOEXEC);
    ck_assert_int_eq(unlink(path), 0);
    coordinator = getpid();
    (void)signal(SIGUSR1, note_signal);
    unsigned wrong = 0;
    for (size_t i = 0; i < ATTEMPTS; i++) {
        const enum end end = attempt_end(&attempts[i], evidence);
        if (end != attempts[i].expected) {
            printf("%s: %d, expected %d\n", attempts[i].what, (int)end, (int)attempts[i].expected);
            wrong++;
        }
    }
    ck_assert_uint_eq(wrong, 0);
    ck_assert_int_eq(reached, 0);
    ck_assert_int_eq(pread(evidence, left, sizeof(left), 0), 8);
    ck_assert_mem_eq(left, "evidence", 8);
    ck_assert_int_ne(access("/tmp/keytrawl-taken-over", F_OK), 0);
    (void)close(writer);
    (void)close(evidence);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("isolation");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, each_attempt_is_stopped);
    return suite_run_apart("isolation", tests);
}
