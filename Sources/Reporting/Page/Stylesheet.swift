/// The page's one style sheet.
///
/// Every colour is a variable with a value for light and one for dark screens; paper is always
/// light. A test holds the pairs of text and ground against the contrast of WCAG 2.1 level AA.
package enum Stylesheet {
  /// The sheet; free of `<` and `&`, so that HTML and XML parsers read it alike.
  package static let text: StaticString = """

    :root {
      color-scheme: light dark;
      --page: #f5f6f8; --card: #ffffff; --ink: #1b2733; --muted: #51606e; --line: #d3dae1;
      --link: #0b57a4; --seen: #0b57a4; --expected: #8a5300; --band: #f3e2c2; --part: #0b57a4; --truth: #00695c;
      --alarm: #b42318; --shade: #fbe0dc; --event: #8a6d1a; --event-ground: #f6edcf;
      --calm: #dcf1e2; --calm-ink: #12502b; --low: #deebf8; --low-ink: #0b4380;
      --medium: #ffefc4; --medium-ink: #614400; --high: #fbdcd8; --high-ink: #861b12;
      --critical: #861b12; --critical-ink: #ffffff; --plain: #e6eaee; --plain-ink: #35424f;
    }
    @media screen and (prefers-color-scheme: dark) {
      :root {
        --page: #11161c; --card: #1a222b; --ink: #e7ecf1; --muted: #a6b3c0; --line: #3a4753;
        --link: #84bdff; --seen: #84bdff; --expected: #f2bd63; --band: #4b3c1c; --part: #84bdff; --truth: #3fb79d;
        --alarm: #ff8f80; --shade: #4a2522; --event: #d8b84e; --event-ground: #39321a;
        --calm: #153c25; --calm-ink: #b9ebca; --low: #17385c; --low-ink: #cfe4fb;
        --medium: #4c3a08; --medium-ink: #ffe3a0; --high: #5c1d17; --high-ink: #ffd5cf;
        --critical: #ffb4a9; --critical-ink: #3f0d08; --plain: #303b46; --plain-ink: #d7dfe6;
      }
    }
    * { box-sizing: border-box; }
    html { scroll-behavior: smooth; text-size-adjust: 100%; -webkit-text-size-adjust: 100%; }
    @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
    body {
      margin: 0 auto; padding: 1.25rem 1rem 3rem; max-width: 1120px;
      background: var(--page); color: var(--ink);
      font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
      overflow-wrap: anywhere;
    }
    h1 { font-size: 2rem; line-height: 1.15; margin: 0; }
    h2 { font-size: 1.35rem; line-height: 1.25; margin: 0 0 .5rem; }
    h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
    p { margin: .5rem 0; max-width: 46rem; text-wrap: pretty; }
    a { color: var(--link); }
    code, .digests td, .digests th[scope=row] {
      font-family: ui-monospace, "SF Mono", "Liberation Mono", monospace; font-size: .85em;
    }
    .muted, .eyebrow, figcaption, .remark { color: var(--muted); }
    .eyebrow { font-size: .85rem; margin: 0 0 .15rem; }
    .lead { font-size: 1.08rem; }
    section, .headline {
      background: var(--card); border: 1px solid var(--line); border-radius: 10px;
      padding: 1.1rem 1.25rem; margin: 1rem 0; scroll-margin-top: .5rem;
    }
    footer section { background: transparent; }
    .headline { border-left: 8px solid var(--calm-ink); background: var(--calm); color: var(--calm-ink); }
    .headline.low { border-color: var(--low-ink); background: var(--low); color: var(--low-ink); }
    .headline.medium { border-color: var(--medium-ink); background: var(--medium); color: var(--medium-ink); }
    .headline.high { border-color: var(--high-ink); background: var(--high); color: var(--high-ink); }
    .headline.critical { border-color: var(--critical); background: var(--critical); color: var(--critical-ink); }
    .headline .eyebrow { color: inherit; }
    .headline .sentence { font-size: 1.3rem; line-height: 1.35; font-weight: 600; margin: 0; max-width: 54rem; }
    .figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: .75rem; margin: 1rem 0; }
    .figures div { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .7rem .9rem; }
    .figures dt { font-size: .85rem; color: var(--muted); }
    .figures dd { margin: 0; }
    .figures .value { font-size: 1.6rem; font-weight: 650; line-height: 1.25; font-variant-numeric: tabular-nums; }
    .figures .remark { font-size: .85rem; line-height: 1.35; }
    nav { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; font-size: .95rem; }
    nav a { padding: .2rem 0; }
    .moment { white-space: nowrap; }
    .badge {
      display: inline-block; border-radius: 5px; padding: 0 .5em; font-size: .8rem; font-weight: 600;
      line-height: 1.6; white-space: nowrap; vertical-align: .08em;
      background: var(--plain); color: var(--plain-ink);
    }
    .badge.calm { background: var(--calm); color: var(--calm-ink); }
    .badge.low { background: var(--low); color: var(--low-ink); }
    .badge.medium { background: var(--medium); color: var(--medium-ink); }
    .badge.high { background: var(--high); color: var(--high-ink); }
    .badge.critical { background: var(--critical); color: var(--critical-ink); }
    ul { padding-left: 1.2rem; margin: .5rem 0; max-width: 54rem; }
    .alerts { list-style: none; padding: 0; }
    .alerts li { padding: .5rem 0; border-top: 1px solid var(--line); }
    .next { display: block; color: var(--muted); }
    .check { border-left: 4px solid var(--link); padding-left: .75rem; }
    .scroll { overflow-x: auto; margin: .75rem 0; position: relative; }
    .tall { max-height: 27rem; overflow-y: auto; border: 1px solid var(--line); border-radius: 6px; }
    table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: .92rem; }
    caption { text-align: left; color: var(--muted); font-size: .88rem; padding: 0 0 .35rem; }
    caption span { display: inline-block; position: sticky; left: 0; max-width: calc(100vw - 3.4rem); }
    .tall caption { padding: .4rem .6rem; }
    .scroll { overflow-wrap: break-word; }
    th, td { text-align: left; vertical-align: top; padding: .38rem .6rem; border-top: 1px solid var(--line); }
    th { font-weight: 600; }
    thead th { border-top: 0; border-bottom: 2px solid var(--line); vertical-align: bottom; background: var(--card); }
    .tall thead th { position: sticky; top: 0; z-index: 2; }
    .pinned th:first-child { position: sticky; left: 0; background: var(--card); z-index: 1; }
    .pinned thead th:first-child { z-index: 3; }
    .tall td:last-child { min-width: 12rem; }
    .pinned tbody th { min-width: 6rem; max-width: 16rem; }
    .number { text-align: right; font-variant-numeric: tabular-nums; }
    td.number { white-space: nowrap; }
    .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .5rem 1.5rem; margin: .75rem 0; }
    .facts dt { font-size: .85rem; color: var(--muted); }
    .facts dd { margin: 0; }
    article { border-top: 1px solid var(--line); margin-top: 1.25rem; padding-top: .25rem; scroll-margin-top: .5rem; }
    article h3 { font-size: 1.15rem; margin: .75rem 0 .25rem; }
    figure { margin: .75rem 0; }
    figcaption { font-size: .9rem; }
    .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 0 2rem; align-items: start; }
    .columns figure { margin-bottom: 0; }
    .multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(18.5rem, 100%), 1fr)); gap: .25rem 1.25rem; }
    .multiples figcaption { color: var(--ink); font-weight: 600; }
    .key { display: flex; margin: .15rem 0; flex-wrap: wrap; gap: .1rem 1.1rem; }
    .entry { display: inline-flex; align-items: center; gap: .4rem; }
    .swatch { display: inline-block; width: 1.6rem; height: .75rem; flex: none; }
    .swatch.score, .swatch.seen { height: 0; border-top: 2px solid var(--seen); }
    .swatch.expected { height: 0; border-top: 2px dashed var(--expected); }
    .swatch.limit { height: 0; border-top: 2px dotted var(--alarm); }
    .swatch.truth { height: 0; border-top: 4px solid var(--truth); }
    .swatch.stored { height: 0; border-top: 2.5px dotted var(--ink); }
    .swatch.dotted { height: 0; position: relative; border-top: 2px solid currentColor; }
    .swatch.dotted::after {
      content: ""; position: absolute; left: .45rem; top: -.41rem; width: .65rem; height: .65rem;
      border-radius: 50%; background: currentColor;
    }
    .swatch.first { color: var(--seen); }
    .swatch.soon { color: var(--alarm); }
    .swatch.second { color: var(--expected); }
    .swatch.second.dotted::after { border-radius: 0; transform: rotate(45deg) scale(.85); }
    .swatch.band { background: var(--band); }
    .swatch.alert-time { background: var(--shade); }
    .swatch.alarm { background: var(--alarm); }
    .swatch.event {
      background: repeating-linear-gradient(135deg, var(--event) 0 2px, var(--event-ground) 2px 6px);
      border: 1px solid var(--event);
    }
    svg { display: block; width: 100%; height: auto; }
    svg.small { max-width: 26rem; }
    svg.spark { width: 96px; height: 20px; }
    svg text { font-size: 12px; fill: var(--ink); font-family: inherit; }
    svg .tick, svg .axis { fill: var(--muted); }
    svg .tick { font-variant-numeric: tabular-nums; }
    svg .mark { font-weight: 600; }
    svg .missed { font-weight: 700; fill: var(--alarm); }
    .grid { stroke: var(--line); stroke-width: 1; }
    .limit { stroke: var(--alarm); stroke-width: 1.5; stroke-dasharray: 2 3; }
    .lane { fill: var(--plain); }
    svg .alarm { fill: var(--alarm); }
    .event { stroke: var(--event); stroke-width: 1; }
    .event-ground { fill: var(--event-ground); }
    .event-stripe { fill: var(--event); fill-opacity: .55; }
    .alert-time { fill: var(--shade); }
    .band { fill: var(--band); fill-opacity: .8; }
    path.seen, path.expected, path.truth, path.stored, g.score, use.above {
      fill: none; stroke-width: 1.6; stroke-linejoin: round; stroke-linecap: round;
    }
    path.seen, g.score { stroke: var(--seen); }
    path.expected { stroke: var(--expected); stroke-dasharray: 5 4; }
    path.truth { stroke: var(--truth); stroke-width: 3.2; }
    path.stored { stroke: var(--ink); stroke-width: 2; stroke-dasharray: 1 4; }
    .reach { fill: none; stroke-width: 2; }
    .reach.first { stroke: var(--seen); }
    .reach.second { stroke: var(--expected); }
    .reach.soon { stroke: var(--alarm); }
    .dot.first { fill: var(--seen); }
    .dot.second { fill: var(--expected); }
    .dot.soon { fill: var(--alarm); }
    .under { display: block; color: var(--muted); font-size: .9em; }
    use.above { stroke: var(--alarm); stroke-width: 2.2; }
    .part { fill: var(--part); }
    .narrow { display: none; }
    a:focus-visible, .scroll:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
    @media screen and (max-width: 660px) {
      body { padding: .9rem .6rem 2rem; }
      h1 { font-size: 1.6rem; }
      section, .headline { padding: .85rem .8rem; }
      .headline .sentence { font-size: 1.12rem; }
      .figures { grid-template-columns: repeat(2, 1fr); gap: .5rem; }
      .figures div { padding: .55rem .7rem; }
      nav a { padding: .45rem 0; }
      .wide { display: none; }
      .narrow { display: block; }
      .stack thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
      .stack table, .stack tbody, .stack tr, .stack th, .stack td { display: block; width: 100%; }
      .stack caption { display: block; }
      .stack tr { border-top: 1px solid var(--line); padding: .45rem 0; }
      .stack tbody th, .stack tbody td {
        border: 0; padding: .1rem 0; text-align: left; white-space: normal;
        display: grid; grid-template-columns: 7.5rem 1fr; gap: .6rem;
      }
      .stack tbody td::before {
        content: attr(data-label); color: var(--muted); font-weight: 400; font-family: system-ui, sans-serif;
      }
      .stack tbody td div { min-width: 0; overflow-wrap: anywhere; }
      .stack tbody th { display: block; overflow-wrap: anywhere; font-size: 1rem; }
      .stack tbody th::before { content: none; }
      .stack td.unknown { display: none; }
      .pinned caption span::after { content: " (scroll sideways for more)"; }
      .facts { grid-template-columns: 1fr 1fr; gap: .5rem .8rem; }
    }
    @page { margin: 14mm 12mm; }
    @media print {
      :root { color-scheme: light; --page: #ffffff; }
      html { font-size: 9.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      body { padding: 0; max-width: none; }
      p, ul { max-width: none; }
      nav { display: none; }
      section { border: 0; border-top: 2px solid var(--line); border-radius: 0; padding: .6rem 0 0; }
      h2, h3, caption, .lead, .keys { break-after: avoid; }
      p { orphans: 3; widows: 3; }
      tr, figure, .lead, .facts, .figures, .headline, .columns, li, .scroll:not(.tall):not(.long) { break-inside: avoid; }
      svg.spark { width: 72px; height: 15px; }
      thead { display: table-header-group; }
      .scroll { overflow: visible; }
      .tall { max-height: none; border: 0; }
      caption span { max-width: none; }
      .tall thead th, .pinned th:first-child { position: static; }
      .multiples { grid-template-columns: repeat(3, 1fr); }
      .columns { grid-template-columns: 1fr 1fr; }
      a { color: inherit; text-decoration: none; }
    }

    """
}
