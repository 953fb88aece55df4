// SPDX-License-Identifier: Apache-2.0
// inject_run.c: runs programs again and again, each time with another allocation failing, until a
// run needs fewer; then the same with two in a row, because some are tried again with less, and
// with all that follow.
//
//     inject_run [-s STEP] [-pa DIR] FIRST.beam [MORE.beam ...]
//
// start/0 of the first; the others, the embedded library and the folder have modules it calls. -s:
// only each STEP-th allocation, for programs that make many.
//
// A run may end in any way but a crash of the machine: a report of out_of_memory, a failure to
// load, or success when the allocation was not needed. Needs a build with AVM_ALLOC_INJECT, best
// with sanitizers, which find what is not given back. Prints TAP; what the programs print is
// dropped (crash reports, thousands).

#define _POSIX_C_SOURCE 200809L // dup, fdopen, strdup

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "avm/embedded.h"
#include "vm/machine.h"

#define BEAMS_MAX 256
#define BEAM_SIZE 0x100000

struct beam {
    const char *path;
    uint8_t *bytes;
    size_t size;
};

struct tally {
    unsigned long returned, crashed, refused;
};

// Where sanitizers report, though stderr is closed.
void __sanitizer_set_report_fd(void *fd) __attribute__((weak));

// Everything a run needs.
struct job {
    struct beam beams[BEAMS_MAX]; // those named, then those found, which stay for the next run
    size_t named, count;
    const char *folder;
    uint64_t step;
};

static bool read_beam(struct beam *beam)
{
    FILE *file = fopen(beam->path, "rb");
    if (file == NULL) {
        return false;
    }
    beam->bytes = malloc(BEAM_SIZE);
    if (beam->bytes != NULL) {
        beam->size = fread(beam->bytes, 1, BEAM_SIZE, file);
    }
    fclose(file);
    return beam->bytes != NULL && beam->size > 0;
}

static const char *module_name(const char *path, char *name, size_t size)
{
    const char *slash = strrchr(path, '/');
    snprintf(name, size, "%s", slash != NULL ? slash + 1 : path);
    char *dot = strrchr(name, '.');
    if (dot != NULL) {
        *dot = '\0';
    }
    return name;
}

static const void *find_file(void *context, const char *wanted, size_t *size, const char **path)
{
    struct job *job = context;
    char name[512];
    for (size_t i = job->named; i < job->count; i++) {
        const char *slash = strrchr(job->beams[i].path, '/');
        if (strcmp(slash != NULL ? slash + 1 : job->beams[i].path, wanted) == 0) {
            *size = job->beams[i].size;
            return job->beams[i].bytes;
        }
    }
    if (job->folder == NULL || job->count == BEAMS_MAX) {
        return NULL;
    }
    struct beam *beam = &job->beams[job->count];
    snprintf(name, sizeof name, "%s/%s", job->folder, wanted);
    beam->path = strdup(name);
    if (beam->path == NULL || !read_beam(beam)) {
        free((char *) beam->path);
        return NULL;
    }
    job->count++;
    *path = beam->path;
    *size = beam->size;
    return beam->bytes;
}

static enum status run(struct vm *vm, struct job *job, struct vm_result *result)
{
    char name[512];
    struct failure failure = {0};
    enum status status = STATUS_OK;
    size_t size;
    const uint8_t *library = avm_embedded_library(&size);
    vm_set_finder(vm, find_file, job);
    if (library != NULL) {
        status = vm_set_library(vm, library, size, &failure);
    }
    for (size_t i = 0; i < job->named && status == STATUS_OK; i++) {
        const struct beam *beam = &job->beams[i];
        status = vm_add_beam(vm, beam->path, beam->bytes, beam->size, &failure);
    }
    if (status == STATUS_OK) {
        module_name(job->beams[0].path, name, sizeof name);
        status = vm_run(vm, name, result, &failure);
    }
    return status;
}

// One run with the n-th allocation failing. False: it was not reached, everything worked.
static bool run_failing(struct job *job, uint64_t n, uint64_t more, struct tally *tally)
{
    struct vm_options options = {.fail_allocation = n, .fail_count = more};
    struct vm_result result = {.value = NULL};
    struct vm *vm = vm_new(&options);
    if (vm == NULL) {
        tally->refused++;
        return true;
    }
    if (run(vm, job, &result) != STATUS_OK) {
        tally->refused++;
    } else if (result.outcome == VM_CRASHED) {
        tally->crashed++;
    } else {
        tally->returned++;
    }
    bool reached = vm->allocations >= n;
    vm_result_clear(&result);
    vm_free(vm);
    return reached;
}

static void run_all(struct job *job, int number, const char *what, uint64_t more, FILE *report)
{
    struct tally tally = {0};
    uint64_t n = 1;
    while (run_failing(job, n, more, &tally)) {
        n += job->step;
    }
    fprintf(report,
            "# %lu allocations: %lu runs returned, %lu ended by a report, %lu did not start\n",
            (unsigned long) n - 1, tally.returned, tally.crashed, tally.refused);
    // The last run had all its memory; others must have noticed.
    bool good = tally.returned > 0 && tally.crashed + tally.refused > 0;
    fprintf(report, "%sok %d - %s\n", good ? "" : "not ", number, what);
    fflush(report);
}

static bool parse(struct job *job, int argc, char **argv)
{
    job->step = 1;
    for (int i = 1; i < argc && job->count < BEAMS_MAX; i++) {
        if (i + 1 < argc && strcmp(argv[i], "-s") == 0) {
            job->step = strtoul(argv[++i], NULL, 10);
        } else if (i + 1 < argc && strcmp(argv[i], "-pa") == 0) {
            job->folder = argv[++i];
        } else {
            struct beam *beam = &job->beams[job->count++];
            beam->path = argv[i];
            if (!read_beam(beam)) {
                printf("not ok 1 - cannot read %s\n1..1\n", argv[i]);
                return false;
            }
        }
    }
    job->named = job->count;
    return job->named > 0 && job->step > 0;
}

int main(int argc, char **argv)
{
    static struct job job;
    if (!parse(&job, argc, argv)) {
        return 2;
    }
    FILE *report = fdopen(dup(1), "w");
    int nothing = open("/dev/null", O_WRONLY);
    if (__sanitizer_set_report_fd != NULL) {
        __sanitizer_set_report_fd((void *) (intptr_t) dup(2));
    }
    if (report == NULL || nothing < 0 || dup2(nothing, 1) < 0 || dup2(nothing, 2) < 0) {
        return 2;
    }
    close(nothing);
    run_all(&job, 1, "every allocation fails once", 0, report);
    run_all(&job, 2, "every two allocations fail", 1, report);
    run_all(&job, 3, "all allocations fail from each on", UINT64_MAX, report);
    fprintf(report, "1..3\n");
    fclose(report);
    for (size_t i = 0; i < job.count; i++) {
        free(job.beams[i].bytes);
        if (i >= job.named) {
            free((char *) job.beams[i].path);
        }
    }
    return 0;
}
