#include <string.h>

#include "keys/key_reader.h"
#include "keys/openssh_key.h"
#include "keys/ssh_public_key.h"

/* Key blobs of Dropbear (its signkey.c, rsa.c, dss.c, ecdsa.c, ed25519.c write them), and
 * those of draft-ietf-sshm-ssh-agent section 3.2, which openssh-key-v1 holds too. The two
 * have the same fields for DSA and ECDSA. */

#define EXPONENT_MAX   8
#define ED25519_OCTETS 32

/* e, n, d, p, q. True where the blob is Dropbear's. */
static bool read_dropbear_rsa(struct bytes blob, struct private_key *key)
{
    struct bytes prime1, prime2;
    if (!ssh_take_natural(&blob, &key->public.e) || key->public.e.left > EXPONENT_MAX ||
        !ssh_take_natural(&blob, &key->public.n) || !ssh_take_natural(&blob, &key->d)) {
        return false;
    }
    key->public.algorithm = KEY_RSA;
    if (ssh_take_natural(&blob, &prime1) && ssh_take_natural(&blob, &prime2)) {
        key->prime1 = prime1;
        key->prime2 = prime2;
    }
    key->left_over = blob.left > 0;
    return true;
}

/* n, e, d alone, where the rest of an agent's blob is missing. */
static bool read_agent_rsa(struct bytes blob, struct private_key *key)
{
    key->public.algorithm = KEY_RSA;
    key->cut = true;
    return ssh_take_natural(&blob, &key->public.n) && ssh_take_natural(&blob, &key->public.e) &&
           ssh_take_natural(&blob, &key->d);
}

/* Seed and public half in one string. */
static bool read_dropbear_ed25519(struct bytes blob, struct private_key *key)
{
    struct bytes both;
    if (!ssh_take_string(&blob, &both) || both.left != 2 * ED25519_OCTETS ||
        !bytes_take(&both, ED25519_OCTETS, &key->secret)) {
        return false;
    }
    key->public.algorithm = KEY_ED25519;
    key->claims[0] = (struct public_numbers){ .algorithm = KEY_ED25519, .raw = both };
    key->claim_count = 1;
    key->left_over = blob.left > 0;
    return true;
}

static bool read_dropbear(struct bytes blob, struct private_key *key)
{
    struct bytes type;
    if (!ssh_take_string(&blob, &type)) {
        return false;
    }
    const enum ssh_key_kind kind = ssh_key_kind_of(type);
    return (kind == SSH_RSA && read_dropbear_rsa(blob, key)) ||
           (kind == SSH_ED25519 && read_dropbear_ed25519(blob, key));
}

static bool read_agent(struct bytes blob, struct private_key *key)
{
    struct bytes rest = blob, type;
    if (openssh_list_next(&rest, key) == OUTCOME_OK) {
        key->left_over = rest.left > 0;
        return true;
    }
    return ssh_take_string(&blob, &type) && ssh_key_kind_of(type) == SSH_RSA &&
           read_agent_rsa(blob, key);
}

void ssh_blob_key_examine(struct examination *examination, struct bytes blob)
{
    struct private_key dropbear = { .chance = true }, agent = { .chance = true };
    if (read_dropbear(blob, &dropbear)) {
        examination_prove(examination, &dropbear, "dropbear", NULL);
    } else if (read_agent(blob, &agent)) {
        const bool shared = agent.public.algorithm == KEY_DSA || agent.public.algorithm == KEY_EC;
        agent.chance = true;
        examination_prove(examination, &agent, shared ? "dropbear" : "ssh-agent", NULL);
    }
}
