# SPDX-License-Identifier: Apache-2.0
# install.cmake - what `cmake --install` puts where, and the Debian package of `cpack`.
#
#   bin/avm, bin/AtomVM ...                        the program and the names of older tools
#   share/man/man1/avm.1, avm-run.1 ...            the manual, which the program writes of its tables
#   share/bash-completion, share/zsh, share/fish   completions
#   share/avm/estdlib.avm                          the Erlang library as a pack, to flash it or to look into it
#   share/doc/avm                                  README.md, docs/

install(TARGETS avm RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
# The names under which it behaves as the older tools did, for scripts that call them so.
foreach(name AtomVM packbeam PackBEAM)
    install(CODE "execute_process(COMMAND ${CMAKE_COMMAND} -E create_symlink avm
        \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/${name}\")")
endforeach()

install(FILES completions/avm.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
    RENAME avm)
# Where Debian looks for what packages bring, and where zsh looks below its own prefix.
foreach(folder vendor-completions site-functions)
    install(FILES completions/avm.zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/${folder} RENAME _avm)
endforeach()
install(FILES completions/avm.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR}) # where README.md has it
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
if(TARGET avm-embed)
    install(FILES ${CMAKE_BINARY_DIR}/estdlib.avm DESTINATION ${CMAKE_INSTALL_DATADIR}/avm)
endif()

# A program for another machine cannot be asked for its manual.
if(NOT CMAKE_CROSSCOMPILING)
    set(pages ${CMAKE_BINARY_DIR}/man/avm.1)
    foreach(command IN LISTS commands)
        list(APPEND pages ${CMAKE_BINARY_DIR}/man/avm-${command}.1)
    endforeach()
    add_custom_command(OUTPUT ${pages}
        COMMAND ${CMAKE_COMMAND} -DAVM=$<TARGET_FILE:avm> -DFOLDER=${CMAKE_BINARY_DIR}/man
            "-DCOMMANDS=${commands}" -P ${CMAKE_SOURCE_DIR}/cmake/manual.cmake
        DEPENDS avm cmake/manual.cmake COMMENT "Writing the manual" VERBATIM)
    add_custom_target(man ALL DEPENDS ${pages})
    install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME avm)
set(CPACK_PACKAGE_CONTACT "the avm developers <avm@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "run Erlang and Elixir on small machines and large ones")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "avm packs compiled modules, runs them on its own machine, and puts them on boards.")
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Erlang only for sources: what is compiled needs nothing. The others are loaded by the commands that
# talk to boards, and PCRE2 by programs that call the module re.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS
    "erlang-base, libserialport0, libftdi1-2, libreadline8 | libreadline8t64, libpcre2-8-0")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
include(CPack)
