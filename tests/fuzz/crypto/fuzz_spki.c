/* Functions under test: spki_read, public_identity_of, spki_write */
#include <string.h>

#include "buffer.h"
#include "crypto/public_numbers.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is identified once is the same key when its canonical form is read again. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct public_numbers numbers, again;
    struct public_identity identity, same;
    if (spki_read(bytes_over(data, size), &numbers) != OUTCOME_OK ||
        public_identity_of(&numbers, &identity) != OUTCOME_OK) {
        return 0;
    }
    require(identity.probe == public_numbers_probe(&numbers) || numbers.algorithm == KEY_OTHER ||
            numbers.algorithm == KEY_RSA);
    struct buffer spki = { 0 };
    require(spki_write(&numbers, &spki));
    require(spki_read(buffer_bytes(&spki), &again) == OUTCOME_OK);
    require(public_identity_of(&again, &same) == OUTCOME_OK);
    require(memcmp(&identity, &same, sizeof(same)) == 0);
    buffer_clear(&spki);
    return 0;
}
