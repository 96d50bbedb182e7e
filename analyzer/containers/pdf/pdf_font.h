#ifndef PDF_FONT_H
#define PDF_FONT_H

#include "buffer.h"
#include "containers/pdf/pdf_document.h"

/* What the codes of a font show, and how wide they are: ISO 32000-2 sections 9.6 to 9.10. Simple
 * fonts by their encoding, composite ones by their ToUnicode; that goes before the encoding. */
struct pdf_font {
    struct bytes dictionary; /* by which it is known */
    unsigned octets;         /* of a code: 1 or 2 */
    size_t codes;            /* 256 or 65536 */
    uint64_t *units;         /* per code, as in pdf_glyph.h */
    uint16_t *widths;        /* per code, in thousandths of the size */
    bool mute;               /* nothing says what its codes show */
};

/* False when memory ran out. */
MUST_CHECK bool pdf_font_read(struct pdf_document *document, struct bytes dictionary,
                              struct pdf_font *font);
void pdf_font_clear(struct pdf_font *font);

/* Reads a ToUnicode CMap (section 9.10.3) into the units of the font. */
void pdf_font_map(struct pdf_font *font, struct bytes cmap);

#endif
