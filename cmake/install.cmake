# Where things go, by the GNU directories. `manual` is built before: cmake --build FOLDER --target
# keytrawl manual.
include(GNUInstallDirs)
install(TARGETS keytrawl RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY ${manual_folder}/man1 ${manual_folder}/man5 DESTINATION ${CMAKE_INSTALL_MANDIR})
install(DIRECTORY ${manual_folder}/schemas DESTINATION ${CMAKE_INSTALL_DATADIR}/keytrawl)
install(FILES ${manual_folder}/completions/keytrawl
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${manual_folder}/completions/_keytrawl
    DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${manual_folder}/completions/keytrawl.fish
    DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES README.md SECURITY.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} PATTERN manual EXCLUDE)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
