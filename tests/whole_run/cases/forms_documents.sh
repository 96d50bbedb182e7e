# Documents and character sets: the key as text that a person sees.
# shellcheck shell=bash

# Of LibreOffice, made once: scripts/fixtures/make-office-fixtures.
check_forms_of_office() {
    forms_begin
    cp "$ROOT"/fixtures/containers/office/* "$E"
    form page.docx '!member 5 word/document.xml!reading @0 markup-text@9+240'
    form page.odt '!member 14 content.xml!reading @0 markup-text@9+240'
    form page.fodt '!reading @0 markup-text@8+240'
    form page.epub '!member 4 OEBPS/sections/section0001.xhtml!reading @0 markup-text@9+240'
    form page.rtf '!reading @0 rtf-text@8+240'
    # lines of mark-up cut BEGIN PRIVATE KEY: of it the digits alone
    form page.html '!reading @0 markup-text@56+188'
    form table.docx '!member 5 word/document.xml!reading @0 markup-text@8+240'
    form table.odt '!member 14 content.xml!reading @0 markup-text@8+240'
    form table.rtf '!reading @0 rtf-text@7+240'
    form sheet.xlsx '!member 6 xl/sharedStrings.xml!reading @0 markup-text@8+240'
    form sheet.ods '!member 12 content.xml!reading @0 markup-text@8+240'
    form slide.pptx '!member 35 ppt/slides/slide1.xml!reading @0 markup-text@99+240'
    form slide.odp '!member 12 content.xml!reading @0 markup-text@1+240'
    form slide.ppt.gz '!reading @0 gzip!member 6 PowerPoint Document@8052+480'
    form page.doc '!member 6 WordDocument@2064+480'
    form page.doc '!reading 6 @0 compound-text@8+240'
    form table.doc '!member 6 WordDocument@2062+480'
    form table.doc '!reading 6 @0 compound-text@7+240'
    form sheet.xls '!member 2 Workbook@1119+240'
    forms_judge
}

# Of five programs that write PDF, made once: scripts/fixtures/make-pdf-fixtures.
check_forms_of_pdf() {
    forms_begin
    cp "$ROOT"/fixtures/containers/pdf/*.pdf "$E"
    rm -f "$E"/encrypted-*
    form attached.pdf '!member 1 object 7 keys.zip!member 1 key.txt@0+240'
    form attached-object-streams.pdf '!member 2 object 10 keys.zip!member 1 key.txt@0+240'
    form cairo.pdf '!reading 1 @0 pdf-text@0+240'
    form chromium.pdf '!reading 1 @0 pdf-text@9+240'
    form ghostscript.pdf '!reading 1 @0 pdf-text@0+240'
    form libreoffice.pdf '!reading 1 @0 pdf-text@0+240'
    form qpdf-object-streams.pdf '!reading 1 @0 pdf-text@0+240'
    form reportlab-ascii85.pdf '!reading 1 @0 pdf-text@0+240'
    form reportlab-plain.pdf '!reading 1 @0 pdf-text@0+240'
    form reportlab-two-pages.pdf '!reading 1 @0 pdf-text@0+1703'
    # what draws the text is read as it stands too, and holds the lines as they are
    form ghostscript.pdf '!member 1 object 5@76+259'
    form reportlab-ascii85.pdf '!member 1 object 8@79+272'
    form reportlab-plain.pdf '!member 1 object 8@79+272'
    forms_judge
}

check_forms_of_mark_up() {
    forms_begin
    local lines
    lines=$(cat "$FORM_KEY")
    { echo '<html><body><p>it is</p><pre>' && echo "$lines" && echo '</pre></body></html>'; } >"$E/pre.html"
    { echo '<html><body>' && sed 's|^|<p>|; s|$|</p>|' "$FORM_KEY" && echo '</body></html>'; } >"$E/paragraphs.html"
    { printf '<html><body><p>' && sed 's|$|<br/>|' "$FORM_KEY" | tr -d '\n' && echo '</p></body></html>'; } >"$E/breaks.html"
    { printf '<html><body><table>' && sed 's|.*|<tr><td>&</td></tr>|; s|/|\&#47;|g; s|<&#47;|</|g' "$FORM_KEY" && echo '</table></body></html>'; } >"$E/entities.html"
    { printf '<?xml version="1.0"?>\n<keys><key><![CDATA[' && cat "$FORM_KEY" && echo ']]></key></keys>'; } >"$E/cdata.xml"
    { printf '<?xml version="1.0"?>\n<keys><key value="' && sed 's|$|\&#10;|' "$FORM_KEY" | tr -d '\n' && echo '"/></keys>'; } >"$E/attribute.xml"
    { echo '<svg xmlns="http://www.w3.org/2000/svg"><text>' && sed 's|.*|<tspan x="0" dy="10">&</tspan>|' "$FORM_KEY" && echo '</text></svg>'; } >"$E/picture.svg"
    { printf '# The key\n\n' && sed 's|^|    |' "$FORM_KEY" && printf '\n> quoted:\n>\n'; } >"$E/indented.md"
    { printf '# The key\n\n```\n' && cat "$FORM_KEY" && printf '```\n'; } >"$E/fenced.md"
    { printf 'From: alice@example.org\nSubject: the key\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n' &&
        base64 "$E/paragraphs.html"; } >"$E/html.eml"
    { printf 'id,name,value\r\n1,server,"' && cat "$FORM_KEY" && printf '"\r\n'; } >"$E/table.csv"
    form pre.html '!reading @0 markup-text@7+240'
    form paragraphs.html '!reading @0 markup-text@1+244'
    form breaks.html '!reading @0 markup-text@0+240'
    form entities.html '!reading @0 markup-text@0+248'
    form picture.svg '!reading @0 markup-text@1+244'
    form html.eml '!part 1!reading @0 markup-text@1+244'
    form attribute.xml '!reading @72 base64@0+138'
    form_raw cdata.xml
    form_raw fenced.md
    form_raw table.csv
    form indented.md '@15+256'
    forms_judge
}

check_forms_of_characters() {
    with iconv || skip "no iconv"
    forms_begin
    local set
    for set in UTF-16LE UTF-16BE UTF-16; do
        iconv -f UTF-8 -t $set server.key >"$E/$set.txt"
    done
    { printf '\xfe\xff' && iconv -f UTF-8 -t UTF-16BE server.key; } >"$E/UTF-16BE-mark.txt"
    { printf '\xef\xbb\xbf' && cat server.key; } >"$E/UTF-8-mark.txt"
    { printf 'Schl\xfcssel:\n' && cat server.key; } >"$E/ISO-8859-1.txt"
    { printf '\x83\x4c\x81\x5b\n' && cat server.key; } >"$E/SHIFT-JIS.txt"
    sed 's/$/\r/' server.key >"$E/lines-of-dos.txt"
    tr '\n' '\r' <server.key >"$E/lines-of-macintosh.txt"
    form UTF-16.txt "!reading @0 utf-16le$AT"
    form UTF-16LE.txt "!reading @0 utf-16le$AT"
    form UTF-16BE.txt "!reading @0 utf-16be$AT"
    form UTF-16BE-mark.txt "!reading @0 utf-16be$AT"
    form lines-of-dos.txt @1551+244
    for set in UTF-8-mark ISO-8859-1 SHIFT-JIS lines-of-macintosh; do
        form_raw $set.txt
    done
    forms_judge
}
