#include "trust/pages/pages.h"

// The pages' own style sheet: a document that reads on paper as on a screen. Every state is a word and a shape before
// it is a colour. Nothing is loaded from elsewhere.

namespace troth::trust {
namespace {

constexpr std::string_view kStyle = R"css(@layer reset, tokens, base, layout, parts, print;

@layer reset {
  *, *::before, *::after { box-sizing: border-box }
  body, h1, h2, h3, p, ul, ol, dl, dd, pre, figure { margin: 0 }
  ul, ol { padding: 0 }
  svg { display: block }
}

@layer tokens {
  :root {
    color-scheme: light dark;
    --ground: light-dark(#f7f8fa, #0e1116);
    --card: light-dark(#fff, #161b22);
    --line: light-dark(#e4e7ec, #2a313c);
    --edge: light-dark(#8a94a6, #6b7686);
    --ink: light-dark(#101828, #e6edf3);
    --soft: light-dark(#5b6678, #96a1b0);
    --brand: light-dark(#2f55d4, #7c9cff);
    --ok: light-dark(#0a7d4a, #4ade9d);
    --ok-ground: light-dark(#e7f5ee, #10291f);
    --warn: light-dark(#9a5b00, #f5b94d);
    --warn-ground: light-dark(#fdf3e1, #2d220d);
    --bad: light-dark(#b42318, #ff8b80);
    --bad-ground: light-dark(#fdeceb, #331715);
    --plain-ground: light-dark(#eef0f4, #222933);
    --none: light-dark(#d5dae2, #333c48);
    --radius: 10px;
    --mono: ui-monospace, "DejaVu Sans Mono", monospace;
  }
}

@layer base {
  html {
    background: var(--ground);
    color: var(--ink);
    font: 14px/1.5 Inter, system-ui, sans-serif;
    font-variant-numeric: tabular-nums;
    scroll-behavior: smooth;
    -webkit-text-size-adjust: 100%;
  }
  h1 {
    font-size: 30px;
    line-height: 1.2;
    letter-spacing: -.015em;
    text-wrap: balance;
  }
  h2 {
    font-size: 18px;
    line-height: 1.3;
    letter-spacing: -.005em;
  }
  h3 {
    font-size: 13px;
    font-weight: 500;
    color: var(--soft);
  }
  p, li, dt, dd { overflow-wrap: anywhere }
  a {
    color: var(--brand);
    text-decoration-thickness: 1px;
    text-underline-offset: 3px;
  }
  code, pre { font: 12.5px/1.6 var(--mono) }
  code {
    overflow-wrap: anywhere;
    word-break: break-all;
  }
  pre code { word-break: normal }
  sup {
    font-size: 10px;
    line-height: 0;
  }
  :focus-visible {
    outline: 2px solid var(--brand);
    outline-offset: 2px;
    border-radius: 3px;
  }
  main:focus { outline: none }
  :target { scroll-margin-top: 24px }
  section, article { scroll-margin-top: 24px }
  [hidden] { display: none }
}

@layer layout {
  body {
    max-width: calc(72ch + 32px);
    margin: 0 auto;
    padding: 0 16px 32px;
  }
  .top {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 4px 24px;
    padding: 16px 0;
    border-bottom: 1px solid var(--line);
  }
  .top ul {
    display: flex;
    flex-wrap: wrap;
    gap: 0 16px;
    list-style: none;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 24px;
    padding: 48px 0;
  }
  main > section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
  }
  main > section > ul, main > section > ol {
    display: grid;
    gap: 8px;
    padding-left: 20px;
  }
  main > section > ul.plain { padding-left: 0 }
  .foot {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 4px 24px;
    padding-top: 16px;
    border-top: 1px solid var(--line);
    color: var(--soft);
    font-size: 12.5px;
  }
  .foot code { font-size: 12px }
}

@layer parts {
  .skip {
    position: absolute;
    left: -999px;
    padding: 8px 12px;
    background: var(--card);
  }
  .skip:focus {
    left: 16px;
    top: 8px;
    z-index: 1;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .top a {
    display: inline-block;
    padding: 4px 0;
    color: var(--soft);
    text-decoration: none;
  }
  .top a:hover, .top a[aria-current] { color: var(--ink) }
  .top a[aria-current] { box-shadow: 0 2px 0 var(--brand) }
  .top .name {
    color: var(--ink);
    font-weight: 600;
  }

  .lead, .legend, .quiet, .about, .others, .why { color: var(--soft) }
  .lead { font-size: 16px }
  .banner {
    padding: 12px 16px;
    border: 1px solid var(--line);
    border-left: 4px solid var(--warn);
    border-radius: var(--radius);
    background: var(--card);
  }
  .profile {
    margin-top: 24px;
    color: var(--soft);
    font-size: 13px;
    font-weight: 600;
    letter-spacing: .06em;
    text-transform: uppercase;
  }
  h1 .number {
    display: block;
    margin-bottom: 8px;
    color: var(--soft);
    font: 500 14px/1.5 var(--mono);
    letter-spacing: 0;
  }
  h1.small { font-size: 22px }

  .figures {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(136px, 1fr));
    gap: 12px;
    list-style: none;
  }
  .figures li {
    display: grid;
    align-content: start;
    padding: 12px 16px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--card);
  }
  .figure {
    font-size: 28px;
    font-weight: 600;
    line-height: 1.2;
  }
  .word { font-weight: 500 }
  .about {
    margin-top: 4px;
    font-size: 12.5px;
  }

  article {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 6px;
    padding: 16px 0 4px;
    border-top: 1px solid var(--line);
  }
  h2 + article { margin-top: 4px }
  h3 .number {
    margin-right: 4px;
    color: inherit;
    font-family: var(--mono);
    font-size: 12.5px;
  }
  .sentence {
    font-size: 17px;
    line-height: 1.5;
    text-wrap: pretty;
  }
  .sentence.large { font-size: 21px }
  .proof {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 4px 12px;
    color: var(--soft);
    font-size: 13px;
  }
  .proof .weeks { margin-left: auto; align-self: center }

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

@media (width <= 560px) {
  @layer parts {
    h1 { font-size: 24px }
    dl { grid-template-columns: minmax(0, 1fr); gap: 0 }
    dd { margin-bottom: 8px }
    .contents ul { columns: 1 }
    .proof .weeks { margin-left: 0; width: 100% }
  }
  @layer layout {
    main { padding: 32px 0 }
    .top ul { gap: 0 12px }
  }
}

@media (prefers-reduced-motion: reduce) {
  @layer base { html { scroll-behavior: auto } }
}

@media (forced-colors: active) {
  @layer parts {
    .badge { border: 1px solid CanvasText }
    .badge::before { forced-color-adjust: none }
    path { forced-color-adjust: none }
  }
}

@page {
  size: A4;
  margin: 20mm 18mm;
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt Inter, sans-serif }
}

@layer print {
  @media print {
    :root { color-scheme: light }
    html { background: #fff; color: #000; font-size: 10pt }
    body { max-width: none; padding: 0 }
    main { padding: 8pt 0; gap: 14pt }
    main > section { gap: 4pt }
    .profile { margin-top: 6pt }
    .skip, nav, .twin, .others, details, noscript, .drop, .weeks { display: none }
    .top { padding: 0 0 6pt }
    h1 { font-size: 20pt }
    h2 { font-size: 13pt; break-after: avoid }
    h3 { font-size: 9.5pt; break-after: avoid }
    .profile { break-after: avoid }
    .sentence { font-size: 11pt }
    .figures li, pre, .banner { border-color: #999; background: none }
    article { gap: 2pt; padding: 6pt 0 2pt; break-inside: avoid }
    .proof { font-size: 9pt }
    .badge { padding: 0 4pt 0 0; background: none }
    .badge::before { print-color-adjust: exact; -webkit-print-color-adjust: exact }
    path { print-color-adjust: exact; -webkit-print-color-adjust: exact }
    a { color: inherit; text-decoration: none }
    .ago { display: none }
    time::after { content: attr(title) }
    .mark { display: inline }
    .notes { display: block; font-size: 8pt }
    .notes ol { display: block; padding-left: 3.2em; margin-top: 4pt }
    .notes li { padding: 1pt 0 }
  }
}
)css";

}  // namespace

std::string_view page_style() { return kStyle; }

}  // namespace troth::trust
