# Writes OUTPUT, a C header with the digest of the program's sources: the same for the same
# sources, wherever and whenever they are built. SOURCES: a file of names under ROOT, one a line.
# usage: cmake -DROOT=... -DSOURCES=... -DOUTPUT=... -P build-id.cmake
file(STRINGS ${SOURCES} names)
list(SORT names)
set(sums "")
foreach(name IN LISTS names)
    file(SHA256 ${ROOT}/${name} sum)
    string(APPEND sums "${sum}  ${name}\n")
endforeach()
string(SHA256 id "${sums}")
string(SUBSTRING ${id} 0 32 id)
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "#define BUILD_ID \"${id}\"\n" @ONLY)
