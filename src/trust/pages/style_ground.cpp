#include "trust/pages/style.h"

// Tokens, light and dark; text and links; the one column. Nothing is loaded from elsewhere.

namespace troth::trust {

std::string_view style_ground() {
  return R"css(@layer reset, tokens, base, layout, parts, print;

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
)css";
}

}  // namespace troth::trust
