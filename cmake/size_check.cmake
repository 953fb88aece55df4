# SPDX-License-Identifier: Apache-2.0
# size_check.cmake - add up sections, print the largest files, compare with the limits.
#
#   cmake -DSIZE=arm-none-eabi-size -DOBJECTS=a.o;b.o -DTEXT_MAX=n -DDATA_MAX=n -P size_check.cmake

execute_process(COMMAND ${SIZE} ${OBJECTS} OUTPUT_VARIABLE table RESULT_VARIABLE result)
if(NOT result EQUAL 0)
    message(FATAL_ERROR "${SIZE} failed")
endif()
string(REGEX MATCHALL "[^\n]+" lines "${table}")
set(text 0)
set(data 0)
set(files)
foreach(line IN LISTS lines)
    if(line MATCHES "^ *([0-9]+)[ \t]+([0-9]+)[ \t]+([0-9]+)[ \t].*/([^/]+)\\.o$")
        math(EXPR text "${text} + ${CMAKE_MATCH_1}")
        math(EXPR data "${data} + ${CMAKE_MATCH_2} + ${CMAKE_MATCH_3}")
        list(APPEND files "${CMAKE_MATCH_1} ${CMAKE_MATCH_4}.c")
    endif()
endforeach()
list(SORT files COMPARE NATURAL ORDER DESCENDING)
list(SUBLIST files 0 10 largest)
message("largest:")
foreach(file IN LISTS largest)
    message("  ${file}")
endforeach()
message("machine on a Cortex-M4: text ${text} bytes (limit ${TEXT_MAX}), "
    "data and bss ${data} bytes (limit ${DATA_MAX})")
if(text GREATER TEXT_MAX OR data GREATER DATA_MAX)
    message(FATAL_ERROR "too large")
endif()
