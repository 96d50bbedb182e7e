/* Functions under test: openpgp_packet_take, openpgp_packets_length, openpgp_key_read,
 * openpgp_key_numbers, openpgp_key_beyond_doubt */

#include "bytes/openpgp_key.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Empty, or within what was given. */
static void within(struct bytes window, struct bytes whole)
{
    require(window.left == 0 ||
            (window.at >= whole.at && window.left <= (size_t)(whole.at + whole.left - window.at)));
}

static void read_key(struct bytes body)
{
    struct openpgp_key key = { .version = 99 };
    struct bytes secret[OPENPGP_NUMBERS_MAX], rest;
    enum outcome outcome = openpgp_key_read(body, &key);
    if (outcome != OUTCOME_OK) {
        require(outcome == OUTCOME_UNSUPPORTED || key.version == 99);
        return;
    }
    require(key.version >= 2 && key.version <= 6);
    within(key.curve, body);
    within(key.protection.salt, body);
    within(key.protection.iv, body);
    within(key.secret, body);
    require(key.secret.left == 0 || key.secret.at + key.secret.left == body.at + body.left);
    for (size_t i = 0; i < OPENPGP_NUMBERS_MAX; i++) {
        within(key.public[i], body);
    }
    bool held = openpgp_key_numbers(&key, key.secret, secret, &rest);
    for (size_t i = 0; held && i < OPENPGP_NUMBERS_MAX; i++) {
        within(secret[i], key.secret);
    }
    if (openpgp_key_beyond_doubt(&key)) {
        require(key.exact && (held || key.protection.usage != OPENPGP_CLEAR));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes whole = bytes_over(data, size);
    struct bytes rest = whole, before = whole;
    struct openpgp_packet packet;
    size_t count = 0;
    bool cut = false;
    while (openpgp_packet_take(&rest, &packet)) {
        require(rest.left < before.left && packet.tag > 0);
        within(packet.body, before);
        read_key(packet.body);
        before = rest;
        cut = packet.cut;
        count++;
    }
    require(rest.at == before.at && rest.left == before.left);
    const size_t length = openpgp_packets_length(whole);
    require(length <= size && (length == 0 || count > 0));
    require(length < size || size == 0 || (rest.left == 0 && !cut));
    read_key(whole);
    return 0;
}
