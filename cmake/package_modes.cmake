# Run by cpack on what it is about to pack: folders are open to all, whatever the umask of who
# builds. A package of a careful root shut /usr to everybody else.
file(GLOB_RECURSE all LIST_DIRECTORIES true ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/*)
foreach(one IN LISTS all)
    if(IS_DIRECTORY ${one})
        file(CHMOD ${one} PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE
            GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
    endif()
endforeach()
