'use strict';
(function () {
  const PAGE = 100;
  const data = JSON.parse(document.getElementById('data').textContent);
  const rows = data.rows, keys = data.keys, columns = data.columns;
  const at = {};
  columns.forEach(function (name, i) { at[name] = i; });
  const shown = [['status', 'Status', 'short'], ['deadline', 'Deadline', 'short'],
    ['issuer', 'Issuer', ''], ['serial', 'Serial number', 'code'], ['subject', 'Subject', ''],
    ['not_after', 'Valid until', 'short']];
  const texts = rows.map(function (row) { return row.join('\n').toLowerCase(); });
  let order = rows.map(function (_, i) { return i; });
  let chosen = order, page = 0, sorted = null, downwards = false;
  const body = document.querySelector('#certificates-table tbody');
  const find = document.getElementById('find'), status = document.getElementById('status');
  const count = document.getElementById('count');
  const back = document.getElementById('back'), on = document.getElementById('on');

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text !== undefined && text !== null) { made.textContent = text; }
    if (className) { made.className = className; }
    return made;
  }
  function fact(list, name, value, className) {
    if (value === null || value === undefined || value === '') { return; }
    list.append(element('dt', name), element('dd', value, className));
  }
  function details(row) {
    const cell = element('td');
    const list = element('dl');
    cell.colSpan = shown.length + 1;
    fact(list, 'Certificate SHA-256', row[at.sha256], 'code');
    fact(list, 'Precertificate SHA-256', row[at.precertificate_sha256], 'code');
    fact(list, 'SubjectPublicKeyInfo SHA-256', row[at.spki_sha256], 'code');
    fact(list, 'Names', row[at.dns_names]);
    fact(list, 'Valid from', row[at.not_before]);
    fact(list, 'Clause', row[at.clause]);
    fact(list, 'Whose', row[at.issuer_scope]);
    fact(list, 'Compromised since', row[at.compromised_since]);
    fact(list, 'Proof', row[at.proof]);
    fact(list, 'Key', row[at.key], 'code');
    const key = keys[row[at.key]];
    if (key) {
      fact(list, 'Offered', key[0] + (key[0] === 1 ? ' time' : ' times'));
      key[1].forEach(function (sight) {
        fact(list, 'at', sight.filter(function (part) { return part; }).join(', '), 'code');
      });
    }
    cell.append(list);
    return cell;
  }
  function line(number) {
    const row = rows[number], made = element('tr');
    const cell = element('td', null, 'expand'), button = element('button', '+', 'plain');
    button.type = 'button';
    button.setAttribute('aria-expanded', 'false');
    button.setAttribute('aria-label', 'Details of serial number ' + row[at.serial]);
    button.addEventListener('click', function () {
      const open = button.getAttribute('aria-expanded') === 'true';
      button.setAttribute('aria-expanded', String(!open));
      button.textContent = open ? '+' : '\u2212';
      if (open) { made.nextSibling.remove(); } else {
        const more = element('tr');
        more.append(details(row));
        made.after(more);
      }
    });
    cell.append(button);
    made.append(cell);
    shown.forEach(function (column) {
      const text = element('td', row[at[column[0]]], column[2]);
      text.dataset.label = column[1];
      made.append(text);
    });
    return made;
  }
  function draw(all) {
    const from = all ? 0 : page * PAGE;
    const part = all ? chosen : chosen.slice(from, from + PAGE);
    body.replaceChildren.apply(body, part.map(line));
    count.textContent = chosen.length === 0 ? 'None of ' + rows.length :
      (from + 1) + ' to ' + (from + part.length) + ' of ' + chosen.length +
      (chosen.length < rows.length ? ' (of ' + rows.length + ')' : '');
    back.disabled = page === 0;
    on.disabled = from + PAGE >= chosen.length;
  }
  function choose() {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean), wanted = status.value;
    chosen = order.filter(function (i) {
      return (wanted === '' || rows[i][at.status] === wanted) &&
        words.every(function (word) { return texts[i].includes(word); });
    });
    page = 0;
    draw(false);
  }
  function sort(column, header) {
    downwards = sorted === column ? !downwards : false;
    sorted = column;
    const values = rows.map(function (row) { return row[at[column]] || ''; });
    order.sort(function (a, b) {
      const less = values[a] < values[b] ? -1 : values[a] > values[b] ? 1 : a - b;
      return downwards ? -less : less;
    });
    document.querySelectorAll('#certificates-table th').forEach(function (other) {
      other.removeAttribute('aria-sort');
    });
    header.setAttribute('aria-sort', downwards ? 'descending' : 'ascending');
    choose();
  }
  const head = document.querySelector('#certificates-table thead tr');
  const first = element('th');
  first.className = 'expand';
  first.append(element('span', 'More', 'unseen'));
  head.append(first);
  shown.forEach(function (column) {
    const header = element('th'), button = element('button', column[1]);
    header.scope = 'col';
    button.type = 'button';
    button.addEventListener('click', function () { sort(column[0], header); });
    header.append(button);
    head.append(header);
  });
  Array.from(new Set(rows.map(function (row) { return row[at.status]; }))).sort().forEach(function (name) {
    const option = element('option', name);
    option.value = name;
    status.append(option);
  });
  let waiting = 0;
  find.addEventListener('input', function () { clearTimeout(waiting); waiting = setTimeout(choose, 120); });
  status.addEventListener('change', choose);
  back.addEventListener('click', function () { page--; draw(false); });
  on.addEventListener('click', function () { page++; draw(false); });
  window.addEventListener('beforeprint', function () { draw(chosen.length <= 2000); });
  window.addEventListener('afterprint', function () { draw(false); });
  document.getElementById('tools').hidden = false;
  draw(false);
})();
