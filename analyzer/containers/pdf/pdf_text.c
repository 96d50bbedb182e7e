#include "containers/pdf/pdf_text.h"

#include <math.h>
#include <string.h>

#include "bytes/utf8.h"
#include "containers/pdf/pdf_decoding.h"
#include "containers/pdf/pdf_lexer.h"
#include "containers/pdf/pdf_string.h"
#include "limit.h"

/* In sizes of the font. A space of a narrow font takes a fourth, and is set as narrow as that. */
#define GAP_OF_SPACE 0.2
#define DROP_OF_LINE 0.35
#define OPERANDS     6
#define FORM_WORK    4096 /* a form, however short, in bytes that are looked at meanwhile */

static const struct fault mute_font = { OUTCOME_UNSUPPORTED, "ISO 32000-2 section 9.10.2",
                                        "text in a font that does not say what its codes show" };
static const struct fault long_content = {
    OUTCOME_BOUND, NULL, "the content of a page is longer than is read for its text"
};

static const struct pdf_matrix identity = { 1, 0, 0, 1, 0, 0 };

static struct pdf_matrix product(const struct pdf_matrix *one, const struct pdf_matrix *two)
{
    return (struct pdf_matrix){
        .a = one->a * two->a + one->b * two->c,
        .b = one->a * two->b + one->b * two->d,
        .c = one->c * two->a + one->d * two->c,
        .d = one->c * two->b + one->d * two->d,
        .e = one->e * two->a + one->f * two->c + two->e,
        .f = one->e * two->b + one->f * two->d + two->f,
    };
}

bool pdf_text_content(struct pdf_document *document, const struct pdf_object *object,
                      struct buffer *into)
{
    struct pdf_decoding decoding;
    struct buffer held = { 0 };
    pdf_decoding_begin(&decoding, document, object, limit_of(LIMIT_DECODED_BYTES));
    if (!stream_hold(decoding.last, PDF_CONTENT_MAX, &held)) {
        pdf_document_say(document, &long_content);
    }
    (void)pdf_decoding_end(&decoding); /* told with the stream's part */
    document->looked += held.used;
    bool memory = buffer_append(into, buffer_bytes(&held));
    buffer_clear(&held);
    return memory;
}

static void put(struct pdf_text *text, uint32_t code)
{
    uint8_t octets[UTF8_OCTETS_MAX];
    code = code == 0xad || code == 0x2010 || code == 0x2011 ? '-' : code == 0xa0 ? ' ' : code;
    if (!buffer_append(&text->text, bytes_over(octets, utf8_write(code, octets)))) {
        text->no_memory = true;
    }
}

static void put_units(struct pdf_text *text, uint64_t units)
{
    uint32_t high = 0;
    for (; units != 0; units <<= 16) {
        uint32_t unit = (uint32_t)(units >> 48);
        if (unit >= 0xd800 && unit < 0xdc00) {
            high = unit;
        } else if (unit >= 0xdc00 && unit < 0xe000) {
            put(text, 0x10000 + ((high & 0x3ff) << 10 | (unit & 0x3ff)));
        } else if (unit != 0) {
            put(text, unit);
        }
    }
}

/* What stands between the end of the last character and here? */
static void join(struct pdf_text *text)
{
    const struct pdf_matrix at = product(&text->place, &text->state.user);
    double along = hypot(at.a, at.b), em = along * fabs(text->state.size);
    double right = at.e - text->x, up = at.f - text->y;
    double size = em > text->em ? em : text->em;
    if (text->begun && along > 0) {
        double forward = (right * at.a + up * at.b) / along;
        double aside = fabs(up * at.a - right * at.b) / along;
        if (aside > DROP_OF_LINE * size || forward < -size / 2) {
            put(text, '\n');
        } else if (forward > GAP_OF_SPACE * em) {
            put(text, ' ');
        }
    }
    text->begun = true;
    text->em = em;
}

static void advance(struct pdf_text *text, double by)
{
    const struct pdf_matrix step = { 1, 0, 0, 1, by * text->state.stretch, 0 };
    text->place = product(&step, &text->place);
}

static void leave_off(struct pdf_text *text)
{
    const struct pdf_matrix at = product(&text->place, &text->state.user);
    text->x = at.e;
    text->y = at.f;
}

static void show_codes(struct pdf_text *text, struct bytes octets)
{
    const struct pdf_text_state *state = &text->state;
    const struct pdf_font *font = state->font;
    for (size_t i = 0; i + font->octets <= octets.left; i += font->octets) {
        size_t code = octets.at[i];
        code = font->octets == 2 ? code << 8 | octets.at[i + 1] : code;
        double gap = state->letter_gap + (font->octets == 1 && code == ' ' ? state->word_gap : 0);
        put_units(text, font->units[code]);
        advance(text, font->widths[code] / 1000.0 * state->size + gap);
    }
}

static void show(struct pdf_text *text, const struct pdf_word *string)
{
    struct buffer octets = { 0 };
    if (text->state.font == NULL || (string->kind != PDF_STRING && string->kind != PDF_HEX)) {
        return;
    }
    if (!pdf_string_octets(string, &octets)) {
        text->no_memory = true;
    } else if (text->state.font->mute) {
        pdf_document_say(text->document, &mute_font);
    } else if (octets.used > 0) {
        join(text);
        show_codes(text, buffer_bytes(&octets));
        leave_off(text);
    }
    buffer_clear(&octets);
}

/* TJ: a number moves to the left. */
static void show_array(struct pdf_text *text, const struct pdf_word *array)
{
    struct bytes rest = array->text;
    struct pdf_word word;
    while (array->kind == PDF_ARRAY && pdf_word_take(&rest, &word) && word.kind != PDF_ARRAY_END) {
        if (word.kind == PDF_NUMBER) {
            advance(text, -word.number / 1000 * text->state.size);
        } else {
            show(text, &word);
        }
    }
}

static void move_line(struct pdf_text *text, double right, double up)
{
    const struct pdf_matrix step = { 1, 0, 0, 1, right, up };
    text->line = product(&step, &text->line);
    text->place = text->line;
}

static void choose_font(struct pdf_text *text, struct bytes resources, const struct pdf_word *name,
                        double size)
{
    struct pdf_document *document = text->document;
    struct bytes fonts, dictionary;
    char key[128] = { 0 };
    text->state.size = size;
    text->state.font = NULL;
    if (name->kind != PDF_NAME || name->text.left >= sizeof(key) ||
        pdf_document_is_tired(document) ||
        !pdf_document_find(document, resources, "Font", &fonts)) {
        return;
    }
    memcpy(key, name->text.at, name->text.left);
    if (!pdf_document_find(document, fonts, key, &dictionary) || dictionary.left == 0) {
        return;
    }
    for (size_t i = 0; i < PDF_FONTS_HELD && text->state.font == NULL; i++) {
        if (text->fonts[i].dictionary.at == dictionary.at) {
            text->state.font = &text->fonts[i];
        }
    }
    if (text->state.font != NULL) {
        return;
    }
    struct pdf_font *font = &text->fonts[text->next_font];
    text->next_font = (text->next_font + 1) % PDF_FONTS_HELD;
    for (size_t i = 0; i < text->saved_count; i++) { /* it may be one that comes back */
        text->saved[i].font = text->saved[i].font == font ? NULL : text->saved[i].font;
    }
    pdf_font_clear(font);
    if (!pdf_font_read(document, dictionary, font)) {
        text->no_memory = true;
        return;
    }
    text->state.font = font;
}

/* Where an operator and its operands stand. */
struct content {
    struct bytes rest, resources;
    struct pdf_word operands[OPERANDS];
    size_t count;
    unsigned depth; /* forms in forms */
};

static double number_at(const struct content *content, size_t from_end)
{
    return from_end <= content->count ? content->operands[content->count - from_end].number : 0;
}

static struct pdf_word last_operand(const struct content *content, size_t from_end)
{
    return from_end <= content->count ? content->operands[content->count - from_end]
                                      : (struct pdf_word){ .kind = PDF_KEYWORD };
}

static struct pdf_matrix matrix_operand(const struct content *content)
{
    return (
        struct pdf_matrix){ number_at(content, 6), number_at(content, 5), number_at(content, 4),
                            number_at(content, 3), number_at(content, 2), number_at(content, 1) };
}

static void read_content(struct pdf_text *text, struct content *content);

static struct pdf_matrix form_matrix(struct pdf_document *document, struct bytes form)
{
    struct content numbers = { 0 };
    struct bytes list;
    struct pdf_word word;
    if (!pdf_document_find(document, form, "Matrix", &list) || !pdf_word_take(&list, &word)) {
        return identity;
    }
    while (numbers.count < OPERANDS && pdf_word_take(&list, &word) && word.kind == PDF_NUMBER) {
        numbers.operands[numbers.count++] = word;
    }
    return numbers.count == OPERANDS ? matrix_operand(&numbers) : identity;
}

static void save(struct pdf_text *text)
{
    if (text->saved_count < PDF_SAVED_MAX) {
        text->saved[text->saved_count] = text->state;
    }
    text->saved_count += text->saved_count < PDF_SAVED_MAX ? 1 : 0;
}

static void restore(struct pdf_text *text)
{
    if (text->saved_count > 0) {
        text->state = text->saved[--text->saved_count];
    }
}

static void read_form(struct pdf_text *text, const struct content *outer, struct pdf_object *form)
{
    struct pdf_document *document = text->document;
    struct bytes dictionary = pdf_document_text(document, form);
    struct buffer held = { 0 };
    struct content content = { .resources = outer->resources, .depth = outer->depth + 1 };
    (void)!pdf_document_find(document, dictionary, "Resources", &content.resources);
    const struct pdf_matrix matrix = form_matrix(document, dictionary);
    save(text); /* a font that is let go meanwhile is taken out of it */
    size_t saved = text->saved_count;
    text->state.user = product(&matrix, &text->state.user);
    if (!pdf_text_content(document, form, &held)) {
        text->no_memory = true;
    }
    content.rest = buffer_bytes(&held);
    document->looked += FORM_WORK;
    form->open = true;
    read_content(text, &content);
    form->open = false;
    buffer_clear(&held);
    text->saved_count = saved < text->saved_count ? saved : text->saved_count;
    restore(text);
}

static void do_object(struct pdf_text *text, const struct content *content)
{
    struct pdf_document *document = text->document;
    const struct pdf_word name = last_operand(content, 1);
    struct bytes objects, value;
    char key[128] = { 0 };
    uint32_t number;
    if (name.kind != PDF_NAME || name.text.left >= sizeof(key) || content->depth >= PDF_FORMS_MAX ||
        pdf_document_is_tired(document) ||
        !pdf_document_find(document, content->resources, "XObject", &objects)) {
        return;
    }
    memcpy(key, name.text.at, name.text.left);
    if (!pdf_dictionary_find(objects, key, &value, &document->looked) ||
        !pdf_reference_read(value, &number)) {
        return;
    }
    struct pdf_object *object = pdf_document_object(document, number);
    if (object != NULL && object->has_stream && !object->open &&
        pdf_document_is(document, pdf_document_text(document, object), "Subtype", "Form")) {
        read_form(text, content, object);
    }
}

/* ISO 32000-2 section 8.9.7: octets that are no words, up to `EI` between white space. */
static void step_over_image(struct content *content)
{
    struct bytes *rest = &content->rest;
    struct bytes skipped;
    for (size_t at = 1; at + 2 < rest->left; at++) {
        if (rest->at[at] == 'E' && rest->at[at + 1] == 'I' && pdf_is_space(rest->at[at - 1]) &&
            pdf_is_space(rest->at[at + 2])) {
            (void)!bytes_take(rest, at + 2, &skipped);
            return;
        }
    }
}

enum text_operator {
    BT,
    TD,
    TD_LEADING,
    TM,
    NEXT,
    SHOW,
    SHOW_ARRAY,
    QUOTE,
    QUOTES,
    TF,
    TC,
    TW,
    TZ,
    TL,
    CM,
    PUSH,
    POP,
    DO,
    ID
};

static const struct {
    const char name[4];
    enum text_operator op;
} operators[] = {
    { "BT", BT },   { "Td", TD },         { "TD", TD_LEADING }, { "Tm", TM },     { "T*", NEXT },
    { "Tj", SHOW }, { "TJ", SHOW_ARRAY }, { "'", QUOTE },       { "\"", QUOTES }, { "Tf", TF },
    { "Tc", TC },   { "Tw", TW },         { "Tz", TZ },         { "TL", TL },     { "cm", CM },
    { "q", PUSH },  { "Q", POP },         { "Do", DO },         { "ID", ID },
};

static void show_next(struct pdf_text *text, const struct content *content)
{
    const struct pdf_word string = last_operand(content, 1);
    move_line(text, 0, -text->state.leading);
    show(text, &string);
}

static void change_state(struct pdf_text *text, const struct content *content,
                         enum text_operator op)
{
    struct pdf_text_state *state = &text->state;
    const double number = number_at(content, 1);
    state->letter_gap = op == TC ? number : state->letter_gap;
    state->word_gap = op == TW ? number : state->word_gap;
    state->stretch = op == TZ ? number / 100 : state->stretch;
    state->leading = op == TL ? number : state->leading;
    if (op == CM) {
        const struct pdf_matrix matrix = matrix_operand(content);
        state->user = product(&matrix, &state->user);
    }
}

static void place_text(struct pdf_text *text, const struct content *content, enum text_operator op)
{
    if (op == BT || op == TM) {
        text->line = op == BT ? identity : matrix_operand(content);
        text->place = text->line;
    } else if (op == NEXT) {
        move_line(text, 0, -text->state.leading);
    } else {
        text->state.leading = op == TD ? text->state.leading : -number_at(content, 1);
        move_line(text, number_at(content, 2), number_at(content, 1));
    }
}

static void operate(struct pdf_text *text, struct content *content, enum text_operator op)
{
    const struct pdf_word last = last_operand(content, 1), name = last_operand(content, 2);
    switch (op) {
    case BT:
    case TM:
    case TD:
    case TD_LEADING:
    case NEXT:
        place_text(text, content, op);
        break;
    case QUOTES:
        text->state.word_gap = number_at(content, 3);
        text->state.letter_gap = number_at(content, 2);
        show_next(text, content);
        break;
    case QUOTE:
        show_next(text, content);
        break;
    case SHOW:
        show(text, &last);
        break;
    case SHOW_ARRAY:
        show_array(text, &last);
        break;
    case TF:
        choose_font(text, content->resources, &name, last.number);
        break;
    case TC:
    case TW:
    case TZ:
    case TL:
    case CM:
        change_state(text, content, op);
        break;
    case PUSH:
        save(text);
        break;
    case POP:
        restore(text);
        break;
    case DO:
        do_object(text, content);
        break;
    case ID:
        step_over_image(content);
        break;
    }
}

static void keep_operand(struct content *content, struct pdf_word *word)
{
    if (word->kind == PDF_ARRAY) {
        const struct bytes begin = content->rest;
        struct pdf_word inner;
        while (pdf_word_take(&content->rest, &inner) && inner.kind != PDF_ARRAY_END) {
        }
        word->text = bytes_over(begin.at, begin.left - content->rest.left);
    }
    if (content->count == OPERANDS) {
        memmove(content->operands, content->operands + 1, (OPERANDS - 1) * sizeof(*word));
        content->count--;
    }
    content->operands[content->count++] = *word;
}

static void read_content(struct pdf_text *text, struct content *content)
{
    struct pdf_word word;
    while (!text->no_memory && pdf_word_take(&content->rest, &word)) {
        if (word.kind != PDF_KEYWORD) {
            keep_operand(content, &word);
            continue;
        }
        for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
            if (word.text.at[0] == (uint8_t)operators[i].name[0] &&
                pdf_word_is(&word, PDF_KEYWORD, operators[i].name)) {
                operate(text, content, operators[i].op);
                break;
            }
        }
        content->count = 0;
    }
}

bool pdf_text_read(struct pdf_text *text, struct bytes bytes, struct bytes resources)
{
    struct content content = { .rest = bytes, .resources = resources };
    text->state = (struct pdf_text_state){ .user = identity, .stretch = 1 };
    text->line = text->place = identity;
    text->saved_count = 0;
    text->begun = false;
    read_content(text, &content);
    return !text->no_memory;
}

void pdf_text_clear(struct pdf_text *text)
{
    for (size_t i = 0; i < PDF_FONTS_HELD; i++) {
        pdf_font_clear(&text->fonts[i]);
    }
    buffer_clear(&text->text);
}
