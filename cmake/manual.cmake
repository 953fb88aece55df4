# SPDX-License-Identifier: Apache-2.0
# manual.cmake - has the program AVM write the manual pages of its COMMANDS into FOLDER.

file(MAKE_DIRECTORY ${FOLDER})
foreach(command IN LISTS COMMANDS ITEMS "")
    set(page avm-${command}.1)
    if(command STREQUAL "")
        set(page avm.1)
    endif()
    execute_process(COMMAND ${AVM} help --man ${command} OUTPUT_FILE ${FOLDER}/${page}
        RESULT_VARIABLE failed)
    if(failed)
        message(FATAL_ERROR "'avm help --man ${command}' failed")
    endif()
endforeach()
