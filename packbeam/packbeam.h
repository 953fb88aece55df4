// SPDX-License-Identifier: Apache-2.0
// packbeam.h - AVM files ("packs"): modules and plain files in one file that can be run in place.
//
// Reading walks a pack where it lies, in memory or in mapped flash: no allocation, no copy, no
// trust in any length. Writing builds a pack in memory; the same inputs give the same bytes.
// Spec: docs/avm-file.md. All numbers are big-endian.
//
//   byte  size
//      0    24  "#!/usr/bin/env AtomVM\n\0\0"
//     24        sections, the last one is named "end" and has size 0
//
// Section:
//
//   byte  size
//      0     4  size of the section with this header, a multiple of 4
//      4     4  flags: bit 0 has start/0, bit 1 is BEAM code, bit 2 is a plain file
//      8     4  reserved, written as 0, ignored when read
//     12     n  name, NUL-terminated, padded with NUL to a multiple of 4
//    12+n       data, padded with NUL to a multiple of 4

#ifndef PACKBEAM_PACKBEAM_H
#define PACKBEAM_PACKBEAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"

#define PACK_HEADER_SIZE 24

#define PACK_START 1U // exports start/0: a program may begin here
#define PACK_BEAM  2U // the data is a module
#define PACK_PLAIN 4U // the data is a length word and a file; older packers leave the bit out

// Reading ------------------------------------------------------------------------------------

struct pack {
    const uint8_t *data; // borrowed from the caller for as long as the pack is used
    size_t size;         // may be more than the pack, a flash partition for instance
};

struct pack_section {
    const char *name; // in the pack, NUL-terminated
    uint32_t flags;
    const uint8_t *data; // aligned as the pack is
    uint32_t size;       // of the data with its padding
    uint32_t offset;     // of the section header from the start of the pack
    uint32_t next;       // of the section header that follows
};

// Whether the bytes begin as a pack does.
bool pack_is(const uint8_t *data, size_t size);

// STATUS_OK fills *pack. STATUS_INPUT: not a pack. Only the header is looked at: damage further
// on is found by the walk that meets it, or by pack_check(). Any task.
enum status pack_open(const uint8_t *data, size_t size, struct pack *pack, struct failure *failure);

// Step through the sections. Begin with *section zeroed.
//
// STATUS_OK fills *section. STATUS_FAILED: that was the last one; failure is not touched.
// STATUS_INPUT: the pack is damaged; failure says where. Any task.
enum status pack_next(const struct pack *pack, struct pack_section *section,
                      struct failure *failure);

// Find the first section called name, for instance "lists.beam" or "app/priv/logo.bin".
//
// STATUS_OK fills *section, which borrows from the pack's bytes. STATUS_FAILED: no such section;
// failure is not touched. STATUS_INPUT: the pack is damaged before one was met. Any task.
enum status pack_find(const struct pack *pack, const char *name, struct pack_section *section,
                      struct failure *failure);

// Find where a program starts: the first module with start/0. Statuses as pack_find().
enum status pack_find_start(const struct pack *pack, struct pack_section *section,
                            struct failure *failure);

// Walk the whole pack: every section, every module's chunks, every plain file's length.
// *size, when not NULL, is set to the size of the pack up to the end of its last section.
enum status pack_check(const struct pack *pack, uint32_t *size, struct failure *failure);

static inline bool pack_section_is_beam(const struct pack_section *section)
{
    return (section->flags & PACK_BEAM) != 0;
}

static inline bool pack_section_has_start(const struct pack_section *section)
{
    return (section->flags & (PACK_START | PACK_BEAM)) == (PACK_START | PACK_BEAM);
}

// The file in a plain section: the bytes after the length word. STATUS_INPUT: the length is more
// than the section holds.
enum status pack_section_file(const struct pack_section *section, const uint8_t **data,
                              uint32_t *size, struct failure *failure);

// Writing ------------------------------------------------------------------------------------

// A pack under construction. Life cycle: pack_writer_init(), any number of pack_add_*(),
// pack_writer_finish(), then data and size are the pack; pack_writer_clear() in any case.
//
// A pack need not be in memory as a whole: whenever data has been written elsewhere,
// pack_writer_flush() forgets it, and what is added next begins at data again.
struct pack_writer {
    uint8_t *data; // on the heap
    size_t size;
    size_t capacity;
    size_t flushed; // bytes that pack_writer_flush() has forgotten
};

// What pack_add_beam() and pack_add_pack() drop or mark.
struct pack_options {
    bool spare;        // also without what this machine has no use for (chunks.def)
    bool drop_lines;   // without the Line chunk: smaller, but stack traces have no line numbers
    bool library;      // mark no module as a start
    bool classic;      // modules in the form of the first packer: its order of chunks, no types
    const char *start; // mark only this module, given without ".beam"; NULL: all with start/0
    // Called with every module as it would go into the pack, on the heap; may put another in its
    // place, freeing the one before. NULL: it stays.
    enum status (*finish)(void *context, uint8_t **module, size_t *size, struct failure *failure);
    void *finish_context;
};

void pack_writer_init(struct pack_writer *writer);
void pack_writer_clear(struct pack_writer *writer);
void pack_writer_flush(struct pack_writer *writer);

// Add a section as it is. name may be of any length; data is padded.
enum status pack_add_section(struct pack_writer *writer, const char *name, uint32_t flags,
                             const uint8_t *data, size_t size, struct failure *failure);

// Add a module, plain or from `erlc +compressed`, reduced to the chunks that a machine needs (see
// chunks.def) and with its literals stored uncompressed. name is usually "MODULE.beam".
enum status pack_add_beam(struct pack_writer *writer, const char *name, const uint8_t *data,
                          size_t size, const struct pack_options *options, struct failure *failure);

// Add a file with its length word.
enum status pack_add_file(struct pack_writer *writer, const char *name, const uint8_t *data,
                          size_t size, struct failure *failure);

// Add a section of another pack. A module goes through what pack_add_beam() does, except that
// without options->start and options->library it keeps the flags that it has.
enum status pack_add_copy(struct pack_writer *writer, const char *name, uint32_t flags,
                          const uint8_t *data, size_t size, const struct pack_options *options,
                          struct failure *failure);

// Add all sections of another pack, each as pack_add_copy() does.
enum status pack_add_pack(struct pack_writer *writer, const struct pack *pack,
                          const struct pack_options *options, struct failure *failure);

// Move a section that was added to the front, before pack_writer_finish(). Where a program starts
// stands first by convention. STATUS_FAILED: no such section.
enum status pack_move_first(struct pack_writer *writer, const char *name);

// Add the end section. STATUS_LIMIT: the pack has outgrown the 32 bits of its sizes.
enum status pack_writer_finish(struct pack_writer *writer, struct failure *failure);

// Modules ------------------------------------------------------------------------------------

// The name of the module in a BEAM file, as the file itself says, NUL-terminated in name.
// Atoms of up to 255 characters need 1021 bytes. STATUS_INPUT: not a module, or no name in it.
#define PACK_MODULE_NAME_SIZE 1024
enum status beam_module_name(const uint8_t *data, size_t size, char name[PACK_MODULE_NAME_SIZE],
                             struct failure *failure);

// Whether a module exports start/0. *has_start is set with STATUS_OK.
enum status beam_has_start(const uint8_t *data, size_t size, bool *has_start,
                           struct failure *failure);

// The names that a module mentions, each at least once: modules of imported functions first, then
// all atoms of its table, then the atoms inside its literals. Names are borrowed during the call.
enum beam_reference {
    BEAM_IMPORT,
    BEAM_ATOM,
    BEAM_LITERAL,
};
typedef void (*beam_reference_visit)(void *context, enum beam_reference kind, const char *name,
                                     size_t size);
enum status beam_references(const uint8_t *data, size_t size, beam_reference_visit visit,
                            void *context, struct failure *failure);

// Functions that a module has for others, or calls of others, in the order of its tables. Names are
// borrowed during the call, in UTF-8. STATUS_INPUT: a table is damaged.
enum beam_table {
    BEAM_EXPORTS,
    BEAM_IMPORTS,
};
struct beam_function {
    const char *module; // of an import; NULL: the module itself
    size_t module_size;
    const char *name;
    size_t name_size;
    uint32_t arity;
};
typedef void (*beam_function_visit)(void *context, const struct beam_function *function);
enum status beam_functions(const uint8_t *data, size_t size, enum beam_table table,
                           beam_function_visit visit, void *context, struct failure *failure);

// The atoms inside one external term, version byte included, each as a BEAM_LITERAL in UTF-8.
// False: the term is damaged.
bool beam_literal_atoms(const uint8_t *term, size_t size, beam_reference_visit visit,
                        void *context);

// Unpack and reduce a module: the data of a BEAM section, on the heap; the caller frees *out.
// *has_start, when not NULL, is set as beam_has_start() would.
enum status beam_strip(const uint8_t *data, size_t size, const struct pack_options *options,
                       uint8_t **out, size_t *out_size, bool *has_start, struct failure *failure);

// The opposite: a module of a pack in the form that Erlang/OTP loads, with compressed literals
// (LitT), on the heap; the caller frees *out. Stripping it again gives the module of the pack.
enum status beam_restore(const uint8_t *data, size_t size, uint8_t **out, size_t *out_size,
                         struct failure *failure);

#endif
