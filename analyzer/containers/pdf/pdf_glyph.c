#include "containers/pdf/pdf_glyph.h"

#include <stdlib.h>
#include <string.h>

struct glyph {
    const char *name;
    uint16_t code;
};

/* In the order of strcmp(). */
static const struct glyph glyphs[] = { { "A", 0x41 },
                                       { "AE", 0xc6 },
                                       { "Aacute", 0xc1 },
                                       { "Acircumflex", 0xc2 },
                                       { "Adieresis", 0xc4 },
                                       { "Agrave", 0xc0 },
                                       { "Aring", 0xc5 },
                                       { "Atilde", 0xc3 },
                                       { "B", 0x42 },
                                       { "C", 0x43 },
                                       { "Ccedilla", 0xc7 },
                                       { "D", 0x44 },
                                       { "E", 0x45 },
                                       { "Eacute", 0xc9 },
                                       { "Ecircumflex", 0xca },
                                       { "Edieresis", 0xcb },
                                       { "Egrave", 0xc8 },
                                       { "Eth", 0xd0 },
                                       { "Euro", 0x20ac },
                                       { "F", 0x46 },
                                       { "G", 0x47 },
                                       { "H", 0x48 },
                                       { "I", 0x49 },
                                       { "Iacute", 0xcd },
                                       { "Icircumflex", 0xce },
                                       { "Idieresis", 0xcf },
                                       { "Igrave", 0xcc },
                                       { "J", 0x4a },
                                       { "K", 0x4b },
                                       { "L", 0x4c },
                                       { "Lslash", 0x141 },
                                       { "M", 0x4d },
                                       { "N", 0x4e },
                                       { "Ntilde", 0xd1 },
                                       { "O", 0x4f },
                                       { "OE", 0x152 },
                                       { "Oacute", 0xd3 },
                                       { "Ocircumflex", 0xd4 },
                                       { "Odieresis", 0xd6 },
                                       { "Ograve", 0xd2 },
                                       { "Oslash", 0xd8 },
                                       { "Otilde", 0xd5 },
                                       { "P", 0x50 },
                                       { "Q", 0x51 },
                                       { "R", 0x52 },
                                       { "S", 0x53 },
                                       { "Scaron", 0x160 },
                                       { "T", 0x54 },
                                       { "Thorn", 0xde },
                                       { "U", 0x55 },
                                       { "Uacute", 0xda },
                                       { "Ucircumflex", 0xdb },
                                       { "Udieresis", 0xdc },
                                       { "Ugrave", 0xd9 },
                                       { "V", 0x56 },
                                       { "W", 0x57 },
                                       { "X", 0x58 },
                                       { "Y", 0x59 },
                                       { "Yacute", 0xdd },
                                       { "Ydieresis", 0x178 },
                                       { "Z", 0x5a },
                                       { "Zcaron", 0x17d },
                                       { "a", 0x61 },
                                       { "aacute", 0xe1 },
                                       { "acircumflex", 0xe2 },
                                       { "acute", 0xb4 },
                                       { "adieresis", 0xe4 },
                                       { "ae", 0xe6 },
                                       { "agrave", 0xe0 },
                                       { "ampersand", 0x26 },
                                       { "aring", 0xe5 },
                                       { "asciicircum", 0x5e },
                                       { "asciitilde", 0x7e },
                                       { "asterisk", 0x2a },
                                       { "at", 0x40 },
                                       { "atilde", 0xe3 },
                                       { "b", 0x62 },
                                       { "backslash", 0x5c },
                                       { "bar", 0x7c },
                                       { "braceleft", 0x7b },
                                       { "braceright", 0x7d },
                                       { "bracketleft", 0x5b },
                                       { "bracketright", 0x5d },
                                       { "breve", 0x2d8 },
                                       { "brokenbar", 0xa6 },
                                       { "bullet", 0x2022 },
                                       { "c", 0x63 },
                                       { "caron", 0x2c7 },
                                       { "ccedilla", 0xe7 },
                                       { "cedilla", 0xb8 },
                                       { "cent", 0xa2 },
                                       { "circumflex", 0x2c6 },
                                       { "colon", 0x3a },
                                       { "comma", 0x2c },
                                       { "copyright", 0xa9 },
                                       { "currency", 0xa4 },
                                       { "d", 0x64 },
                                       { "dagger", 0x2020 },
                                       { "daggerdbl", 0x2021 },
                                       { "degree", 0xb0 },
                                       { "dieresis", 0xa8 },
                                       { "divide", 0xf7 },
                                       { "dollar", 0x24 },
                                       { "dotaccent", 0x2d9 },
                                       { "dotlessi", 0x131 },
                                       { "e", 0x65 },
                                       { "eacute", 0xe9 },
                                       { "ecircumflex", 0xea },
                                       { "edieresis", 0xeb },
                                       { "egrave", 0xe8 },
                                       { "eight", 0x38 },
                                       { "ellipsis", 0x2026 },
                                       { "emdash", 0x2014 },
                                       { "endash", 0x2013 },
                                       { "equal", 0x3d },
                                       { "eth", 0xf0 },
                                       { "exclam", 0x21 },
                                       { "exclamdown", 0xa1 },
                                       { "f", 0x66 },
                                       { "f_f", 0xfb00 },
                                       { "f_i", 0xfb01 },
                                       { "f_l", 0xfb02 },
                                       { "ff", 0xfb00 },
                                       { "ffi", 0xfb03 },
                                       { "ffl", 0xfb04 },
                                       { "fi", 0xfb01 },
                                       { "five", 0x35 },
                                       { "fl", 0xfb02 },
                                       { "florin", 0x192 },
                                       { "four", 0x34 },
                                       { "fraction", 0x2044 },
                                       { "g", 0x67 },
                                       { "germandbls", 0xdf },
                                       { "grave", 0x60 },
                                       { "greater", 0x3e },
                                       { "guillemotleft", 0xab },
                                       { "guillemotright", 0xbb },
                                       { "guilsinglleft", 0x2039 },
                                       { "guilsinglright", 0x203a },
                                       { "h", 0x68 },
                                       { "hungarumlaut", 0x2dd },
                                       { "hyphen", 0x2d },
                                       { "hyphenminus", 0x2d },
                                       { "i", 0x69 },
                                       { "iacute", 0xed },
                                       { "icircumflex", 0xee },
                                       { "idieresis", 0xef },
                                       { "igrave", 0xec },
                                       { "j", 0x6a },
                                       { "k", 0x6b },
                                       { "l", 0x6c },
                                       { "less", 0x3c },
                                       { "logicalnot", 0xac },
                                       { "lslash", 0x142 },
                                       { "m", 0x6d },
                                       { "macron", 0xaf },
                                       { "minus", 0x2212 },
                                       { "mu", 0xb5 },
                                       { "multiply", 0xd7 },
                                       { "n", 0x6e },
                                       { "nbspace", 0xa0 },
                                       { "nine", 0x39 },
                                       { "nonbreakingspace", 0xa0 },
                                       { "ntilde", 0xf1 },
                                       { "numbersign", 0x23 },
                                       { "o", 0x6f },
                                       { "oacute", 0xf3 },
                                       { "ocircumflex", 0xf4 },
                                       { "odieresis", 0xf6 },
                                       { "oe", 0x153 },
                                       { "ogonek", 0x2db },
                                       { "ograve", 0xf2 },
                                       { "one", 0x31 },
                                       { "onehalf", 0xbd },
                                       { "onequarter", 0xbc },
                                       { "onesuperior", 0xb9 },
                                       { "ordfeminine", 0xaa },
                                       { "ordmasculine", 0xba },
                                       { "oslash", 0xf8 },
                                       { "otilde", 0xf5 },
                                       { "p", 0x70 },
                                       { "paragraph", 0xb6 },
                                       { "parenleft", 0x28 },
                                       { "parenright", 0x29 },
                                       { "percent", 0x25 },
                                       { "period", 0x2e },
                                       { "periodcentered", 0xb7 },
                                       { "perthousand", 0x2030 },
                                       { "plus", 0x2b },
                                       { "plusminus", 0xb1 },
                                       { "q", 0x71 },
                                       { "question", 0x3f },
                                       { "questiondown", 0xbf },
                                       { "quotedbl", 0x22 },
                                       { "quotedblbase", 0x201e },
                                       { "quotedblleft", 0x201c },
                                       { "quotedblright", 0x201d },
                                       { "quoteleft", 0x2018 },
                                       { "quoteright", 0x2019 },
                                       { "quotesinglbase", 0x201a },
                                       { "quotesingle", 0x27 },
                                       { "r", 0x72 },
                                       { "registered", 0xae },
                                       { "ring", 0x2da },
                                       { "s", 0x73 },
                                       { "scaron", 0x161 },
                                       { "section", 0xa7 },
                                       { "semicolon", 0x3b },
                                       { "seven", 0x37 },
                                       { "sfthyphen", 0xad },
                                       { "six", 0x36 },
                                       { "slash", 0x2f },
                                       { "softhyphen", 0xad },
                                       { "space", 0x20 },
                                       { "sterling", 0xa3 },
                                       { "t", 0x74 },
                                       { "thorn", 0xfe },
                                       { "three", 0x33 },
                                       { "threequarters", 0xbe },
                                       { "threesuperior", 0xb3 },
                                       { "tilde", 0x2dc },
                                       { "trademark", 0x2122 },
                                       { "two", 0x32 },
                                       { "twosuperior", 0xb2 },
                                       { "u", 0x75 },
                                       { "uacute", 0xfa },
                                       { "ucircumflex", 0xfb },
                                       { "udieresis", 0xfc },
                                       { "ugrave", 0xf9 },
                                       { "underscore", 0x5f },
                                       { "v", 0x76 },
                                       { "w", 0x77 },
                                       { "x", 0x78 },
                                       { "y", 0x79 },
                                       { "yacute", 0xfd },
                                       { "ydieresis", 0xff },
                                       { "yen", 0xa5 },
                                       { "z", 0x7a },
                                       { "zcaron", 0x17e },
                                       { "zero", 0x30 } };

/* From 0x80 on. */
static const uint16_t win[32] = { 0x20ac, 0x2022, 0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021,
                                  0x2c6,  0x2030, 0x160,  0x2039, 0x152,  0x2022, 0x17d,  0x2022,
                                  0x2022, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                  0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x2022, 0x17e,  0x178 };
static const uint16_t mac[128] = {
    0xc4,   0xc5,   0xc7,   0xc9,   0xd1,   0xd6,  0xdc,   0xe1,   0xe0,   0xe2,   0xe4,   0xe3,
    0xe5,   0xe7,   0xe9,   0xe8,   0xea,   0xeb,  0xed,   0xec,   0xee,   0xef,   0xf1,   0xf3,
    0xf2,   0xf4,   0xf6,   0xf5,   0xfa,   0xf9,  0xfb,   0xfc,   0x2020, 0xb0,   0xa2,   0xa3,
    0xa7,   0x2022, 0xb6,   0xdf,   0xae,   0xa9,  0x2122, 0xb4,   0xa8,   0x2260, 0xc6,   0xd8,
    0x221e, 0xb1,   0x2264, 0x2265, 0xa5,   0xb5,  0x2202, 0x2211, 0x220f, 0x3c0,  0x222b, 0xaa,
    0xba,   0x3a9,  0xe6,   0xf8,   0xbf,   0xa1,  0xac,   0x221a, 0x192,  0x2248, 0x2206, 0xab,
    0xbb,   0x2026, 0xa0,   0xc0,   0xc3,   0xd5,  0x152,  0x153,  0x2013, 0x2014, 0x201c, 0x201d,
    0x2018, 0x2019, 0xf7,   0x25ca, 0xff,   0x178, 0x2044, 0x20ac, 0x2039, 0x203a, 0xfffd, 0xfffd,
    0x2021, 0xb7,   0x201a, 0x201e, 0x2030, 0xc2,  0xca,   0xc1,   0xcb,   0xc8,   0xcd,   0xce,
    0xcf,   0xcc,   0xd3,   0xd4,   0xfffd, 0xd2,  0xda,   0xdb,   0xd9,   0x131,  0x2c6,  0x2dc,
    0xaf,   0x2d8,  0x2d9,  0x2da,  0xb8,   0x2dd, 0x2db,  0x2c7
};
/* From 0xa0 on. */
static const uint16_t standard[96] = {
    0x0,    0xa1,   0xa2,   0xa3,   0x2044, 0xa5,   0x192,  0xa7,   0xa4, 0x27,  0x201c, 0xab,
    0x2039, 0x203a, 0xfb01, 0xfb02, 0x0,    0x2013, 0x2020, 0x2021, 0xb7, 0x0,   0xb6,   0x2022,
    0x201a, 0x201e, 0x201d, 0xbb,   0x2026, 0x2030, 0x0,    0xbf,   0x0,  0x60,  0xb4,   0x2c6,
    0x2dc,  0xaf,   0x2d8,  0x2d9,  0xa8,   0x0,    0x2da,  0xb8,   0x0,  0x2dd, 0x2db,  0x2c7,
    0x2014, 0x0,    0x0,    0x0,    0x0,    0x0,    0x0,    0x0,    0x0,  0x0,   0x0,    0x0,
    0x0,    0x0,    0x0,    0x0,    0x0,    0xc6,   0x0,    0xaa,   0x0,  0x0,   0x0,    0x0,
    0x141,  0xd8,   0x152,  0xba,   0x0,    0x0,    0x0,    0x0,    0x0,  0xe6,  0x0,    0x0,
    0x0,    0x131,  0x0,    0x0,    0x142,  0xf8,   0x153,  0xdf,   0x0,  0x0,   0x0,    0x0
};

uint64_t pdf_glyph_units(uint32_t code)
{
    static const char ligatures[][4] = { "ff", "fi", "fl", "ffi", "ffl", "st", "st" };
    if (code < 0xfb00 || code > 0xfb06) {
        return code <= 0xffff ? (uint64_t)code << 48 : 0;
    }
    uint64_t units = 0;
    for (size_t i = 0; ligatures[code - 0xfb00][i] != 0; i++) {
        units |= (uint64_t)(uint8_t)ligatures[code - 0xfb00][i] << (48 - 16 * i);
    }
    return units;
}

struct wanted {
    struct bytes name;
};

static int compare(const void *key, const void *row)
{
    const struct bytes name = ((const struct wanted *)key)->name;
    const struct glyph *glyph = row;
    size_t length = strlen(glyph->name), least = name.left < length ? name.left : length;
    int order = memcmp(name.at, glyph->name, least);
    return order != 0 ? order : name.left < length ? -1 : name.left > length ? 1 : 0;
}

/* uni0041, u0041, u00041, u1F600. */
static uint64_t numbered(struct bytes name)
{
    size_t at = name.left > 3 && memcmp(name.at, "uni", 3) == 0 ? 3 : 1;
    uint32_t code = 0;
    if (name.at[0] != 'u' || name.left < at + 4 || name.left > at + 6) {
        return 0;
    }
    for (size_t i = at; i < name.left && (at == 1 || i < at + 4); i++) {
        uint8_t byte = name.at[i];
        bool digit = byte >= '0' && byte <= '9', letter = byte >= 'A' && byte <= 'F';
        if (!digit && !letter) {
            return 0;
        }
        code = code << 4 | (uint32_t)(digit ? byte - '0' : byte - 'A' + 10);
    }
    return pdf_glyph_units(code);
}

uint64_t pdf_glyph_named(struct bytes name)
{
    const uint8_t *dot = name.left > 1 ? memchr(name.at + 1, '.', name.left - 1) : NULL;
    if (dot != NULL) { /* a variant: zero.slash */
        name.left = (size_t)(dot - name.at);
    }
    if (name.left == 0) {
        return 0;
    }
    const struct wanted wanted = { name };
    const struct glyph *glyph =
        bsearch(&wanted, glyphs, sizeof(glyphs) / sizeof(glyphs[0]), sizeof(glyphs[0]), compare);
    return glyph != NULL ? pdf_glyph_units(glyph->code) : numbered(name);
}

uint64_t pdf_glyph_encoded(enum pdf_encoding encoding, uint8_t octet)
{
    uint32_t code = octet;
    if (encoding == PDF_ENCODING_WIN && octet >= 0x80 && octet < 0xa0) {
        code = win[octet - 0x80];
    } else if (encoding == PDF_ENCODING_MAC && octet >= 0x80) {
        code = mac[octet - 0x80];
    } else if (encoding == PDF_ENCODING_STANDARD && octet >= 0xa0) {
        code = standard[octet - 0xa0];
    }
    return pdf_glyph_units(code);
}
