# .deb and .rpm: cmake --build FOLDER --target keytrawl manual && cd FOLDER && cpack -G 'DEB;RPM'
# Dependencies are those of the libraries that are linked. scripts/check-packages tries both.
set(CPACK_PACKAGE_NAME keytrawl)
set(CPACK_PACKAGE_VENDOR keytrawl)
set(CPACK_PACKAGE_CONTACT "the maintainers of keytrawl <keytrawl@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "finds private keys in leaked data, and the certificates to revoke")
set(CPACK_PACKAGE_DESCRIPTION "An offline forensic analyzer: it finds private keys in evidence
directories, proves each, matches them to certificates and writes lists for revocation.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
# cpack installs, and does not build: the preset's targets that nobody asked for stay unbuilt.
set(CPACK_CMAKE_GENERATOR Ninja)
set(CPACK_INSTALL_CMAKE_PROJECTS "${CMAKE_BINARY_DIR};keytrawl;ALL;/")
set(CPACK_BUILD_SOURCE_DIRS "${CMAKE_SOURCE_DIR};${CMAKE_BINARY_DIR}")
set(CPACK_CMAKE_BUILD_TARGET manual)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# RC2, RC4 and Blowfish of old key files are in a module of OpenSSL: from 3.3 on a package of its own.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "openssl-provider-legacy | libssl3 (<< 3.3)")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "jq, sqlite3")
set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_DESCRIPTION "${CPACK_PACKAGE_DESCRIPTION}")
set(CPACK_RPM_PACKAGE_LICENSE Apache-2.0)
set(CPACK_RPM_PACKAGE_AUTOREQ ON)
# No clock and no name of the machine: with SOURCE_DATE_EPOCH two builds are the same.
set(CPACK_RPM_SPEC_MORE_DEFINE "%global use_source_date_epoch_as_buildtime 1
%global clamp_mtime_to_source_date_epoch 1
%global _buildhost localhost
%global _build_id_links none")
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION /usr/share/man /usr/share/man/man1
    /usr/share/man/man5 /usr/share/bash-completion /usr/share/bash-completion/completions
    /usr/share/zsh /usr/share/zsh/site-functions /usr/share/fish /usr/share/fish/vendor_completions.d)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/cmake/package_modes.cmake)
include(CPack)
