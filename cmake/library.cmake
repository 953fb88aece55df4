# SPDX-License-Identifier: Apache-2.0
# library.cmake - the Erlang library in the program.
#
# vm/lib/{estdlib,etest}/*.erl are compiled by erlc in one go, packed with *.app beside them by our own
# pack writer (the program `avm-embed`, which runs at build time), and the pack is included in the
# binary as it is. Without the folders, without erlc or with -DAVM_EMBED_LIBRARY=OFF the program has no
# library of its own. estdlib-board.avm is estdlib alone without line numbers, without the modules
# named below and without what `-ifndef(AVM_BOARD)` keeps from it (docs/api-coverage.md lists that): what fits a board.

set(AVM_LIBRARY_MAX 307200) # bytes that estdlib-board.avm may have

file(GLOB estdlib_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/vm/lib/estdlib/*.erl)
file(GLOB etest_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/vm/lib/etest/*.erl)
set(library_sources ${estdlib_sources} ${etest_sources})
file(GLOB library_resources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/vm/lib/estdlib/*.app)
file(GLOB_RECURSE library_headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/vm/lib/*.hrl)
find_program(AVM_ERLC erlc)
if(library_sources AND AVM_EMBED_LIBRARY AND NOT AVM_ERLC)
    message(STATUS "no erlc found: the Erlang library is not embedded")
endif()

if(library_sources AND AVM_EMBED_LIBRARY AND AVM_ERLC)
    add_executable(avm-embed cmake/embed.c)
    target_link_libraries(avm-embed PRIVATE avm_packbeam avm_platform)

    set(library_folder ${CMAKE_BINARY_DIR}/estdlib)
    # Looking a module up reads the pack up to it: what every program uses stands in front.
    set(estdlib_beams ${library_folder}/avm_user.beam ${library_folder}/kernel.beam ${library_folder}/io.beam
        ${library_folder}/io_lib.beam ${library_folder}/lists.beam)
    foreach(library IN ITEMS estdlib etest)
        foreach(source IN LISTS ${library}_sources)
            get_filename_component(module ${source} NAME_WE)
            list(APPEND ${library}_beams ${library_folder}/${module}.beam)
        endforeach()
        list(REMOVE_DUPLICATES ${library}_beams)
    endforeach()
    # Boards have no tables (AVM_TABLES), no regular expressions (AVM_REGEX), no shared words
    # (AVM_ATOMICS), no files, no other nodes, no programs of a system, and read no terms by formats;
    # code without line instructions is 4 % smaller.
    set(board_folder ${CMAKE_BINARY_DIR}/estdlib-board)
    string(REPLACE ${library_folder}/ ${board_folder}/ board_beams "${estdlib_beams}")
    foreach(module IN ITEMS atomics code counters ets file filelib filename io_lib_fread net_kernel os re)
        list(REMOVE_ITEM board_beams ${board_folder}/${module}.beam)
    endforeach()
    add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/estdlib.avm
        COMMAND ${CMAKE_COMMAND} -E make_directory ${library_folder} ${board_folder}
        COMMAND ${AVM_ERLC} +deterministic -I ${CMAKE_SOURCE_DIR}/vm/lib/estdlib/include
            -o ${library_folder} ${library_sources}
        COMMAND ${AVM_ERLC} +deterministic +no_line_info -W0 -DAVM_BOARD
            -o ${board_folder} ${estdlib_sources}
        COMMAND avm-embed --limit ${AVM_LIBRARY_MAX} ${CMAKE_BINARY_DIR}/estdlib-board.avm
            ${board_beams} ${library_resources}
        COMMAND avm-embed ${CMAKE_BINARY_DIR}/estdlib.avm ${estdlib_beams} ${etest_beams}
            ${library_resources}
        DEPENDS ${library_sources} ${library_headers} ${library_resources} avm-embed
        # erlc +deterministic drops the working directory's name from the front of a source's, also where
        # a folder's name only begins with it.
        WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
        COMMENT "Compiling the Erlang library" VERBATIM)
    set_source_files_properties(cmake/library.S PROPERTIES
        OBJECT_DEPENDS ${CMAKE_BINARY_DIR}/estdlib.avm
        COMPILE_DEFINITIONS "AVM_LIBRARY_PACK=\"${CMAKE_BINARY_DIR}/estdlib.avm\"")
    target_sources(avm_program PRIVATE cmake/library.S)
    target_compile_definitions(avm_program PRIVATE AVM_LIBRARY_EMBEDDED=1)
else()
    target_compile_definitions(avm_program PRIVATE AVM_LIBRARY_EMBEDDED=0)
endif()
