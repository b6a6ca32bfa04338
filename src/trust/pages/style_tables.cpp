#include "trust/pages/style.h"

// Lists, tables, forms and the figures of the overview.

namespace troth::trust {

std::string_view style_tables() {
  return R"css(@layer parts {
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    padding: 0 8px;
    border-radius: 999px;
    font-size: 12.5px;
    font-weight: 500;
    line-height: 20px;
    white-space: nowrap;
  }
  .badge::before {
    content: "";
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: currentColor;
  }
  .ok { background: var(--ok-ground); color: var(--ok) }
  .warn { background: var(--warn-ground); color: var(--warn) }
  .bad { background: var(--bad-ground); color: var(--bad) }
  .plain.badge { background: var(--plain-ground); color: var(--soft) }
  .warn::before { border-radius: 1px }
  .bad::before { border-radius: 1px; transform: rotate(45deg) }
  .plain.badge::before { background: none; border: 1.5px solid currentColor }

  .weeks { width: 212px; max-width: 100%; height: 14px }
  .days { width: 100%; height: auto; aspect-ratio: 425 / 55 }
  path.none { fill: var(--none) }
  path.pass { fill: var(--ok) }
  path.fail { fill: var(--bad) }

  details > summary {
    width: fit-content;
    padding: 2px 0;
    color: var(--soft);
    font-size: 13px;
    cursor: pointer;
  }
  details > summary:hover { color: var(--ink) }
  details[open] > summary { color: var(--ink) }
  details > dl, details > ul { padding: 8px 0 4px }
  dl {
    display: grid;
    grid-template-columns: minmax(0, 20ch) minmax(0, 1fr);
    gap: 6px 16px;
  }
  dt { color: var(--soft) }
  dd { display: block }
  .plain { list-style: none }
  .seen, .keys { display: grid; gap: 8px }
  .seen li { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 8px }
  .seen li > .badge { flex: none }
  .contents ul { columns: 2; column-gap: 24px }
  .contents li { padding: 2px 0; break-inside: avoid }
  pre {
    padding: 8px 12px;
    margin-top: 4px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--card);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .keys { padding-left: 20px }

  .drop {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
    padding: 24px 16px;
    border: 1px dashed var(--edge);
    border-radius: var(--radius);
    background: var(--card);
  }
  .drop[data-over] { border: 2px solid var(--brand) }
  .field { display: grid; grid-template-columns: minmax(0, 1fr); gap: 4px }
  .field label { font-weight: 500 }
  input[type="file"] {
    max-width: 100%;
    font: inherit;
    color: inherit;
  }
  ::file-selector-button {
    margin: 0 12px 0 0;
    padding: 4px 12px;
    border: 1px solid var(--edge);
    border-radius: 6px;
    background: var(--ground);
    color: var(--ink);
    font: inherit;
    cursor: pointer;
  }
  .figures .badge { margin: 6px 6px 0 0; font-size: 12px }
  .verdict { display: grid; gap: 8px }
  .verdict:empty { display: none }
  .notes, .mark { display: none }
}
)css";
}

}  // namespace troth::trust
