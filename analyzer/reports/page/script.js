'use strict';
(function () {
  const PAGE = 100, PRINTED = 2000, SHOWN = 200;
  const SLICE = 8; /* milliseconds of work at a stretch, of the 16 between two frames */
  const PART = 20; /* rows that a frame lays out: more than a screen has */
  const data = JSON.parse(document.getElementById('data').textContent);
  const rows = data.rows, keys = data.keys, proofs = data.proofs, columns = data.columns;
  const at = {};
  columns.forEach(function (name, i) { at[name] = i; });
  const shown = [['status', 'Status', 'short'], ['deadline', 'Deadline', 'short'],
    ['issuer', 'Issuer', ''], ['serial', 'Serial number', 'code'], ['subject', 'Subject', ''],
    ['not_after', 'Valid until', 'short']];
  const texts = []; /* what is searched in, made when it is */
  const ranks = {}; /* what is most pressing comes first */
  data.statuses.forEach(function (name, i) { ranks[name] = i; });
  const orders = {}; /* of each column that was sorted by, upwards */
  let chosen = [], stale = true, page = 0, sorted = null, downwards = false;
  const body = document.querySelector('#certificates-table tbody'), place = body.parentNode.parentNode;
  const find = document.getElementById('find'), status = document.getElementById('status');
  const count = document.getElementById('count');
  const printed = document.getElementById('printed');
  const back = document.getElementById('back'), on = document.getElementById('on');

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text !== undefined && text !== null) { made.textContent = text; }
    if (className) { made.className = className; }
    return made;
  }
  /* Names of directories break behind their commas first. */
  function breakable(cell, text) {
    text.split(',').forEach(function (part, i) {
      if (i > 0) { cell.append(',', element('wbr')); }
      cell.append(part);
    });
    return cell;
  }
  /* On a phone a row is no row of a table any more, but for what is said here. */
  function rowElement() {
    const made = element('tr');
    made.setAttribute('role', 'row');
    return made;
  }
  function cellElement(className) {
    const made = element('td', null, className);
    made.setAttribute('role', 'cell');
    return made;
  }
  /* A name may be thousands of characters long: whole names stand behind the row. */
  function isLong(text) { return text.length > SHOWN; }
  function shortened(text) {
    return isLong(text) ? text.slice(0, SHOWN).replace(/[\ud800-\udbff]$/, '') + '\u2026' : text;
  }
  function fact(list, name, value, className) {
    if (value === null || value === undefined || value === '') { return; }
    list.append(element('dt', name), element('dd', value, className));
  }
  /* The chain of each place: from the file, layer by layer, to the bytes. */
  function places(key) {
    const made = element('dd'), all = element('ol', null, 'places');
    key[1].forEach(function (sight) {
      const item = element('li'), chain = element('span', null, 'code');
      sight[0].split('!').forEach(function (part, i) {
        if (i > 0) { chain.append(element('wbr'), '!'); }
        chain.append(element('bdi', part));
      });
      item.append(chain, element('div', [sight[4] + (sight[6] ? ': ' + sight[6] : ''), sight[3]]
        .filter(Boolean).join(', '), 'soft'));
      if (sight[1] || sight[2]) {
        item.append(element('div', ['mail of ' + (sight[1] || 'unknown date'), sight[2]]
          .filter(Boolean).join(' '), 'soft'));
      }
      if (sight[5]) { item.append(element('div', 'SHA-256 ' + sight[5], 'code')); }
      all.append(item);
    });
    if (key[0] > key[1].length) {
      made.append('The first ' + key[1].length + ' of ' + key[0] + ':');
    }
    made.append(all);
    return made;
  }
  function details(row) {
    const cell = cellElement();
    const list = element('dl');
    cell.colSpan = shown.length + 1;
    shown.forEach(function (column) {
      if (isLong(row[at[column[0]]])) { fact(list, column[1], row[at[column[0]]], column[2]); }
    });
    fact(list, 'Certificate SHA-256', row[at.sha256], 'code');
    fact(list, 'Precertificate SHA-256', row[at.precertificate_sha256], 'code');
    fact(list, 'SubjectPublicKeyInfo SHA-256', row[at.spki_sha256], 'code');
    fact(list, 'Names', row[at.dns_names]);
    fact(list, 'Valid from', row[at.not_before]);
    fact(list, 'Clause', row[at.clause]);
    fact(list, 'Whose', row[at.issuer_scope]);
    fact(list, 'Compromised since', row[at.compromised_since]);
    (proofs[row[at.key]] || []).forEach(function (proof) {
      fact(list, 'Proof', proof[1] + ', ' + proof[0] + ', signed by the key');
      fact(list, 'Proof SHA-256', proof[2], 'code');
    });
    fact(list, 'Key', row[at.key], 'code');
    const key = keys[row[at.key]];
    if (key) {
      const good = key[0] - key[2];
      fact(list, 'Found', good + (good === 1 ? ' place' : ' places') +
        (key[2] > 0 ? ', and claimed by forged or malformed keys in ' + key[2] : ''));
      if (key[1].length > 0) { list.append(element('dt', 'Places'), places(key)); }
    }
    cell.append(list);
    return cell;
  }
  function line(number) {
    const row = rows[number], made = rowElement();
    const cell = cellElement('expand'), button = element('button', '+', 'plain');
    button.type = 'button';
    button.setAttribute('aria-expanded', 'false');
    button.setAttribute('aria-label', 'Details of serial number ' + row[at.serial]);
    button.addEventListener('click', function () {
      const open = button.getAttribute('aria-expanded') === 'true';
      button.setAttribute('aria-expanded', String(!open));
      button.textContent = open ? '+' : '\u2212';
      if (open) { made.nextSibling.remove(); } else {
        const more = rowElement();
        more.append(details(row));
        made.after(more);
      }
    });
    cell.append(button);
    made.append(cell);
    shown.forEach(function (column) {
      const text = row[at[column[0]]], shows = cellElement(column[2]);
      if (column[0] === 'status') {
        shows.append(element('span', text, ranks[text] < data.acting ? 'badge act' : 'badge'));
      } else { breakable(shows, shortened(text)); }
      shows.dataset.label = column[1];
      made.append(shows);
    });
    return made;
  }
  /* A button that can do nothing more hands the focus on, or the keyboard would lose its place. */
  function enable(backwards, onwards) {
    const focused = document.activeElement;
    back.disabled = !backwards;
    on.disabled = !onwards;
    if (focused === back && !backwards && onwards) { on.focus(); }
    if (focused === on && !onwards && backwards) { back.focus(); }
  }
  function tell(from, length) {
    count.textContent = chosen.length === 0 ? 'None of ' + rows.length :
      (from + 1) + ' to ' + (from + length) + ' of ' + chosen.length +
      (chosen.length < rows.length ? ' (of ' + rows.length + ')' : '');
    printed.textContent = length < rows.length ? 'Here stand ' + length + ' of ' +
      rows.length + ' certificates; all are in certificates.jsonl.' : '';
    enable(page > 0, from + length < chosen.length);
  }
  /* What is seen first stands there first. The table keeps its place until all of it is there. */
  function* drawing() {
    const from = page * PAGE, part = chosen.slice(from, from + PAGE);
    place.style.minHeight = place.offsetHeight + 'px';
    body.replaceChildren.apply(body, part.slice(0, PART).map(line));
    tell(from, part.length);
    for (let i = PART; i < part.length; i += PART) {
      yield FRAME;
      body.append.apply(body, part.slice(i, i + PART).map(line));
    }
    place.style.minHeight = '';
  }
  /* Work in slices, so that the page answers meanwhile; what is asked for next takes its place. */
  const FRAME = 'frame'; /* goes on when the screen has had time for what is there */
  let asked = 0;
  function inSlices(steps) {
    const mine = ++asked;
    (function slice() {
      const end = performance.now() + SLICE;
      while (mine === asked) {
        const step = steps.next();
        if (step.done) { return; }
        if (step.value === FRAME) {
          setTimeout(slice, 2 * SLICE);
          return;
        }
        if (performance.now() >= end) {
          setTimeout(slice);
          return;
        }
      }
    })();
  }
  /* A merge sort, which can stop at any row. What is equal stays in the order of the list. */
  function* orderBy(values) {
    let from = Int32Array.from(values.keys()), to = new Int32Array(from.length);
    for (let width = 1; width < from.length; width *= 2) {
      for (let i = 0, left = 0, right = 0, middle = 0, end = 0; i < from.length; i++) {
        if (i === end) {
          left = i;
          right = middle = Math.min(i + width, from.length);
          end = Math.min(i + 2 * width, from.length);
        }
        const ahead = right < end && (left === middle || values[from[right]] < values[from[left]]);
        to[i] = ahead ? from[right++] : from[left++];
        if (i % 256 === 0) { yield; }
      }
      [from, to] = [to, from];
    }
    return from;
  }
  function valuesOf(column) {
    return rows.map(function (row) {
      return column === 'status' ? ranks[row[at.status]] : row[at[column]] || '';
    });
  }
  function textOf(i) {
    if (texts[i] === undefined) { texts[i] = rows[i].join('\n').toLowerCase(); }
    return texts[i];
  }
  function* choosing() {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean), wanted = status.value;
    const found = [];
    if (orders[sorted] === undefined) { orders[sorted] = yield* orderBy(valuesOf(sorted)); }
    for (let i = 0; i < rows.length; i++) {
      const row = orders[sorted][downwards ? rows.length - 1 - i : i];
      if ((wanted === '' || rows[row][at.status] === wanted) &&
          words.every(function (word) { return textOf(row).includes(word); })) {
        found.push(row);
      }
      if (i % 256 === 0) { yield; }
    }
    chosen = found;
    page = 0;
    stale = false;
    yield;
  }
  function* showing() {
    if (stale) { yield* choosing(); }
    yield* drawing();
  }
  function choose() {
    stale = true;
    inSlices(showing());
  }
  function turn(pages) {
    if (!stale) { page += pages; }
    inSlices(showing());
  }
  function sort(column, header) {
    downwards = sorted === column ? !downwards : false;
    sorted = column;
    document.querySelectorAll('#certificates-table th').forEach(function (other) {
      other.removeAttribute('aria-sort');
    });
    header.setAttribute('aria-sort', downwards ? 'descending' : 'ascending');
    choose();
  }
  const head = document.querySelector('#certificates-table thead tr');
  const first = element('th', null, 'expand');
  first.setAttribute('role', 'columnheader');
  first.append(element('span', 'More', 'unseen'));
  head.append(first);
  shown.forEach(function (column) {
    const header = element('th'), button = element('button', column[1]);
    header.scope = 'col';
    header.setAttribute('role', 'columnheader');
    button.type = 'button';
    button.addEventListener('click', function () { sort(column[0], header); });
    header.append(button);
    head.append(header);
  });
  const given = new Set(rows.map(function (row) { return row[at.status]; }));
  data.statuses.filter(function (name) { return given.has(name); }).forEach(function (name) {
    const option = element('option', name);
    option.value = name;
    status.append(option);
  });
  let waiting = 0;
  find.addEventListener('input', function () { clearTimeout(waiting); waiting = setTimeout(choose, 120); });
  status.addEventListener('change', choose);
  back.addEventListener('click', function () { turn(-1); });
  on.addEventListener('click', function () { turn(1); });
  /* Paper cannot be unfolded. What the reader had opened is open again behind it. */
  const folded = document.querySelectorAll('details');
  let wereOpen = [], held = null;
  window.addEventListener('beforeprint', function () {
    wereOpen = Array.from(folded, function (part) { return part.open; });
    folded.forEach(function (part) { part.open = true; });
    if (stale || place.style.minHeight !== '') { /* what is being done is done at once */
      asked++;
      Array.from(showing());
    }
    if (chosen.length > PAGE && chosen.length <= PRINTED) {
      held = Array.from(body.childNodes);
      body.replaceChildren.apply(body, chosen.map(line));
      tell(0, chosen.length);
    }
  });
  window.addEventListener('afterprint', function () {
    folded.forEach(function (part, i) { part.open = wereOpen[i] === true; });
    if (held !== null) {
      body.replaceChildren.apply(body, held);
      tell(page * PAGE, Math.min(PAGE, chosen.length - page * PAGE));
      held = null;
    }
  });
  document.getElementById('tools').hidden = rows.length === 0;
  sort('status', head.children[1]);
})();
