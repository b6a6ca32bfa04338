#include "trust/pages/style.h"

// Narrow screens, still ones, and paper: there it reads as an annex to a contract.

namespace troth::trust {

std::string_view style_media() {
  return R"css(@media (width <= 560px) {
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
}

}  // namespace troth::trust
