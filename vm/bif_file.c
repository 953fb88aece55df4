// SPDX-License-Identifier: Apache-2.0
// bif_file.c: files and folders: what vm/lib/estdlib/file.erl stands on (avm_file).
//
// An open file is a number that only the process knows that opened it: natives of one process never
// run at the same time, so nothing here needs a lock. A native answers with what it was asked for,
// or with an atom: ok, eof, or the error as POSIX names it. Paths are binaries.

#include "vm/open_files.h"

#include <string.h>

#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/iodata.h"
#include "vm/machine.h"
#include "vm/number.h"

#if AVM_FILES

#include "platforms/file_access.h"

// Read at once where the system cannot tell how much there is.
#define BLIND_READ 65536u

struct open_file {
    struct open_file *next;
    uint64_t id;
    int file; // file_access.h
};

void open_files_clear(struct process *p)
{
    while (p->extra->files != NULL) {
        struct open_file *open = p->extra->files;
        p->extra->files = open->next;
        (void) file_access_close(open->file);
        memory_free(p->vm, open, sizeof *open);
    }
}

// Where the file of this number stands in the list of the process; NULL: nowhere.
static struct open_file **find(const struct process *p, term id)
{
    uint64_t wanted;
    if (!is_integer(id) || !integer_to_uint64(id, &wanted)) {
        return NULL;
    }
    for (struct open_file **at = &p->extra->files; *at != NULL; at = &(*at)->next) {
        if ((*at)->id == wanted) {
            return at;
        }
    }
    return NULL;
}

// Answers ------------------------------------------------------------------------------------

static term atom_of(struct process *p, const char *text)
{
    term atom = atom_intern(p->vm, text, strlen(text), true);
    return atom != NONE ? atom : raise_system_limit(p);
}

static term answer(struct process *p, const char *error)
{
    return error == NULL ? (term) ATOM_ok : atom_of(p, error);
}

// For a number that stands for no file of this process.
static term not_open(struct process *p)
{
    return atom_of(p, "einval");
}

static term integer_of(struct process *p, int64_t value)
{
    return heap_ensure(p, INT64_WORDS) ? build_int64(p, value) : NONE;
}

// Arguments ----------------------------------------------------------------------------------

// A path for the system: a copy, since the heap may move. False: raised.
struct path {
    char *text;
    size_t size;
};

static bool path_of(struct process *p, term t, struct path *path)
{
    path->text = NULL;
    if (!is_binary(t)) {
        raise_badarg(p);
        return false;
    }
    path->size = bitstring_size(t) / 8 + 1;
    path->text = memory_alloc(p->vm, path->size);
    if (path->text == NULL) {
        raise_out_of_memory(p);
        return false;
    }
    binary_copy_bytes(t, (uint8_t *) path->text);
    path->text[path->size - 1] = '\0';
    if (memchr(path->text, '\0', path->size - 1) == NULL) {
        return true;
    }
    memory_free(p->vm, path->text, path->size);
    raise_badarg(p);
    return false;
}

static void path_clear(struct process *p, struct path *path)
{
    memory_free(p->vm, path->text, path->size);
}

static bool int64_of(term t, int64_t *value)
{
    return is_integer(t) && integer_to_int64(t, value);
}

// Not negative
static bool offset_of(term t, uint64_t *value)
{
    int64_t number;
    if (!int64_of(t, &number) || number < 0) {
        return false;
    }
    *value = (uint64_t) number;
    return true;
}

// Open files ---------------------------------------------------------------------------------

// open(Path, Modes): the number of the file
term bif_avm_file_open(struct process *p, term *args)
{
    struct path path;
    if (!is_small(args[1])) {
        return raise_badarg(p);
    }
    // After the file is open nothing may fail any more.
    if (!process_own(p) || !heap_ensure(p, INT64_WORDS)) {
        return p->out_of_memory ? NONE : raise_out_of_memory(p);
    }
    if (!path_of(p, args[0], &path)) {
        return NONE;
    }
    struct open_file *open = memory_alloc(p->vm, sizeof *open);
    if (open == NULL) {
        path_clear(p, &path);
        return raise_out_of_memory(p);
    }
    const char *error = file_access_open(path.text, (unsigned) small_value(args[1]), &open->file);
    path_clear(p, &path);
    if (error != NULL) {
        memory_free(p->vm, open, sizeof *open);
        return atom_of(p, error);
    }
    open->id = machine_next(&p->vm->next_file);
    open->next = p->extra->files;
    p->extra->files = open;
    return build_uint64(p, open->id);
}

term bif_avm_file_close(struct process *p, term *args)
{
    struct open_file **at = find(p, args[0]);
    if (at == NULL) {
        return not_open(p);
    }
    struct open_file *open = *at;
    *at = open->next;
    const char *error = file_access_close(open->file);
    memory_free(p->vm, open, sizeof *open);
    return answer(p, error);
}

// Up to `size` bytes, from a place or (NULL) from the position.
static term read_some(struct process *p, int file, const uint64_t *at, uint64_t size)
{
    uint64_t left = at != NULL ? file_access_left_at(file, *at) : file_access_left(file);
    uint64_t room = left > 0 ? left : BLIND_READ;
    room = room < size ? room : size;
    if (room > BINARY_MAX_BYTES) {
        return raise_system_limit(p);
    }
    uint8_t *bytes;
    term binary = binary_new(p, (size_t) room, &bytes);
    if (binary == NONE) {
        return NONE;
    }
    size_t got = 0;
    const char *error = at != NULL ? file_access_read_at(file, *at, bytes, (size_t) room, &got)
                                   : file_access_read(file, bytes, (size_t) room, &got);
    if (error != NULL) {
        return atom_of(p, error);
    }
    process_charge(p, got / 64);
    if (got == 0 && size > 0) {
        return ATOM_eof;
    }
    if (got == room) {
        return binary;
    }
    struct gc_roots roots;
    roots_push(p, &roots, &binary, 1);
    term part = bitstring_part(p, &binary, 0, got * 8);
    roots_pop(p, &roots);
    return part;
}

// read(File, Size)
term bif_avm_file_read(struct process *p, term *args)
{
    uint64_t size;
    struct open_file **at = find(p, args[0]);
    if (!offset_of(args[1], &size)) {
        return raise_badarg(p);
    }
    return at == NULL ? not_open(p) : read_some(p, (*at)->file, NULL, size);
}

// pread(File, At, Size)
term bif_avm_file_pread(struct process *p, term *args)
{
    uint64_t size, from;
    struct open_file **at = find(p, args[0]);
    if (!offset_of(args[1], &from) || !offset_of(args[2], &size)) {
        return raise_badarg(p);
    }
    return at == NULL ? not_open(p) : read_some(p, (*at)->file, &from, size);
}

// args[0]: the bytes, as iodata
static term write_all(struct process *p, int file, const uint64_t *at, term *args)
{
    size_t size;
    term binary = iodata_flatten(p, args, true);
    if (binary == NONE) {
        return NONE;
    }
    const uint8_t *bytes = binary_bytes(binary, &size);
    uint8_t *copy = NULL;
    if (bytes == NULL) {
        size = bitstring_size(binary) / 8;
        copy = memory_alloc(p->vm, size);
        if (copy == NULL) {
            return raise_out_of_memory(p);
        }
        binary_copy_bytes(binary, copy);
        bytes = copy;
    }
    const char *error = at != NULL ? file_access_write_at(file, *at, bytes, size)
                                   : file_access_write(file, bytes, size);
    memory_free(p->vm, copy, size);
    process_charge(p, size / 64);
    return answer(p, error);
}

// write(File, Iodata)
term bif_avm_file_write(struct process *p, term *args)
{
    struct open_file **at = find(p, args[0]);
    return at == NULL ? not_open(p) : write_all(p, (*at)->file, NULL, &args[1]);
}

// pwrite(File, At, Iodata)
term bif_avm_file_pwrite(struct process *p, term *args)
{
    uint64_t to;
    struct open_file **at = find(p, args[0]);
    if (!offset_of(args[1], &to)) {
        return raise_badarg(p);
    }
    return at == NULL ? not_open(p) : write_all(p, (*at)->file, &to, &args[2]);
}

// position(File, From, Offset): the new one. From: 0 the start, 1 here, 2 the end
term bif_avm_file_position(struct process *p, term *args)
{
    int64_t offset, position;
    struct open_file **at = find(p, args[0]);
    if (!is_small(args[1]) || small_value(args[1]) < FILE_FROM_START ||
        small_value(args[1]) > FILE_FROM_END) {
        return raise_badarg(p);
    }
    if (at == NULL || !int64_of(args[2], &offset)) {
        return not_open(p);
    }
    const char *error = file_access_position(
        (*at)->file, (enum file_access_from) small_value(args[1]), offset, &position);
    return error != NULL ? atom_of(p, error) : integer_of(p, position);
}

// control(File, What, Offset, Size, Advice); What and Advice are numbers of file_access.h.
term bif_avm_file_control(struct process *p, term *args)
{
    int64_t offset, size;
    struct open_file **at = find(p, args[0]);
    if (!is_small(args[1]) || small_value(args[1]) < FILE_TRUNCATE ||
        small_value(args[1]) > FILE_ADVISE || !is_small(args[4]) || small_value(args[4]) < 0 ||
        small_value(args[4]) >= FILE_ADVICE_COUNT) {
        return raise_badarg(p);
    }
    if (at == NULL || !int64_of(args[2], &offset) || !int64_of(args[3], &size)) {
        return not_open(p);
    }
    return answer(p, file_access_control((*at)->file,
                                         (enum file_access_control) small_value(args[1]), offset,
                                         size, (enum file_access_advice) small_value(args[4])));
}

// What is known of files ---------------------------------------------------------------------

#define INFO_FIELDS 13

// {Type, Size, Access, Accessed, Modified, Changed, Mode, Links, Device, Special, Inode, User,
// Group} Access: 1 can be read, 2 written, 3 both
static term info_tuple(struct process *p, const struct file_access_info *info)
{
    const int64_t fields[INFO_FIELDS] = {
        (int64_t) info->type,    (int64_t) info->size,  info->can_read + 2 * info->can_write,
        info->accessed,          info->modified,        info->changed,
        (int64_t) info->mode,    (int64_t) info->links, (int64_t) info->device,
        (int64_t) info->special, (int64_t) info->inode, (int64_t) info->user,
        (int64_t) info->group,
    };
    if (!heap_ensure(p, INFO_FIELDS * INT64_WORDS + 1 + INFO_FIELDS)) {
        return NONE;
    }
    term values[INFO_FIELDS];
    for (size_t i = 0; i < INFO_FIELDS; i++) {
        values[i] = build_int64(p, fields[i]);
    }
    term *tuple = heap_take(p, 1 + INFO_FIELDS);
    tuple[0] = make_header(INFO_FIELDS, TAG_TUPLE);
    memcpy(tuple + 1, values, sizeof values);
    return make_boxed(tuple);
}

// info(Path or File, Follow)
term bif_avm_file_info(struct process *p, term *args)
{
    struct file_access_info info;
    struct path path;
    const char *error;
    if (is_integer(args[0])) {
        struct open_file **at = find(p, args[0]);
        if (at == NULL) {
            return not_open(p);
        }
        error = file_access_info_of((*at)->file, &info);
    } else {
        if (!path_of(p, args[0], &path)) {
            return NONE;
        }
        error = file_access_info(path.text, args[1] == ATOM_true, &info);
        path_clear(p, &path);
    }
    return error != NULL ? atom_of(p, error) : info_tuple(p, &info);
}

// change(Path, What, A, B): 0 mode A; 1 user A and group B, -1 stays; 2 times read A and written B
term bif_avm_file_change(struct process *p, term *args)
{
    struct path path;
    int64_t a, b;
    if (!is_small(args[1]) || !int64_of(args[2], &a) || !int64_of(args[3], &b)) {
        return raise_badarg(p);
    }
    if (!path_of(p, args[0], &path)) {
        return NONE;
    }
    const char *error;
    switch (small_value(args[1])) {
    case 0:
        error = file_access_set_mode(path.text, (uint32_t) a);
        break;
    case 1:
        error = file_access_set_owner(path.text, (uint32_t) a, (uint32_t) b);
        break;
    default:
        error = file_access_set_times(path.text, a, b);
        break;
    }
    path_clear(p, &path);
    return answer(p, error);
}

// Names --------------------------------------------------------------------------------------

// name(Path, What): 0 delete, 1 make a folder, 2 delete it, 3 begin paths in it
term bif_avm_file_name(struct process *p, term *args)
{
    static const char *(*const functions[])(const char *) = {
        file_access_delete,
        file_access_make_directory,
        file_access_delete_directory,
        file_access_set_directory,
    };
    struct path path;
    if (!is_small(args[1]) || small_value(args[1]) < 0 || small_value(args[1]) > 3) {
        return raise_badarg(p);
    }
    if (!path_of(p, args[0], &path)) {
        return NONE;
    }
    const char *error = functions[small_value(args[1])](path.text);
    path_clear(p, &path);
    return answer(p, error);
}

// names(From, To, What): 0 rename, 1 a second name, 2 a link To that leads to From
term bif_avm_file_names(struct process *p, term *args)
{
    static const char *(*const functions[])(const char *, const char *) = {
        file_access_rename,
        file_access_link,
        file_access_symlink,
    };
    struct path from, to;
    if (!is_small(args[2]) || small_value(args[2]) < 0 || small_value(args[2]) > 2) {
        return raise_badarg(p);
    }
    if (!path_of(p, args[0], &from)) {
        return NONE;
    }
    if (!path_of(p, args[1], &to)) {
        path_clear(p, &from);
        return NONE;
    }
    const char *error = functions[small_value(args[2])](from.text, to.text);
    path_clear(p, &from);
    path_clear(p, &to);
    return answer(p, error);
}

// A list of binaries in the making; false from add_name: raised.
struct names {
    struct process *p;
    term list, name; // roots
    bool failed;
};

static bool add_name(void *context, const char *text, size_t size)
{
    struct names *names = context;
    names->name = binary_from_bytes(names->p, text, size);
    if (names->name == NONE || !heap_ensure(names->p, 2)) {
        names->name = NIL;
        names->failed = true;
        return false;
    }
    names->list = build_cons(names->p, names->name, names->list);
    return true;
}

enum listing { LIST_FOLDER, LIST_LINK, LIST_HERE };

// [Name] or the error
static term list_names(struct process *p, enum listing what, const char *path)
{
    struct names names = {p, NIL, NIL, false};
    struct gc_roots roots;
    roots_push(p, &roots, &names.list, 2);
    const char *error = what == LIST_FOLDER ? file_access_list(path, add_name, &names)
                        : what == LIST_LINK ? file_access_read_link(path, add_name, &names)
                                            : file_access_directory(add_name, &names);
    roots_pop(p, &roots);
    if (names.failed) {
        return NONE;
    }
    return error != NULL ? atom_of(p, error) : names.list;
}

static term list_path(struct process *p, enum listing what, term t)
{
    struct path path;
    if (!path_of(p, t, &path)) {
        return NONE;
    }
    term list = list_names(p, what, path.text);
    path_clear(p, &path);
    return list;
}

// list(Folder)
term bif_avm_file_list(struct process *p, term *args)
{
    return list_path(p, LIST_FOLDER, args[0]);
}

// read_link(Path): a list of one name
term bif_avm_file_read_link(struct process *p, term *args)
{
    return list_path(p, LIST_LINK, args[0]);
}

// folder(): the same, of the folder that paths begin in
term bif_avm_file_folder(struct process *p, term *args)
{
    (void) args;
    return list_names(p, LIST_HERE, NULL);
}

#endif
