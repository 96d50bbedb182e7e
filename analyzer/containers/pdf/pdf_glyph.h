#ifndef PDF_GLYPH_H
#define PDF_GLYPH_H

#include "bytes.h"

/* Characters of simple fonts: names of glyphs (Adobe Glyph List), and the encodings of
 * ISO 32000-2 annex D. */

/* What is shown: up to four units of UTF-16, the first in the highest 16 bits; 0: nothing. */

/* One character below U+10000. Ligatures of letters become the letters. */
uint64_t pdf_glyph_units(uint32_t code);

/* What a glyph of this name shows: 0 where that is not known. */
uint64_t pdf_glyph_named(struct bytes name);

enum pdf_encoding { PDF_ENCODING_STANDARD, PDF_ENCODING_WIN, PDF_ENCODING_MAC };

/* What an octet shows in an encoding. */
uint64_t pdf_glyph_encoded(enum pdf_encoding encoding, uint8_t octet);

#endif
