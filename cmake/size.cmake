# SPDX-License-Identifier: Apache-2.0
# size.cmake - the target size-cortex-m4: the machine as a Cortex-M4 would carry it, compiled but
# not linked, and held against the limits.

find_program(AVM_ARM_GCC arm-none-eabi-gcc)
find_program(AVM_ARM_SIZE arm-none-eabi-size)
file(GLOB size_vm_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/vm/*.c)
# Firmware neither prints its code nor answers 'avm check' nor writes packs.
list(FILTER size_vm_sources EXCLUDE REGEX "/(check|disasm|places|prune[_a-z]*|wordcode_(check|print|write))\\.c$")
set(size_sources ${size_vm_sources})
foreach(file pack_read beam_file bytes md5 status inflate_size inflate_none deflate_none)
    list(APPEND size_sources ${CMAKE_SOURCE_DIR}/packbeam/${file}.c)
endforeach()

if(AVM_ARM_GCC AND AVM_ARM_SIZE)
    set(size_objects)
    foreach(source IN LISTS size_sources)
        get_filename_component(name ${source} NAME_WE)
        set(object ${CMAKE_BINARY_DIR}/cortex-m4/${name}.o)
        add_custom_command(OUTPUT ${object}
            COMMAND ${AVM_ARM_GCC} -std=c11 --specs=picolibc.specs -Os -mthumb -mcpu=cortex-m4 -mfloat-abi=hard
                -mfpu=fpv4-sp-d16 -ffunction-sections -fdata-sections ${AVM_WARNINGS}
                -DAVM_SMP=0 -DAVM_GC_STRESS=0 -DAVM_UNICODE_TABLES=0 -DAVM_TABLES=0 -DAVM_REGEX=0 -DAVM_ATOMICS=0 -DAVM_FILES=0 -DAVM_LOADING=0 -DAVM_PROGRAMS=0 -DAVM_OBSERVER=0 -DAVM_PAUSES=0 -DAVM_CHECK_WORDCODE=0 -DNDEBUG -I${CMAKE_SOURCE_DIR} -MD -MF ${object}.d
                -c ${source} -o ${object}
            DEPENDS ${source} DEPFILE ${object}.d VERBATIM)
        list(APPEND size_objects ${object})
    endforeach()
    file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/cortex-m4)
    add_custom_target(size-cortex-m4
        COMMAND ${CMAKE_COMMAND} -DSIZE=${AVM_ARM_SIZE} "-DOBJECTS=${size_objects}"
            -DTEXT_MAX=${AVM_SIZE_TEXT_MAX} -DDATA_MAX=${AVM_SIZE_DATA_MAX}
            -P ${CMAKE_SOURCE_DIR}/cmake/size_check.cmake
        DEPENDS ${size_objects} VERBATIM)
else()
    add_custom_target(size-cortex-m4
        COMMAND ${CMAKE_COMMAND} -E echo "no arm-none-eabi-gcc: install gcc-arm-none-eabi"
        COMMAND ${CMAKE_COMMAND} -E false)
endif()
