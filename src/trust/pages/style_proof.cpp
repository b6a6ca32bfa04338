#include "trust/pages/style.h"

// What a clause is shown by. Every state is a word and a shape before it is a colour.

namespace troth::trust {

std::string_view style_proof() {
  return R"css(@layer parts {
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
}
)css";
}

}  // namespace troth::trust
