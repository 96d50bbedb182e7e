#include "evidence/walk_span.h"
#include "suite.h"

/* A file of 1,000 octets, of which a walk takes some. */
struct walk {
    struct ingest ingest;
    struct memory_stream file, inner, innermost;
    struct walk_span at_file, at_inner, at_innermost;
};

static void take(struct memory_stream *stream, size_t count)
{
    ck_assert_uint_ge(stream_ahead(&stream->stream, count).left, count);
    stream_consume(&stream->stream, count);
}

static void begin(struct walk *walk)
{
    static const uint8_t zeros[5000];
    memory_stream_init(&walk->file, bytes_over(zeros, 1000));
    memory_stream_init(&walk->inner, bytes_over(zeros, 5000));
    memory_stream_init(&walk->innermost, bytes_over(zeros, 50));
    take(&walk->file, 1000); /* by the scan of its raw bytes, before */
    ck_assert(stream_seek(&walk->file.stream, 0));
    ck_assert_uint_eq(walk_span_news(&walk->ingest), 0); /* nothing is walked */
    walk_span_hold(&walk->at_file, &walk->ingest);
    walk_span_begin(&walk->at_file, &walk->ingest, &walk->file.stream);
}

START_TEST(what_is_taken_counts_once)
{
    struct walk walk = { 0 };
    begin(&walk);
    take(&walk.file, 300);
    ck_assert_uint_eq(walk_span_news(&walk.ingest), 300);
    ck_assert_uint_eq(walk_span_news(&walk.ingest), 0);
    ck_assert(stream_seek(&walk.file.stream, 900)); /* gone over, and not taken */
    ck_assert_uint_eq(walk_span_news(&walk.ingest), 0);
    ck_assert(stream_seek(&walk.file.stream, 0));
    take(&walk.file, 1000); /* once more: no more than there is */
    walk_span_end(&walk.at_file, &walk.ingest);
    ck_assert_uint_eq(walk.ingest.unreported.walked, 700);
    ck_assert_ptr_null(walk.ingest.walking);
}
END_TEST

/* 100 octets of the file become 5,000, of which 2,500 become 50. */
START_TEST(what_is_held_stands_for_what_it_came_from)
{
    struct walk walk = { 0 };
    begin(&walk);
    take(&walk.file, 200);
    walk_span_hold(&walk.at_inner, &walk.ingest);
    take(&walk.file, 100);
    walk_span_begin(&walk.at_inner, &walk.ingest, &walk.inner.stream);
    ck_assert_uint_eq(walk_span_news(&walk.ingest), 200);
    walk_span_hold(&walk.at_innermost, &walk.ingest);
    take(&walk.inner, 2500);
    walk_span_begin(&walk.at_innermost, &walk.ingest, &walk.innermost.stream);
    ck_assert_uint_eq(walk_span_news(&walk.ingest), 0);
    take(&walk.innermost, 25);
    ck_assert_uint_eq(walk_span_news(&walk.ingest), 25);
    walk_span_end(&walk.at_innermost, &walk.ingest);
    ck_assert_uint_eq(walk_span_news(&walk.ingest), 25);
    walk_span_end(&walk.at_inner, &walk.ingest);
    ck_assert_uint_eq(walk_span_news(&walk.ingest), 50);
    walk_span_end(&walk.at_file, &walk.ingest);
    ck_assert_uint_eq(walk.ingest.unreported.walked, 0);
}
END_TEST

/* One that walks again to what was found, or to its share, told of nothing on the way. */
START_TEST(way_to_what_was_found_counts_nothing)
{
    struct walk walk = { 0 };
    const struct ingest_target target = { .count = 1 };
    begin(&walk);
    walk.ingest.targets = &target;
    take(&walk.file, 400);
    ck_assert_uint_eq(walk_span_news(&walk.ingest), 0);
    walk.ingest.targets = NULL;
    walk_span_skip(&walk.ingest);
    take(&walk.file, 100);
    ck_assert_uint_eq(walk_span_news(&walk.ingest), 100);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("walk_span");
    tcase_add_test(tests, what_is_taken_counts_once);
    tcase_add_test(tests, what_is_held_stands_for_what_it_came_from);
    tcase_add_test(tests, way_to_what_was_found_counts_nothing);
    return suite_run("walk_span", tests);
}
