#include "certificates/issuer_chain.h"

/* An issuer with all that stand above it, itself first. */
struct issuer_chain {
    const struct issuer *all[ISSUER_CHAIN_MAX];
    size_t count;
    bool more; /* not all of them are here */
};

static void add(struct issuer_chain *chain, const struct issuer *issuer)
{
    for (size_t i = 0; i < chain->count; i++) {
        if (chain->all[i] == issuer) {
            return;
        }
    }
    if (issuer == NULL) {
        return;
    }
    if (chain->count == ISSUER_CHAIN_MAX) {
        chain->more = true;
        return;
    }
    chain->all[chain->count++] = issuer;
}

/* The certificates of one name lie together. */
static void add_namesakes(const struct issuer_set *set, struct issuer_chain *chain,
                          const struct issuer *issuer)
{
    struct issuer_range range;
    if (!issuer_set_find(set, issuer->frame.subject, &range)) {
        return;
    }
    chain->more = chain->more || range.count > ISSUER_TRIES_MAX;
    for (size_t i = 0; i < range.count && i < ISSUER_TRIES_MAX; i++) {
        if (issuer_same_key(&range.first[i], issuer)) {
            add(chain, &range.first[i]);
        }
    }
}

static void climb(const struct issuer_set *set, const struct issuer *from,
                  struct issuer_chain *chain)
{
    chain->count = 0;
    chain->more = false;
    add(chain, from);
    for (size_t i = 0; i < chain->count; i++) {
        add_namesakes(set, chain, chain->all[i]);
        add(chain, chain->all[i]->above);
    }
}

bool issuer_chains_meet(const struct issuer_set *set, const struct issuer *one,
                        const struct issuer *other, bool *bound)
{
    struct issuer_chain left, right;
    climb(set, one, &left);
    climb(set, other, &right);
    for (size_t i = 0; i < left.count; i++) {
        for (size_t j = 0; j < right.count; j++) {
            if (issuer_same_key(left.all[i], right.all[j])) {
                return true;
            }
        }
    }
    *bound = *bound || left.more || right.more;
    return false;
}

static bool same_name(const struct issuer *one, const struct issuer *other)
{
    return bytes_equal(buffer_bytes(&one->name), buffer_bytes(&other->name));
}

static bool has_key(const struct issuer *const found[ISSUER_CHAIN_MAX], size_t count,
                    const struct issuer *issuer)
{
    for (size_t i = 0; i < count; i++) {
        if (issuer_same_key(found[i], issuer)) {
            return true;
        }
    }
    return false;
}

size_t issuer_predecessors(const struct issuer_set *set, const struct issuer *issuer,
                           const struct issuer *found[ISSUER_CHAIN_MAX], bool *bound)
{
    struct issuer_chain chain = { 0 };
    size_t count = 0;
    add(&chain, issuer);
    for (size_t i = 0; i < chain.count; i++) {
        const struct issuer *above = chain.all[i]->above;
        add_namesakes(set, &chain, chain.all[i]);
        if (above != NULL && same_name(above, issuer)) {
            add(&chain, above);
        }
    }
    for (size_t i = 1; i < chain.count; i++) {
        if (!issuer_same_key(chain.all[i], issuer) && !has_key(found, count, chain.all[i])) {
            found[count++] = chain.all[i];
        }
    }
    *bound = *bound || chain.more;
    return count;
}
