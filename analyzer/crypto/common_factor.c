#include "crypto/common_factor.h"

#include <gmp.h>
#include <stdlib.h>

#include "bounds.h"
#include "bytes/item_room.h"

/* One block of others: its product. */
struct common_factor {
    mpz_t *products;
    size_t count, room;
};

/* Numbers at the leaves, products above: levels[0] has them all, the last has one. */
struct product_tree {
    mpz_t *numbers; /* level by level, from the leaves on */
    size_t leaves, total;
};

static void tell(const struct common_factor_watch *watch)
{
    if (watch != NULL && watch->alive != NULL) {
        watch->alive(watch->context);
    }
}

static void import(mpz_t number, struct bytes octets)
{
    mpz_import(number, octets.left, 1, 1, 0, 0, octets.at);
    if (mpz_cmp_ui(number, 2) < 0) {
        mpz_set_ui(number, 1);
    }
}

static size_t nodes_over(size_t leaves)
{
    size_t total = leaves;
    for (size_t width = leaves; width > 1;) {
        width = (width + 1) / 2;
        total += width;
    }
    return total;
}

static void tree_clear(struct product_tree *tree)
{
    for (size_t i = 0; tree->numbers != NULL && i < tree->total; i++) {
        mpz_clear(tree->numbers[i]);
    }
    free(tree->numbers);
    *tree = (struct product_tree){ 0 };
}

/* At least one leaf. */
static bool tree_make(const struct bytes *leaves, size_t count, struct product_tree *tree,
                      const struct common_factor_watch *watch)
{
    *tree = (struct product_tree){ .leaves = count, .total = nodes_over(count) };
    tree->numbers = calloc(tree->total, sizeof(*tree->numbers));
    if (tree->numbers == NULL) {
        return false;
    }
    for (size_t i = 0; i < tree->total; i++) {
        mpz_init(tree->numbers[i]);
    }
    for (size_t i = 0; i < count; i++) {
        import(tree->numbers[i], leaves[i]);
    }
    mpz_t *below = tree->numbers;
    for (size_t width = count; width > 1; width = (width + 1) / 2) {
        mpz_t *level = below + width;
        for (size_t i = 0; i + 1 < width; i += 2) {
            mpz_mul(level[i / 2], below[i], below[i + 1]);
        }
        if (width % 2 != 0) {
            mpz_set(level[width / 2], below[width - 1]);
        }
        below = level;
        tell(watch);
    }
    return true;
}

static size_t width_below(size_t leaves, size_t level)
{
    for (size_t i = 0; i < level; i++) {
        leaves = (leaves + 1) / 2;
    }
    return leaves;
}

/* `dividend` modulo each leaf, which then stands there: from the root down each node's product
 * is replaced by the remainder. */
static void tree_reduce(struct product_tree *tree, const mpz_t dividend,
                        const struct common_factor_watch *watch)
{
    size_t levels = 0;
    while (width_below(tree->leaves, levels) > 1) {
        levels++;
    }
    mpz_t *above = tree->numbers + tree->total - 1;
    mpz_tdiv_r(*above, dividend, *above);
    tell(watch);
    while (levels-- > 0) {
        const size_t width = width_below(tree->leaves, levels);
        mpz_t *level = above - width;
        for (size_t i = 0; i < width; i++) {
            mpz_tdiv_r(level[i], above[i / 2], level[i]);
        }
        for (size_t i = 0; i < (width + 1) / 2; i++) {
            mpz_clear(above[i]);
            mpz_init(above[i]);
        }
        above = level;
        tell(watch);
    }
}

static bool add_block(struct common_factor *products, const struct bytes *others, size_t count,
                      const struct common_factor_watch *watch)
{
    struct product_tree tree;
    mpz_t *blocks =
        item_room(products->products, products->count, &products->room, 4, sizeof(*blocks));
    if (blocks == NULL) {
        return false;
    }
    products->products = blocks;
    if (!tree_make(others, count, &tree, watch)) {
        return false;
    }
    mpz_init(products->products[products->count]);
    mpz_swap(products->products[products->count++], tree.numbers[tree.total - 1]);
    tree_clear(&tree);
    return true;
}

/* How many from here on make one block. */
static size_t block_length(const struct bytes *others, size_t count)
{
    size_t octets = 0, taken = 0;
    while (taken < count && (taken == 0 || octets + others[taken].left <= COMMON_FACTOR_BLOCK)) {
        octets += others[taken++].left;
    }
    return taken;
}

struct common_factor *common_factor_new(const struct bytes *others, size_t count,
                                        const struct common_factor_watch *watch)
{
    struct common_factor *products = calloc(1, sizeof(*products));
    for (size_t done = 0, taken; products != NULL && done < count; done += taken) {
        taken = block_length(others + done, count - done);
        if (!add_block(products, others + done, taken, watch)) {
            common_factor_free(products);
            return NULL;
        }
    }
    return products;
}

void common_factor_free(struct common_factor *products)
{
    if (products != NULL) {
        for (size_t i = 0; i < products->count; i++) {
            mpz_clear(products->products[i]);
        }
        free(products->products);
        free(products);
    }
}

/* A number and what the product leaves modulo it have the same factor in common as the number
 * and the product. */
static bool keep_factor(const mpz_t number, struct buffer *factor)
{
    const size_t octets = (mpz_sizeinbase(number, 2) + 7) / 8;
    buffer_reset(factor);
    if (!buffer_reserve(factor, octets)) {
        return false;
    }
    (void)mpz_export(factor->at, &factor->used, 1, 1, 0, 0, number);
    return true;
}

/* A factor that an earlier block has found stays. */
static bool find_in_block(const mpz_t product, const struct bytes *numbers, size_t count,
                          struct buffer *factors, const struct common_factor_watch *watch)
{
    struct product_tree tree;
    mpz_t number;
    bool kept = true;
    if (!tree_make(numbers, count, &tree, watch)) {
        return false;
    }
    mpz_init(number);
    tree_reduce(&tree, product, watch);
    for (size_t i = 0; kept && i < count; i++) {
        import(number, numbers[i]);
        mpz_gcd(number, number, tree.numbers[i]);
        if (factors[i].used == 0 && mpz_cmp_ui(number, 1) > 0) {
            kept = keep_factor(number, &factors[i]);
        }
    }
    mpz_clear(number);
    tree_clear(&tree);
    return kept;
}

bool common_factor_find(const struct common_factor *products, const struct bytes *numbers,
                        size_t count, struct buffer *factors,
                        const struct common_factor_watch *watch)
{
    bool found = true;
    for (size_t i = 0; i < count; i++) {
        buffer_reset(&factors[i]);
    }
    for (size_t i = 0; found && count > 0 && i < products->count; i++) {
        found = find_in_block(products->products[i], numbers, count, factors, watch);
    }
    return found;
}

size_t common_factor_first(struct bytes number, const struct bytes *others, size_t count,
                           bool proper, struct buffer *factor)
{
    mpz_t one, other;
    size_t at = 0;
    mpz_init(one);
    mpz_init(other);
    import(one, number);
    for (; at < count; at++) {
        import(other, others[at]);
        mpz_gcd(other, one, other);
        if (mpz_cmp_ui(other, 1) > 0 && (!proper || mpz_cmp(other, one) < 0)) {
            break;
        }
    }
    if (at < count && !keep_factor(other, factor)) {
        at = count;
    }
    mpz_clear(one);
    mpz_clear(other);
    return at;
}
