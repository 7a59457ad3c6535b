/// The page's style sheet: light and dark, narrow and wide, screen and paper.
enum PageStyle {
  /// Written without `<` and `&`, so that it is the same text in HTML and in XML.
  static let text = "\n" + colours + layout + charts + tables + media

  private static let colours = """
    :root {
      color-scheme: light dark;
      --page: #fcfcfb; --panel: #ffffff; --ink: #1b1d20; --soft: #5b6167; --line: #e2e3e1; --hot: #eef4f9;
      --work: #0072b2; --array: #56b4e9; --weights: #e69f00; --inputs: #009e73; --outputs: #cc79a7;
      --memory: #d55e00; --vector: #f0e442; --issue: #6b7075; --idle: #dfe1e3; --hatch: #ffffff;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --page: #121416; --panel: #191c1f; --ink: #e6e7e8; --soft: #9ba2a8; --line: #2c3034; --hot: #1e2830;
        --work: #3596d3; --array: #86ccf5; --weights: #e6a317; --inputs: #17ad84; --outputs: #d38cb4;
        --memory: #e5712a; --vector: #f0e442; --issue: #8d949a; --idle: #363b40; --hatch: #121416;
      }
    }

    """

  private static let layout = """
    * { box-sizing: border-box; }
    body {
      margin: 0; background: var(--page); color: var(--ink);
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
      font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%;
    }
    main { max-width: 72rem; margin: 0 auto; padding: 3rem 1.5rem 5rem; }
    .subject { margin: 0 0 .75rem; color: var(--soft); overflow-wrap: anywhere; }
    .subject bdi { color: var(--ink); font-weight: 600; }
    h1 { margin: 0 0 2.5rem; max-width: 54rem; font-size: 1.75rem; line-height: 1.3; font-weight: 600;
      letter-spacing: -.01em; text-wrap: pretty; }
    h2 { margin: 0 0 .4rem; font-size: 1.25rem; font-weight: 600; }
    h3 { margin: 2rem 0 .2rem; font-size: 1rem; font-weight: 600; }
    section { margin-top: 4.5rem; }
    .screen { display: grid; grid-template-columns: 25rem 1fr; gap: 2.5rem; align-items: start; }
    .screen section { margin: 0; min-width: 0; }
    .screen .lead { margin-bottom: .75rem; font-size: .875rem; }
    .machine { display: grid; grid-template-columns: minmax(0, 33rem) minmax(16rem, 1fr); gap: 2.5rem; }
    .machine .facts { display: block; margin: 0; } .machine .facts dd { margin-bottom: .7rem; }
    .lead { margin: 0 0 1.5rem; max-width: 46rem; color: var(--soft); }
    .note { margin: 0; color: var(--soft); font-size: .875rem; }
    .n, .share { white-space: nowrap; }
    .tiles { display: flex; flex-wrap: wrap; gap: 1px; background: var(--line);
      border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
    .tile { flex: 1 1 10.5rem; background: var(--panel); padding: .9rem 1rem .8rem; display: flex;
      flex-direction: column; }
    .tile h2 { margin: 0; font-size: .875rem; font-weight: 500; color: var(--soft); }
    .value { margin: 0; font-size: 1.5rem; font-weight: 600; line-height: 1.3; letter-spacing: -.01em; }
    .claim { margin: .5rem 0 0; font-size: .75rem; line-height: 1.4; color: var(--soft); }
    .claims { margin: .8rem 0 0; padding: 0; list-style: none; } .claims .claim { margin: .2rem 0 0; }
    .claim::before { content: "○ "; }
    .claim.checked::before { content: "● "; }
    .claim.extrapolated::before { content: "◐ "; }
    .facts { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.5rem; margin: 1.5rem 0 0;
      font-size: .9rem; }
    .facts dt { color: var(--soft); max-width: 14rem; overflow-wrap: anywhere; }
    .facts dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
    .digest { color: var(--soft); font-size: .8rem; overflow-wrap: anywhere; }
    .plain { margin: 0; padding-left: 1.2rem; overflow-wrap: anywhere; }
    pre { margin: 1.5rem 0 0; padding: .9rem 1.1rem; background: var(--panel); border: 1px solid var(--line);
      border-radius: 8px; overflow-x: auto; font: .82rem/1.55 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
    pre.command { white-space: pre-wrap; overflow-wrap: anywhere; }
    details { margin-top: 1rem; }
    summary { cursor: pointer; color: var(--soft); font-size: .9rem; padding: .3rem 0; overflow-wrap: anywhere; }
    summary:hover { color: var(--ink); }
    details.layer { margin: 0; border-top: 1px solid var(--line); }
    details.layer summary { color: inherit; padding: .5rem 0; }
    details.layer[open] { padding-bottom: 1.5rem; }
    details.layer pre { margin: .6rem 0; }
    .layername { font-weight: 600; overflow-wrap: anywhere; }
    th bdi, .layername bdi, .subject bdi { display: inline-block; max-height: 4.6em; overflow: hidden;
      vertical-align: top; }
    .times { margin-left: .4em; color: var(--soft); }
    .kind { color: var(--soft); font-size: .82rem; }
    .compact { margin: 0 0 .8rem; font-size: .82rem; overflow-wrap: anywhere; }
    code { font: .95em ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
    .nest .level { font-weight: 600; }
    .nest .spatial { color: var(--work); }
    .nest .loop { color: var(--soft); }
    .nest .loop.spatial { color: var(--work); }

    """

  private static let charts = """
    .chart { margin: 0 0 1rem; }
    .defs { position: absolute; }
    svg text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; fill: var(--ink);
      font-variant-numeric: tabular-nums; unicode-bidi: isolate; }
    svg .tick, svg .axis, svg .boxtext, svg .flowname { fill: var(--soft); }
    svg .label { fill: var(--soft); font-weight: 600; }
    svg .name { fill: var(--ink); }
    svg .boxname { font-size: 14px; font-weight: 600; }
    .picture { display: block; width: 100%; height: auto; overflow: visible; }
    .picture.memory { max-width: 33rem; }
    .grid { stroke: var(--line); stroke-width: 1; }
    .roof { stroke: var(--ink); stroke-width: 1.75; fill: none; stroke-linejoin: round; }
    .point { stroke: var(--page); stroke-width: 1.25; fill-opacity: .88; }
    .box { fill: var(--panel); stroke: var(--soft); stroke-width: 1; }
    .box.array { stroke: var(--work); stroke-width: 1.75; }
    .lane { fill: var(--line); fill-opacity: .45; }
    .track { fill: var(--line); } .fill { fill: var(--issue); }
    .flow { stroke-width: 3; } .flow.none { stroke: var(--line); stroke-dasharray: 4 4; }
    .s-weights { stroke: var(--weights); } .s-inputs { stroke: var(--inputs); } .s-outputs { stroke: var(--outputs); }
    .c-work { fill: var(--work); } .c-array { fill: var(--array); } .c-weights { fill: var(--weights); }
    .c-inputs { fill: var(--inputs); } .c-outputs { fill: var(--outputs); } .c-memory { fill: var(--memory); }
    .c-vector { fill: var(--vector); } .c-issue { fill: var(--issue); } .c-idle { fill: var(--idle); }
    .h-results { fill: url(#hatch-results); } .h-space { fill: url(#hatch-space); }
    .h-requests { fill: url(#hatch-requests); } .h-bus { fill: url(#hatch-bus); } .h-bank { fill: url(#hatch-bank); }
    .h-weights-written { fill: url(#hatch-weights-written); }
    .h-inputs-written { fill: url(#hatch-inputs-written); }
    .h-outputs-written { fill: url(#hatch-outputs-written); }
    .hatch { stroke: var(--hatch); stroke-width: 1.2; fill: none; }
    .dot { fill-opacity: .5; } .dot.hollow { fill: none; stroke: var(--issue); } .dot.hot { fill-opacity: 1; r: 6; }
    .dot[r="6"] { fill-opacity: 1; stroke: var(--page); stroke-width: 1.5; }
    .stairs { fill: none; stroke: var(--ink); stroke-width: 1.5; } .step { fill: var(--ink); }
    .default { fill: var(--page); stroke: var(--ink); stroke-width: 2; }
    .line { fill: none; stroke: var(--array); stroke-width: 1; stroke-opacity: .35; }
    .line.front { stroke: var(--work); stroke-width: 1.75; stroke-opacity: .9; }
    .line.hot { stroke: var(--memory); stroke-width: 3; stroke-opacity: 1; }
    .line.out, .dot.out { visibility: hidden; } tr.out { display: none; }
    .parallel text { paint-order: stroke; stroke: var(--page); stroke-width: 3px; }
    .axisline { stroke: var(--soft); stroke-width: 1; }
    .brush { fill: transparent; cursor: ns-resize; touch-action: none; } .band { fill: var(--weights); fill-opacity: .35; }
    .brush:focus-visible { outline: none; stroke: var(--work); stroke-width: 2; }
    .whisker { stroke: var(--issue); stroke-width: 1; } .quartiles { fill: var(--array); fill-opacity: .6; }
    .median { stroke: var(--ink); stroke-width: 2.5; }
    .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1.5rem 2.5rem; }
    .slices { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); gap: 1rem 1.5rem; }
    .slice-chart { margin: 0; } figcaption { font-size: .82rem; color: var(--soft); overflow-wrap: anywhere; }
    .wide-chart { overflow-x: auto; } .changed { font-weight: 600; }
    .bar { display: block; width: 100%; height: 12px; margin-top: 3px; border-radius: 2px; }
    .proposals { display: block; width: 100%; height: 34px; margin-top: 3px; }
    .network { display: block; width: 100%; height: 34px; border-radius: 4px; }
    .slice { stroke: var(--page); stroke-width: 1; }
    .point.hot, .slice.hot { stroke: var(--ink); stroke-width: 2; }
    .ends { display: flex; justify-content: space-between; margin: .2rem 0 0; font-size: .78rem; color: var(--soft); }
    .legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; margin: .8rem 0 0; padding: 0; list-style: none;
      font-size: .82rem; color: var(--soft); }
    .swatch { width: 12px; height: 12px; margin-right: .45em; vertical-align: -1px; border-radius: 2px; }

    """

  private static let tables = """
    table { border-collapse: collapse; width: 100%; font-size: .875rem; }
    th { text-align: left; font-weight: 600; }
    thead th { color: var(--soft); font-weight: 500; vertical-align: bottom; border-bottom: 1px solid var(--line);
      padding: .4rem 1rem .4rem 0; white-space: nowrap; }
    thead button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
    thead button::after { content: " ↕"; opacity: .35; }
    [aria-sort=ascending] button::after { content: " ↑"; opacity: 1; }
    [aria-sort=descending] button::after { content: " ↓"; opacity: 1; }
    .bars { margin-top: 1.2rem; table-layout: fixed; }
    .bars td, .bars tbody th { padding: .5rem 1rem .55rem 0; vertical-align: top; border-bottom: 1px solid var(--line); }
    .bars .kind { display: block; font-weight: 400; line-height: 1.35; }
    .bars .share { margin-left: .6em; color: var(--soft); font-size: .82rem; }
    .bars .widest .share { margin-left: 0; }
    .bars tbody th { overflow-wrap: anywhere; }
    @media print, (min-width: 44.01rem) {
      #layers .bars th:first-child { width: 27%; }
      #layers .bars th:nth-child(2) { width: 34%; }
      #units .bars th:nth-child(3), #energy .bars th:nth-child(3) { width: 62%; }
      #traffic .bars th:nth-child(4), #spent .bars th:nth-child(4) { width: 52%; }
    }
    tr.hot th, tr.hot td { background: var(--hot); }
    tr[hidden] { display: none; }
    .data { width: auto; min-width: 60%; margin-top: .6rem; }
    .data td { padding: .2rem 1.2rem .2rem 0; text-align: right; white-space: nowrap; }
    .data tbody th { padding: .2rem 1.2rem .2rem 0; font-weight: 400; min-width: 7rem; max-width: 18rem;
      overflow-wrap: break-word; }
    .data thead th { text-align: right; } .data thead th:first-child { text-align: left; }
    .data td bdi { display: inline-block; max-width: 18rem; white-space: normal; overflow-wrap: break-word; }
    .words td { text-align: left; white-space: normal; } .words thead th { text-align: left; }
    .scroll { overflow-x: auto; } .long { max-height: 40rem; overflow-y: auto; }
    .long thead th { position: sticky; top: 0; background: var(--page); }
    input[type=search] { font: inherit; font-size: .875rem; margin-top: 1.2rem; padding: .35rem .6rem; width: 14rem;
      max-width: 100%; color: var(--ink); background: var(--panel); border: 1px solid var(--line); border-radius: 6px; }
    :focus-visible { outline: 2px solid var(--work); outline-offset: 2px; border-radius: 3px; }

    """

  private static let media = """
    @media (max-width: 64rem) {
      .screen, .machine { grid-template-columns: minmax(0, 1fr); }
    }
    @media screen and (max-width: 44rem) {
      main { padding: 1.75rem 1rem 3rem; }
      h1 { font-size: 1.35rem; margin-bottom: 1.75rem; }
      section { margin-top: 3.25rem; }
      .tile { padding: .8rem .9rem; }
      .value { font-size: 1.3rem; }
      .facts { grid-template-columns: 1fr; gap: 0; } .facts dd { margin-bottom: .5rem; }
      .bars, .bars tbody, .bars tr, .bars td, .bars tbody th { display: block; width: auto; }
      .bars thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      .bars tr { padding: .8rem 0; border-bottom: 1px solid var(--line); }
      .bars tr[hidden] { display: none; }
      .bars td, .bars tbody th { border: 0; padding: .15rem 0; }
      .wide-chart { overflow-x: auto; } .wide-chart .picture { min-width: 58rem; }
      .picture.pareto text, .picture.roofline text { font-size: 17px; } .picture.history text { font-size: 15px; }
      .picture.roofline .name { display: none; }
      .bars td::before { content: attr(data-label) " "; color: var(--soft); font-size: .82rem; }
    }
    @media print {
      :root { --page: #fff; --panel: #fff; --ink: #000; --soft: #444; --line: #ccc; --hatch: #fff; }
      body { font-size: 10pt; }
      * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      main { max-width: none; padding: 0; }
      section { margin-top: 2rem; }
      input[type=search] { display: none; }
      thead button::after { content: ""; }
      tr, .tile, .chart, .slice-chart, pre, #roofline { break-inside: avoid; }
      pre { white-space: pre-wrap; overflow-wrap: anywhere; }
      .data { width: 100%; min-width: 0; font-size: 6pt; } .data thead th, .data td { white-space: normal; }
      .data td, .data thead th, .data tbody th { padding-right: .4em; min-width: 0; }
      .data td bdi { max-width: 11em; overflow-wrap: anywhere; }
      .many { font-size: 5pt; }
      h2, h3, .lead { break-after: avoid; }
      .scroll, .long { overflow: visible; max-height: none; }
      details.layer:not([open]) { display: none; }
    }

    """
}
