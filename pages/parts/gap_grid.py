"""The matrix as a table in the browser: sticky head and first column, a click or Enter opens a cell.

Streamlit's own table cuts off long headings and cannot colour two signs in one cell; this one needs no library.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

_HTML = """
<div class="frame" tabindex="-1"></div>
"""

_CSS = """
.frame { position: relative; overflow: auto; max-height: max(460px, calc(100vh - 180px)); outline: none; }
.frame { width: fit-content; max-width: 100%; border: 1px solid #D5DAE0; border-radius: 4px; }
table { border-collapse: separate; border-spacing: 0; font-size: .93rem; }
th, td { border-bottom: 1px solid #EDF0F3; border-right: 1px solid #EDF0F3; padding: 0; font-weight: 400; }
thead th { position: sticky; top: 0; z-index: 2; background: #F4F6F8; vertical-align: bottom; color: #1B1F24; }
thead th span { display: inline-block; padding: .4rem .25rem; line-height: 1.25; }
.upright thead th span { writing-mode: vertical-rl; max-height: 10.5rem; }
.flat thead th { min-width: 7rem; max-width: 12rem; }
th.row { position: sticky; left: 0; z-index: 1; background: #fff; text-align: left; padding: .25rem .5rem; }
th.row { min-width: 13rem; max-width: 16rem; border-right-color: #D5DAE0; line-height: 1.35; }
thead th.corner { left: 0; z-index: 3; text-align: left; padding: .25rem .5rem; border-right-color: #D5DAE0; }
@media (max-width: 1200px) { th.row { min-width: 8.5rem; max-width: 10rem; } }
.code { font-family: ui-monospace, "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace; }
.quiet { color: #5B6470; }
.weight { float: right; font-weight: 600; margin-left: .4rem; }
tbody tr:hover th, tbody tr:hover td { background: #F4F6F8; }
td { text-align: center; min-width: 2.9rem; }
button { all: unset; box-sizing: border-box; width: 100%; min-height: 2.3rem; cursor: pointer; font-weight: 600; }
button { white-space: nowrap; font-variant-emoji: text; padding: 0 .2rem; text-align: center; }
button i { font-style: normal; margin-left: .15rem; }
button.closed { font-weight: 400; opacity: .6; }
button:hover, button:focus-visible { outline: 2px solid #9DB4CC; outline-offset: -2px; }
button.chosen { outline: 2px solid #1F4E79; outline-offset: -2px; background: #fff; opacity: 1; }
"""

_JS = """
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const frame = parentElement.querySelector('.frame');
  const first = !frame.firstChild;
  const make = (tag, name, text) => {
    const node = document.createElement(tag);
    if (name) node.className = name;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const table = make('table', data.columns.length > 6 ? 'upright' : 'flat');
  const head = table.createTHead().insertRow();
  head.append(make('th', 'corner', data.corner));
  for (const column of data.columns) {
    const cell = make('th');
    cell.scope = 'col';
    cell.append(make('span', '', column.name));
    head.append(cell);
  }
  const label = (row, column, [verdict, proof, measures, gaps]) => {
    const parts = [data.verdicts[verdict].word];
    if (proof >= 0) parts.push('佐证：' + data.proofs[proof].word);
    if (measures) parts.push(data.measures.word);
    if (gaps) parts.push(gaps + ' 项差距');
    return row.code + ' ' + column.name + '：' + parts.join('，');
  };
  const sign = (of) => {
    const node = make('i', '', of.sign + '\\uFE0E');
    node.style.color = of.colour;
    return node;
  };
  const open = (button, row, column) => {
    frame.querySelectorAll('button.chosen').forEach((other) => other.classList.remove('chosen'));
    button.classList.add('chosen');
    setTriggerValue('open', [row.code, column.key]);
  };
  const body = table.createTBody();
  for (const row of data.rows) {
    const line = body.insertRow();
    const name = make('th', 'row');
    name.scope = 'row';
    if (row.weight) name.append(make('span', 'weight', row.weight));
    name.append(make('span', 'code', row.code), ' ', make('span', 'quiet', row.level), make('div', '', row.name));
    line.append(name);
    data.columns.forEach((column, place) => {
      const cell = line.insertCell();
      const state = row.cells[place];
      if (!state) return;
      const button = make('button', state[3] || state[1] < 0 ? '' : 'closed');
      button.type = 'button';
      button.tabIndex = -1;
      button.title = label(row, column, state);
      button.setAttribute('aria-label', button.title);
      button.append(sign(data.verdicts[state[0]]));
      if (state[1] >= 0) button.append(sign(data.proofs[state[1]]));
      if (state[2]) button.append(sign(data.measures));
      if (row.code === data.chosen[0] && column.key === data.chosen[1]) button.classList.add('chosen');
      button.onclick = () => open(button, row, column);
      cell.append(button);
    });
  }
  const focused = frame.contains(parentElement.activeElement);
  frame.replaceChildren(table);
  const start = frame.querySelector('button.chosen') || frame.querySelector('button');
  if (start) start.tabIndex = 0;
  if (start && focused) start.focus({ preventScroll: true });
  if (first && start && start.classList.contains('chosen')) {
    frame.scrollTop = start.parentElement.offsetTop - frame.clientHeight / 2;
    frame.scrollLeft = start.parentElement.offsetLeft - frame.clientWidth / 2;
  }
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  frame.onkeydown = (event) => {
    const step = steps[event.key];
    if (!step || !event.target.closest('td')) return;
    event.preventDefault();
    let line = event.target.closest('tr').rowIndex;
    let place = event.target.closest('td').cellIndex;
    let found = null;
    while (!found && table.rows[line + step[0]] && table.rows[line + step[0]].cells[place + step[1]]) {
      line += step[0];
      place += step[1];
      found = table.rows[line].cells[place].querySelector('button');
    }
    if (found) {
      event.target.tabIndex = -1;
      found.tabIndex = 0;
      found.focus();
    }
  };
}
"""

_GRID = st.components.v2.component("gap_grid", html=_HTML, css=_CSS, js=_JS)


def grid(data: Mapping[str, Any], key: str, on_open: Callable[[str, str], None]) -> None:
    """Shows the matrix; `on_open` is called with the row code and the column key of a clicked cell."""

    def opened() -> None:
        clicked: Sequence[str] | None = st.session_state[key].get("open")
        if clicked:
            on_open(*clicked)

    _GRID(key=key, data=dict(data), on_open_change=opened)
