# SPDX-License-Identifier: Apache-2.0
# tests.cmake - programs that tests/run runs. A test is found by its name.
#
#   tests/unit/NAME_test.c  →  build/tests/unit/NAME_test, prints TAP
#   tests/inject/inject_run.c → build/tests/inject/inject_run, with AVM_ALLOC_INJECT: runs programs
#                              with every allocation failing in turn
#   tests/fuzz/NAME_fuzz.c  →  build/tests/fuzz/NAME_replay, runs a corpus through the target once,
#                              and with AVM_FUZZERS build/tests/fuzz/NAME_fuzz, the fuzzer itself

add_custom_target(tests DEPENDS avm)
add_custom_target(tests_unit DEPENDS avm)
function(avm_test_program name folder)
    add_executable(${name} EXCLUDE_FROM_ALL ${ARGN})
    set_target_properties(${name} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests/${folder})
    target_link_libraries(${name} PRIVATE avm_program avm_vm avm_monitor avm_flasher avm_packbeam avm_platform)
    add_dependencies(tests ${name})
    if(folder STREQUAL unit)
        add_dependencies(tests_unit ${name})
    endif()
endfunction()

file(GLOB unit_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/unit/*_test.c)
foreach(source IN LISTS unit_sources)
    get_filename_component(name ${source} NAME_WE)
    avm_test_program(${name} unit ${source})
endforeach()

file(GLOB fuzz_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/*_fuzz.c)
foreach(source IN LISTS fuzz_sources)
    get_filename_component(name ${source} NAME_WE)
    string(REGEX REPLACE "_fuzz$" "_replay" replay ${name})
    avm_test_program(${replay} fuzz ${source} ${CMAKE_SOURCE_DIR}/tests/fuzz/replay.c)
    if(AVM_FUZZERS)
        avm_test_program(${name} fuzz ${source})
        target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    endif()
endforeach()

if(AVM_ALLOC_INJECT)
    avm_test_program(inject_run inject ${CMAKE_SOURCE_DIR}/tests/inject/inject_run.c)
endif()

# A simulated board for the flasher to talk to. It judges what flasher/ does, so it links none of it.
file(GLOB peer_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/peer/*.c)
add_executable(board EXCLUDE_FROM_ALL ${peer_sources})
set_target_properties(board PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests/peer)
target_compile_definitions(board PRIVATE _GNU_SOURCE)
target_link_libraries(board PRIVATE avm_zlib)
add_dependencies(tests board)
