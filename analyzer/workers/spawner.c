#include "workers/spawner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bytes/heap_guard.h"
#include "workers/descriptor_message.h"
#include "workers/worker_loop.h"

/* While it gets ready it is waited for in turns of this, and then woken: it may have been stopped.
 */
#define WAKE_MILLISECONDS 1000

/* The first descriptor after the standard ones. */
#define OWN_DESCRIPTOR 3

enum request { REQUEST_WORKER = 1, REQUEST_KILL };

/* Both ends are the same program, and neither reads evidence. */
struct spawner_request {
    enum request request;
    size_t slot; /* REQUEST_WORKER */
    pid_t pid;   /* REQUEST_KILL */
};

struct spawner_side {
    int control, signals;
    pid_t itself;
    pid_t workers[JOBS_MAX];
    size_t count;
    void *marks;
    size_t slots;
    const struct worker_body *body;
    void *state;
};

/* Standard error stays in development builds alone: what a library or a worker
 * that was taken over prints there may be evidence, and it may be a terminal. */
static bool silence_standard_descriptors(void)
{
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nowhere < 0) {
        return false;
    }
    bool silent = dup2(nowhere, STDIN_FILENO) >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0;
#ifndef KEYTRAWL_TRAP
    silent = silent && dup2(nowhere, STDERR_FILENO) >= 0;
#endif
    if (nowhere > STDERR_FILENO) {
        (void)close(nowhere);
    }
    return silent;
}

/* Moves `descriptor` behind the standard ones and closes all others. */
static bool keep_alone(int descriptor)
{
    if (descriptor != OWN_DESCRIPTOR && dup2(descriptor, OWN_DESCRIPTOR) < 0) {
        return false;
    }
    return close_range(OWN_DESCRIPTOR + 1, ~0U, 0) == 0;
}

/* Handlers belong to the coordinator. A key pressed at the terminal reaches the
 * whole group: the coordinator decides what becomes of the workers. */
static void reset_signals(void)
{
    for (int number = 1; number < NSIG; number++) {
        (void)signal(number, SIG_DFL); /* some cannot be changed: no harm */
    }
    (void)signal(SIGINT, SIG_IGN);
    (void)signal(SIGQUIT, SIG_IGN);
    (void)signal(SIGHUP, SIG_IGN);
    (void)signal(SIGUSR1, SIG_IGN); /* the coordinator is asked, and says how all of them stand */
    (void)signal(SIGPIPE, SIG_IGN);
    /* where stderr is a file, which may not grow: what a worker died of is told, not this */
    (void)signal(SIGXFSZ, SIG_IGN);
}

/* The parent may have died before this was set. */
static bool die_with(pid_t parent)
{
    return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && getppid() == parent;
}

static bool send_packet(int control, const void *packet, size_t length, int descriptor)
{
    struct descriptors descriptors = { .count = descriptor >= 0 ? 1 : 0, .at = { descriptor } };
    size_t sent = 0;
    return message_send(control, bytes_over(packet, length), &descriptors, true, &sent) ==
               TRANSFER_SOME &&
           sent == length;
}

static bool report(const struct spawner_side *side, const struct spawner_message *message,
                   int channel)
{
    return send_packet(side->control, message, sizeof(*message), channel);
}

static bool report_plain(const struct spawner_side *side, enum spawner_report what)
{
    return report(side, &(struct spawner_message){ .report = what }, -1);
}

/* In the child. */
static _Noreturn void become_worker(const struct spawner_side *side, size_t slot, int channel)
{
    sigset_t none;
    (void)sigemptyset(&none);
    if (!die_with(side->itself) || !keep_alone(channel) ||
        sigprocmask(SIG_SETMASK, &none, NULL) != 0) {
        _exit(EXIT_FAILURE);
    }
    file_marks_keep(side->marks, side->slots, slot);
    worker_loop(OWN_DESCRIPTOR, file_mark_at(side->marks, slot), side->body, side->state);
}

static bool make_worker(struct spawner_side *side, size_t slot)
{
    struct spawner_message message = { .report = SPAWNER_FAILED, .slot = slot };
    int ends[2];
    if (side->count == JOBS_MAX || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        return report(side, &message, -1);
    }
    message.pid = fork();
    if (message.pid == 0) {
        become_worker(side, slot, ends[1]);
    }
    (void)close(ends[1]);
    if (message.pid > 0) {
        message.report = SPAWNER_MADE;
        side->workers[side->count++] = message.pid;
    }
    bool reported = report(side, &message, message.pid > 0 ? ends[0] : -1);
    (void)close(ends[0]);
    return reported;
}

/* Takes a worker from the list. False: not one of ours. */
static bool forget_worker(struct spawner_side *side, pid_t pid)
{
    for (size_t i = 0; i < side->count; i++) {
        if (side->workers[i] == pid) {
            side->workers[i] = side->workers[--side->count];
            return true;
        }
    }
    return false;
}

static void kill_worker(const struct spawner_side *side, pid_t pid)
{
    for (size_t i = 0; i < side->count; i++) {
        if (side->workers[i] == pid) {
            (void)kill(pid, SIGKILL);
        }
    }
}

static bool reap(struct spawner_side *side)
{
    struct signalfd_siginfo information;
    ssize_t taken = read(side->signals, &information, sizeof(information));
    (void)taken; /* one signal may stand for several children */
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        const struct spawner_message exited = { .report = SPAWNER_EXITED,
                                                .pid = pid,
                                                .status = status };
        if (forget_worker(side, pid) && !report(side, &exited, -1)) {
            return false;
        }
    }
    return true;
}

static bool answer(struct spawner_side *side)
{
    struct spawner_request request;
    size_t received = 0;
    if (message_receive(side->control, (uint8_t *)&request, sizeof(request), NULL, true,
                        &received) != TRANSFER_SOME ||
        received != sizeof(request)) {
        return false;
    }
    if (request.request == REQUEST_WORKER) {
        return make_worker(side, request.slot);
    }
    kill_worker(side, request.pid);
    return true;
}

/* Until the coordinator closes its end. */
static void serve(struct spawner_side *side)
{
    struct pollfd watched[2] = { { .fd = side->control, .events = POLLIN },
                                 { .fd = side->signals, .events = POLLIN } };
    bool going = true;
    while (going) {
        if (poll(watched, 2, -1) < 0) {
            going = errno == EINTR;
            continue;
        }
        if (watched[1].revents != 0) {
            going = reap(side);
        }
        if (going && watched[0].revents != 0) {
            going = answer(side);
        }
    }
}

static void end_workers(struct spawner_side *side)
{
    for (size_t i = 0; i < side->count; i++) {
        (void)kill(side->workers[i], SIGKILL);
    }
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR) {
    }
}

static int watch_children(void)
{
    sigset_t children;
    (void)sigemptyset(&children);
    (void)sigaddset(&children, SIGCHLD);
    if (sigprocmask(SIG_SETMASK, &children, NULL) != 0) {
        return -1;
    }
    return signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* In the child. */
static _Noreturn void become_spawner(const struct spawner *spawner, int control, pid_t coordinator,
                                     const struct worker_body *body, struct bytes settings)
{
    reset_signals();
    heap_guard_begin(NULL);
    struct spawner_side side = { .control = OWN_DESCRIPTOR,
                                 .itself = getpid(),
                                 .marks = spawner->marks,
                                 .slots = spawner->slots,
                                 .body = body };
    if (!die_with(coordinator) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || !keep_alone(control) ||
        !silence_standard_descriptors()) {
        _exit(EXIT_FAILURE);
    }
    if (!body->prepare(settings, &side.state)) {
        (void)report_plain(&side, SPAWNER_UNPREPARED);
        _exit(EXIT_FAILURE);
    }
    side.signals = watch_children();
    if (side.signals >= 0 && report_plain(&side, SPAWNER_PREPARED)) {
        serve(&side);
    }
    end_workers(&side);
    _exit(EXIT_SUCCESS);
}

static const char *fork_spawner(struct spawner *spawner, const struct worker_body *body,
                                struct bytes settings)
{
    int ends[2];
    if (spawner->marks == NULL ||
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        return "no memory or no socket pair for workers";
    }
    pid_t coordinator = getpid();
    spawner->pid = fork();
    if (spawner->pid == 0) {
        become_spawner(spawner, ends[1], coordinator, body, settings);
    }
    (void)close(ends[1]);
    spawner->control = ends[0];
    return spawner->pid > 0 ? NULL : "no process for workers";
}

bool spawner_start(struct spawner *spawner, size_t slots, const struct worker_body *body,
                   struct bytes settings, const char **why)
{
    struct spawner started = {
        .pid = -1, .control = -1, .marks = file_marks_map(slots), .slots = slots
    };
    const char *refusal = fork_spawner(&started, body, settings);
    if (refusal != NULL) {
        *why = refusal;
        spawner_stop(&started);
        return false;
    }
    *spawner = started;
    return true;
}

/* Its first message. The turns are short, so that a machine which slept counts as one of them. */
static bool hear_first(struct spawner *spawner, int64_t most)
{
    struct pollfd watched = { .fd = spawner->control, .events = POLLIN };
    int64_t waited = 0;
    int ready = 0;
    while (ready == 0 && waited < most) {
        ready = poll(&watched, 1, most < WAKE_MILLISECONDS ? (int)most : WAKE_MILLISECONDS);
        if (ready == 0) {
            waited += WAKE_MILLISECONDS;
            spawner_wake(spawner);
        } else if (ready < 0 && errno == EINTR) {
            ready = 0;
        }
    }
    return ready > 0;
}

bool spawner_wait(struct spawner *spawner, int64_t most, const char **why)
{
    struct spawner_message message;
    if (!hear_first(spawner, most)) {
        *why = "the process that makes workers does not answer";
        return false;
    }
    if (!spawner_hear(spawner, &message)) {
        *why = "the process that makes workers died while it got ready";
        return false;
    }
    spawner->answers = message.report == SPAWNER_PREPARED;
    if (!spawner->answers) {
        *why = "what workers need could not be loaded";
    }
    return spawner->answers;
}

void spawner_wake(const struct spawner *spawner)
{
    (void)kill(spawner->pid, SIGCONT);
}

static bool send_request(const struct spawner *spawner, const struct spawner_request *request)
{
    return send_packet(spawner->control, request, sizeof(*request), -1);
}

bool spawner_ask(const struct spawner *spawner, size_t slot)
{
    atomic_store(&file_mark_at(spawner->marks, slot)->file, 0);
    return send_request(spawner,
                        &(struct spawner_request){ .request = REQUEST_WORKER, .slot = slot });
}

bool spawner_kill(const struct spawner *spawner, pid_t pid)
{
    return send_request(spawner, &(struct spawner_request){ .request = REQUEST_KILL, .pid = pid });
}

bool spawner_hear(const struct spawner *spawner, struct spawner_message *message)
{
    struct descriptors descriptors = { 0 };
    struct spawner_message heard;
    size_t received = 0;
    if (message_receive(spawner->control, (uint8_t *)&heard, sizeof(heard), &descriptors, true,
                        &received) != TRANSFER_SOME ||
        received != sizeof(heard) || (heard.report == SPAWNER_MADE) != (descriptors.count == 1)) {
        descriptors_close(&descriptors);
        return false;
    }
    heard.channel = descriptors.count == 1 ? descriptors.at[0] : -1;
    *message = heard;
    return true;
}

void spawner_stop(struct spawner *spawner)
{
    if (spawner->control >= 0) {
        (void)close(spawner->control);
    }
    if (spawner->pid > 0 && !spawner->answers) {
        (void)kill(spawner->pid, SIGKILL); /* its workers, if there are any, end with it */
    } else if (spawner->pid > 0) {
        spawner_wake(spawner);
    }
    while (spawner->pid > 0 && waitpid(spawner->pid, NULL, 0) < 0 && errno == EINTR) {
    }
    file_marks_unmap(spawner->marks, spawner->slots);
    *spawner = (struct spawner){ .pid = -1, .control = -1 };
}
