// SPDX-License-Identifier: Apache-2.0
// programs.c: programs.h with POSIX: fork, pipes, and a thread for each program that waits for its
// end, because somebody has to, and signals and the children of others are not ours.

// close_range is called by its number.
#define _GNU_SOURCE

#include "platforms/programs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platforms/unix/error_name.h"

#define THREAD_STACK ((size_t) 128 * 1024)
#define MOST_FILES   4096 // that are closed one by one, where there is no close_range

extern char **environ;

const char *program_file_error(const char *path)
{
    return access(path, X_OK) == 0 ? NULL : error_name(errno);
}

// Threads that nobody waits for

static bool start_thread(void *(*run)(void *), void *argument)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all, before;
    sigfillset(&all);
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, THREAD_STACK);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&thread, &attributes, run, argument);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return error == 0;
}

// Lists of strings

// The strings of a text one after the other, behind `list`, which has room.
static char **put_strings(char **list, const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        *list++ = (char *) (uintptr_t) text; // exec writes nothing
        text += strlen(text) + 1;
    }
    return list;
}

static char **make_arguments(const struct program_options *options)
{
    char **list = calloc(options->argument_count + 1, sizeof *list);
    if (list != NULL) {
        put_strings(list, options->arguments, options->argument_count);
    }
    return list;
}

// Whether one of the changes is about the variable that this text begins with.
static bool is_changed(const char *variable, const char *changes, size_t count)
{
    size_t size = strcspn(variable, "=");
    for (; count > 0; count--) {
        if (strcspn(changes, "=") == size && memcmp(changes, variable, size) == 0) {
            return true;
        }
        changes += strlen(changes) + 1;
    }
    return false;
}

static char **make_environment(const struct program_options *options)
{
    const char *changes = options->environment;
    size_t count = options->change_count, old = 0;
    while (environ != NULL && environ[old] != NULL) {
        old++;
    }
    char **list = calloc(old + count + 1, sizeof *list);
    char **at = list;
    for (size_t i = 0; list != NULL && i < old; i++) {
        if (!is_changed(environ[i], changes, count)) {
            *at++ = environ[i];
        }
    }
    for (; list != NULL && count > 0; count--) {
        const char *next = changes + strlen(changes) + 1;
        if (strchr(changes, '=') != NULL && !is_changed(changes, next, count - 1)) {
            *at++ = (char *) (uintptr_t) changes;
        }
        changes = next;
    }
    return list;
}

// Starting

// What the new process needs; it must not allocate.
struct start {
    const struct program_options *options;
    char **arguments, **environment;
    int from_program[2], to_program[2], status[2]; // pipes: end to read, end to write
    int most_files;
};

static void close_both(const int ends[2])
{
    for (int i = 0; i < 2; i++) {
        if (ends[i] >= 0) {
            close(ends[i]);
        }
    }
}

static bool open_pipe(int ends[2])
{
    if (pipe(ends) != 0) {
        ends[0] = ends[1] = -1;
        return false;
    }
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return true;
}

static bool open_pipes(struct start *start)
{
    const struct program_options *options = start->options;
    bool good = open_pipe(start->status) && (!options->reads || open_pipe(start->from_program)) &&
                (!options->writes || open_pipe(start->to_program));
    if (good) {
        fcntl(start->status[0], F_SETFL, O_NONBLOCK);
    }
    if (good && options->reads) {
        fcntl(start->from_program[0], F_SETFL, O_NONBLOCK);
    }
    if (good && options->writes) {
        fcntl(start->to_program[1], F_SETFL, O_NONBLOCK);
    }
    return good;
}

// In the new process: out of the way of the numbers it is to have.
static int above(int file)
{
    return file < 0 ? file : fcntl(file, F_DUPFD_CLOEXEC, 8);
}

static void close_others(const struct start *start, int first)
{
#ifdef SYS_close_range
    if (syscall(SYS_close_range, (unsigned) first, UINT_MAX, 0) == 0) {
        return;
    }
#endif
    for (int file = first; file < start->most_files; file++) {
        close(file);
    }
}

static void set_streams(const struct start *start)
{
    const struct program_options *options = start->options;
    int in = above(start->to_program[0]), out = above(start->from_program[1]);
    int first = options->other_streams ? 3 : 0;
    if (in >= 0) {
        dup2(in, first);
    }
    if (out >= 0) {
        dup2(out, first + 1);
    }
    if (out >= 0 && options->joins_errors) {
        dup2(out, 2);
    }
    if (options->other_streams && in < 0) {
        close(3);
    }
    close_others(start, !options->other_streams ? 3 : out >= 0 ? 5 : 4);
}

static _Noreturn void fail_directory(const char *directory)
{
    int error = errno;
    static const char text[] = "spawn: Could not cd to ";
    ssize_t ignored = write(STDERR_FILENO, text, sizeof text - 1);
    ignored = write(STDERR_FILENO, directory, strlen(directory));
    ignored = write(STDERR_FILENO, "\n", 1);
    (void) ignored;
    _exit(error);
}

static _Noreturn void become_program(const struct start *start)
{
    const struct program_options *options = start->options;
    sigset_t none;
    set_streams(start);
    if (options->directory != NULL && options->directory[0] != 0 &&
        chdir(options->directory) != 0) {
        fail_directory(options->directory);
    }
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    execve(options->file, start->arguments, start->environment);
    _exit(errno);
}

struct reaper {
    pid_t process;
    int to;
};

// Wait for the end of a program, and tell it.
static void *reap(void *argument)
{
    struct reaper reaper = *(struct reaper *) argument;
    free(argument);
    int status = 0;
    while (waitpid(reaper.process, &status, 0) < 0 && errno == EINTR) {
    }
    ssize_t ignored = write(reaper.to, &status, sizeof status);
    (void) ignored;
    close(reaper.to);
    return NULL;
}

// NULL: all well. Takes over the end of the pipe to write the status to.
static const char *run(struct start *start, struct program *program)
{
    struct reaper *reaper = malloc(sizeof *reaper);
    if (reaper == NULL) {
        return error_name(ENOMEM);
    }
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); // no handler of ours runs in the new process
    pid_t process = fork();
    if (process == 0) {
        become_program(start);
    }
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (process < 0) {
        free(reaper);
        return error_name(error);
    }
    program->number = (unsigned long) process;
    *reaper = (struct reaper){process, start->status[1]};
    start->status[1] = -1;
    if (!start_thread(reap, reaper)) {
        close(reaper->to);
        free(reaper);
    }
    return NULL;
}

const char *program_start(const struct program_options *options, struct program *program)
{
    struct start start = {
        .options = options, .from_program = {-1, -1}, .to_program = {-1, -1}, .status = {-1, -1}};
    long most_files = sysconf(_SC_OPEN_MAX);
    start.most_files = most_files < 0 || most_files > MOST_FILES ? MOST_FILES : (int) most_files;
    start.arguments = make_arguments(options);
    start.environment = make_environment(options);
    const char *error = NULL;
    if (start.arguments == NULL || start.environment == NULL) {
        error = error_name(ENOMEM);
    } else if (!open_pipes(&start)) {
        error = error_name(errno);
    } else {
        error = run(&start, program);
    }
    if (error == NULL) {
        program->input = start.from_program[0];
        program->output = start.to_program[1];
        program->status = start.status[0];
        start.from_program[0] = start.to_program[1] = start.status[0] = -1;
    }
    close_both(start.from_program);
    close_both(start.to_program);
    close_both(start.status);
    free(start.arguments);
    free(start.environment);
    return error;
}

bool program_status(int source, int *status)
{
    int told;
    ssize_t count = read(source, &told, sizeof told);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
        return false;
    }
    if (count != (ssize_t) sizeof told) { // nobody waited for it
        *status = 255;
    } else {
        *status = WIFSIGNALED(told) ? 128 + WTERMSIG(told) : WEXITSTATUS(told);
    }
    return true;
}

// Streams

static bool is_ready(int source, short events)
{
    struct pollfd file = {source, events, 0};
    return poll(&file, 1, 0) > 0;
}

static long stream_failed(const char **error)
{
    *error = errno == EAGAIN || errno == EINTR ? NULL : error_name(errno);
    return -1;
}

// Descriptors that others gave us may be such that reading waits.
long stream_read(int source, void *bytes, size_t size, const char **error)
{
    *error = NULL;
    if (!is_ready(source, POLLIN)) {
        return -1;
    }
    ssize_t count = read(source, bytes, size);
    return count >= 0 ? (long) count : stream_failed(error);
}

// A pipe that is ready takes PIPE_BUF bytes without waiting. A pipe that nobody reads is an error
// of this stream, not a signal that ends us.
long stream_write(int source, const void *bytes, size_t size, const char **error)
{
    sigset_t pipe_signal, before, waiting;
    *error = NULL;
    if (!is_ready(source, POLLOUT)) {
        return -1;
    }
    bool waits = (fcntl(source, F_GETFL) & O_NONBLOCK) == 0;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
    ssize_t count = write(source, bytes, waits && size > PIPE_BUF ? PIPE_BUF : size);
    long result = count >= 0 ? (long) count : stream_failed(error);
    sigpending(&waiting);
    if (count < 0 && sigismember(&waiting, SIGPIPE) && !sigismember(&before, SIGPIPE)) {
        int ignored;
        sigwait(&pipe_signal, &ignored);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return result;
}

struct rest {
    int to;
    size_t size;
    char bytes[];
};

// All signals are blocked here.
static void *write_rest(void *argument)
{
    struct rest *rest = argument;
    size_t done = 0;
    while (done < rest->size) {
        ssize_t count = write(rest->to, rest->bytes + done, rest->size - done);
        struct pollfd file = {rest->to, POLLOUT, 0};
        if (count >= 0) {
            done += (size_t) count;
        } else if (errno == EAGAIN) {
            poll(&file, 1, -1);
        } else if (errno != EINTR) {
            break;
        }
    }
    close(rest->to);
    free(rest);
    return NULL;
}

// False: nobody could be found to do it.
static bool write_later(int source, const void *bytes, size_t size)
{
    struct rest *rest = malloc(sizeof *rest + size);
    if (rest == NULL) {
        return false;
    }
    rest->to = source;
    rest->size = size;
    memcpy(rest->bytes, bytes, size);
    if (!start_thread(write_rest, rest)) {
        free(rest);
        return false;
    }
    return true;
}

void stream_close(int source, bool is_lent, const void *bytes, size_t size)
{
    if (is_lent && size > 0) {
        source = fcntl(source, F_DUPFD_CLOEXEC, 3);
    }
    if (source >= 0 && (size == 0 ? !is_lent : !write_later(source, bytes, size))) {
        close(source);
    }
}
