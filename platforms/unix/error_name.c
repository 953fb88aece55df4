// SPDX-License-Identifier: Apache-2.0
// error_name.c: the names that POSIX has for the numbers of <errno.h>.

// ESTALE, EDQUOT and ETXTBSY are not in C11.
#define _DEFAULT_SOURCE 1

#include "platforms/unix/error_name.h"

#include <errno.h>
#include <stddef.h>

const char *error_name(int error)
{
    static const struct {
        int number;
        const char *name;
    } names[] = {
        {E2BIG, "e2big"},
        {EACCES, "eacces"},
        {EAGAIN, "eagain"},
        {EBADF, "ebadf"},
        {EBUSY, "ebusy"},
        {EDEADLK, "edeadlk"},
#ifdef EDQUOT
        {EDQUOT, "edquot"},
#endif
        {EEXIST, "eexist"},
        {EFAULT, "efault"},
        {EFBIG, "efbig"},
        {EINTR, "eintr"},
        {EINVAL, "einval"},
        {EIO, "eio"},
        {EISDIR, "eisdir"},
        {ELOOP, "eloop"},
        {EMFILE, "emfile"},
        {EMLINK, "emlink"},
        {ENAMETOOLONG, "enametoolong"},
        {ENFILE, "enfile"},
        {ENODEV, "enodev"},
        {ENOENT, "enoent"},
        {ENOLCK, "enolck"},
        {ENOMEM, "enomem"},
        {ENOSPC, "enospc"},
        {ENOSYS, "enosys"},
        {ENOTDIR, "enotdir"},
        {ENOTEMPTY, "enotempty"},
        {ENOTSUP, "enotsup"},
        {ENOTTY, "enotty"},
        {ENXIO, "enxio"},
        {EOVERFLOW, "eoverflow"},
        {EPERM, "eperm"},
        {EPIPE, "epipe"},
        {EROFS, "erofs"},
        {ESPIPE, "espipe"},
        {ESRCH, "esrch"},
#ifdef ESTALE
        {ESTALE, "estale"},
#endif
        {ETXTBSY, "etxtbsy"},
        {EXDEV, "exdev"},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i].number == error) {
            return names[i].name;
        }
    }
    return "unknown";
}
