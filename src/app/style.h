#pragma once
#include <string_view>

namespace troth::app {

/// The pages' style sheet: tokens, light and dark, print. No framework, nothing from elsewhere.
inline constexpr std::string_view kStyle = R"css(@layer reset, tokens, base, layout, parts;
@layer reset { *, *::before, *::after { box-sizing: border-box } body, h1, h2, p, ol, pre, table { margin: 0 } }
@layer tokens {
  :root {
    color-scheme: light dark;
    --ground: light-dark(#f7f8fa, #0e1116); --card: light-dark(#fff, #161b22); --line: light-dark(#e4e7ec, #2a313c);
    --ink: light-dark(#101828, #e6edf3); --soft: light-dark(#5b6678, #96a1b0); --brand: light-dark(#2f55d4, #7c9cff);
    --ok: light-dark(#0a7d4a, #4ade9d); --bad: light-dark(#b42318, #ff8b80);
  }
}
@layer base {
  html { background: var(--ground); color: var(--ink); font: 16px/1.5 Inter, system-ui, sans-serif }
  h1 { font-size: 28px; line-height: 1.2; letter-spacing: -.01em } h2 { font-size: 18px; margin-bottom: 8px }
  code, pre { font: 13px/1.5 ui-monospace, "DejaVu Sans Mono", monospace }
  table { border-collapse: collapse; width: 100%; font-size: 14px }
  th, td { text-align: left; padding: 8px 12px 8px 0; border-bottom: 1px solid var(--line); vertical-align: top }
  th { color: var(--soft); font-weight: 500 }
  td code { overflow-wrap: anywhere }
  :focus-visible { outline: 2px solid var(--brand); outline-offset: 2px }
}
@layer layout {
  main { max-width: 62rem; margin: 0 auto; padding: 48px 16px; display: grid; gap: 32px; grid-template-columns: minmax(0, 1fr) }
  header, section > p, ol { max-width: 72ch } header { display: grid; gap: 12px } ol { padding-left: 20px; display: grid; gap: 12px }
  .scroll { overflow-x: auto }
}
@layer parts {
  .lead { color: var(--soft); font-size: 18px }
  .state::before { content: ""; display: inline-block; width: 10px; height: 10px; border-radius: 50%; margin-right: 8px; background: currentColor }
  .ok { color: var(--ok) } .bad { color: var(--bad) }
  form { display: grid; gap: 8px; justify-items: start; margin: 12px 0 }
  textarea { width: 100%; font: 13px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 8px 12px; resize: vertical }
  button { font: inherit; font-weight: 500; padding: 6px 16px; border: 0; border-radius: 8px; background: var(--brand); color: light-dark(#fff, #0e1116); cursor: pointer }
  h3 { font-size: 15px; margin: 16px 0 4px } .said { max-height: 18rem; overflow: auto }
  section + section { border-top: 1px solid var(--line); padding-top: 24px }
  pre { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 8px 12px; margin-top: 4px; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere }
}
@media print { html { background: #fff; color: #000; font-size: 11pt } main { padding: 0; max-width: none } pre { border-color: #999 } tr { break-inside: avoid } }
)css";

/// The mark in the tab: a sealed ring.
inline constexpr std::string_view kIcon =
    R"svg(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6" fill="none" stroke="#2f55d4" stroke-width="3"/></svg>)svg";

}  // namespace troth::app
