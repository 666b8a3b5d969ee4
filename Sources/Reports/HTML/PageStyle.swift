import Cryptography
import X509

/// The style of a report. It is the only thing that the page's own content policy allows: no script, no picture from
/// elsewhere, no request.
enum PageStyle {
  /// The policy: this sheet by its digest, and nothing else.
  static var policy: String {
    let digest = Digest.hash(.sha256, Array("\(sheet)".utf8))
    return "default-src 'none'; style-src 'sha256-\(Base64.encode(digest))'; base-uri 'none'; form-action 'none'"
  }

  static let sheet: StaticString = """
    :root{color-scheme:light dark;--page:#fff;--card:#f6f8fa;--line:#d0d7de;--text:#1f2328;--soft:#59636e;--good:#1a7f37;\
    --warn:#8a5a00;--bad:#c01c28;--link:#0858b8;--root:#6639ba;--intermediate:#0969da;--bundle:#0f6b70;--remote:#7d4e00;\
    --late:#eac54f;--goodbg:#e6f6ea;--warnbg:#fff5d6;--badbg:#ffebe9}
    @media (prefers-color-scheme:dark){:root{--page:#0d1117;--card:#161b22;--line:#3d444d;--text:#e6edf3;--soft:#a0a8b1;\
    --good:#4ac26b;--warn:#e3b341;--bad:#ff7b72;--link:#79b8ff;--root:#b392f0;--intermediate:#58a6ff;--bundle:#56d4dd;\
    --remote:#e3a857;--late:#7a5b00;--goodbg:#12261a;--warnbg:#2b2208;--badbg:#2d1214}}
    @media print{:root{--page:#fff;--card:#fff;--line:#999;--text:#000;--soft:#333;--good:#0a5c22;--warn:#6b4500;\
    --bad:#a00;--link:#000;--root:#4b2a8a;--intermediate:#0548a0;--bundle:#0b5054;--remote:#5e3b00;--late:#d8b53a;\
    --goodbg:#fff;--warnbg:#fff;--badbg:#fff}nav,.skip{display:none}section{break-inside:auto}h2,h3{break-after:avoid}\
    tr,svg,.card{break-inside:avoid}.scroll{overflow:visible!important}body{font-size:10pt}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans",\
    "Noto Sans CJK JP",sans-serif;overflow-wrap:break-word}
    header,nav,main,footer{max-width:1240px;margin:0 auto;padding:0 20px}
    header{padding-top:28px}
    h1{font-size:1.75rem;line-height:1.25;margin:0 0 4px}
    h2{font-size:1.3rem;margin:44px 0 12px;padding-bottom:6px;border-bottom:1px solid var(--line)}
    h3{font-size:1.05rem;margin:24px 0 8px}
    h4{font-size:.95rem;margin:16px 0 4px}
    p{margin:6px 0 10px;max-width:80ch}
    a{color:var(--link)}
    :focus-visible{outline:3px solid var(--link);outline-offset:2px}
    .soft{color:var(--soft)}
    .skip{position:absolute;left:-9999px}
    .skip:focus{left:20px;top:8px;background:var(--page);padding:6px 10px;z-index:1}
    nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:4px 18px;padding:10px 0;margin:14px 0 0;\
    border-block:1px solid var(--line)}
    .verdict{border:1px solid var(--line);border-left:8px solid;border-radius:6px;padding:12px 16px;margin:16px 0}
    .verdict ul{margin:0;padding:0;list-style:none}
    .verdict li:first-child{font-size:1.15rem;font-weight:600}
    .verdict p{margin:8px 0 0}
    .good{color:var(--good)}.attention,.warning{color:var(--warn)}.failing,.error{color:var(--bad)}.note{color:var(--soft)}
    .verdict.good{background:var(--goodbg);border-left-color:var(--good)}
    .verdict.attention{background:var(--warnbg);border-left-color:var(--warn)}
    .verdict.failing{background:var(--badbg);border-left-color:var(--bad)}
    .verdict{color:var(--text)!important}
    .mark{display:inline-block;min-width:1.4em;font-weight:700}
    code,pre{font:13px/1.45 ui-monospace,"SF Mono",Menlo,Consolas,"Noto Sans Mono",monospace}
    code,h1,h3,h4,dd{overflow-wrap:anywhere}
    td code{overflow-wrap:break-word}
    code.copy,pre,.ids code{user-select:all;-webkit-user-select:all;background:var(--card);border:1px solid var(--line);\
    border-radius:4px;padding:1px 5px}
    pre{padding:8px 10px;margin:6px 0;white-space:pre-wrap}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;margin:6px 0 12px;font-variant-numeric:tabular-nums}
    caption{text-align:left;color:var(--soft);padding:4px 0 8px;caption-side:top}
    th,td{text-align:left;vertical-align:top;padding:6px 10px;border-bottom:1px solid var(--line);max-width:48ch}
    thead th{color:var(--soft);font-weight:600;border-bottom-width:2px;white-space:nowrap}
    tbody th{font-weight:600}
    .when{white-space:nowrap}
    td.cell{text-align:center;min-width:6.5em}
    .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,540px),1fr));gap:16px}
    .card{border:1px solid var(--line);border-radius:8px;padding:4px 16px 12px;background:var(--card);min-width:0}
    .card code.copy{background:var(--page)}
    dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 14px;margin:6px 0}
    dt{color:var(--soft)}dd{margin:0}
    @media (max-width:560px){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:8px}body{font-size:14px}}
    details{margin:8px 0}summary{cursor:pointer;font-weight:600}
    .chip{display:inline-block;border:1px solid currentColor;border-radius:10px;padding:0 8px;font-size:.8rem;\
    font-weight:600;white-space:nowrap}
    ol.steps>li,ul.plain>li{margin:8px 0}
    ol.phases{display:flex;flex-wrap:wrap;list-style:none;padding:0;margin:8px 0;gap:8px}
    ol.phases li{border:1px solid var(--line);border-radius:6px;padding:6px 12px;background:var(--card);flex:1 1 150px}
    ol.phases li[aria-current]{border:2px solid var(--link);font-weight:600}
    svg{display:block;max-width:100%}
    svg text{fill:var(--text);font:13px system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK JP",sans-serif}
    svg .name{font-weight:700;font-size:15px}svg .small{fill:var(--soft);font-size:12px}
    .map{min-width:680px;width:100%;margin:0 auto;max-width:1000px}
    .node{fill:var(--card);stroke:var(--line);stroke-width:1.5}
    .node.away{stroke-dasharray:6 4}
    .edge{fill:none;stroke-width:2}
    .edge.yes{stroke:var(--good)}.edge.no{stroke:var(--bad);stroke-width:3}.edge.maybe{stroke:var(--warn);\
    stroke-dasharray:5 4}
    .tip.yes{fill:var(--good)}.tip.no{fill:var(--bad)}.tip.maybe{fill:var(--warn)}
    .badge{fill:var(--page);stroke-width:2}.badge.yes{stroke:var(--good)}.badge.no{stroke:var(--bad)}\
    .badge.maybe{stroke:var(--warn)}
    svg text.sign{font-weight:700;font-size:13px;text-anchor:middle}
    svg text.sign.yes{fill:var(--good)}svg text.sign.no{fill:var(--bad)}svg text.sign.maybe{fill:var(--warn)}
    .matrix{max-width:none}
    svg.matrix text{font-size:10px}
    .grid{stroke:var(--line);stroke-width:.5;fill:none}
    .cells.yes{fill:var(--good)}.cells.no{fill:none;stroke:var(--bad);stroke-width:2.5}\
    .cells.maybe{fill:none;stroke:var(--warn);stroke-width:1.8}.cells.self{fill:var(--line)}
    .legend{display:flex;flex-wrap:wrap;gap:4px 22px;list-style:none;padding:0;margin:4px 0 12px}
    .chart{min-width:860px}.chart tbody th{min-width:11em}
    .ids td{min-width:15em}
    .chart td.bar{width:52%;max-width:none;padding:2px 0;vertical-align:middle;border-bottom-style:dotted}
    .chart td.bar svg,.chart th.bar svg{width:100%;overflow:visible}
    .chart thead th.bar{padding:2px 0;vertical-align:bottom}
    .span{stroke-width:1.5;fill-opacity:.35}
    .span.root{fill:var(--root);stroke:var(--root)}
    .span.intermediate{fill:var(--intermediate);stroke:var(--intermediate)}
    .span.bundle{fill:var(--bundle);stroke:var(--bundle)}
    .span.remote{fill:var(--remote);stroke:var(--remote)}
    .late{fill:var(--late);stroke:var(--warn);stroke-width:1.5}
    .today{stroke:var(--text);stroke-width:1.5}
    .first{stroke:var(--bad);stroke-width:2;stroke-dasharray:4 3}
    .opens{stroke:var(--link);stroke-width:1.5;stroke-dasharray:1 3}
    .tick{stroke:var(--line)}
    .chart svg text{font-size:11px;fill:var(--soft)}
    footer{margin-top:48px;padding-block:16px 40px;color:var(--soft);border-top:1px solid var(--line)}
    """
}
