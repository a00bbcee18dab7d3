// Before signing: everything that stands against it, each with a link; then the end, with its number.

import { button, h, notice, section, t } from "./dom.js";
import { progressOf } from "./items.js";
import { nameOf } from "./start.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { answerOf, edit, isSigned, isWaiting, waitingPhotos } from "./visit.js";

const PLACES = [
  [/^\/findings\/(\d+)/, (record, n) => `finding/${record.doc.findings[n]?.key ?? ""}`],
  [/^\/earlier\/(\d+)/, (record, n) => `items/earlier-${n}`],
  [/^\/(kind|kindergarten|checklist|subject|regime)/, () => "setup"],
  [/^\/(officers|helpers|approval|received_by|certificates_shown|rights_told|recusal|departments|late_entry|started_at|place)/, () => "people"],
  [/^\/(statement|signatures|refusal|ended_at|photos|observations)/, () => "closing"],
];

/** The screen on which a problem is put right. */
export function placeOf(problem, record) {
  if (problem.item && problem.pointer.startsWith("/answers")) return `items/item-${problem.item}`;
  for (const [pattern, screen] of PLACES) {
    const match = problem.pointer.match(pattern);
    if (match) return screen(record, match[1]);
  }
  return "items";
}

export function reviewScreen(record, pack, go) {
  if (isSigned(record)) return signedScreen(record, pack, go);
  const { id, doc } = record;
  const progress = progressOf(record, pack);
  const regime = pack.regimes.find((each) => each.code === doc.regime);
  return {
    title: t("review"),
    content: [
      h("dl", { class: "facts" },
        h("dt", {}, t("kindergarten")), h("dd", {}, nameOf(record, pack)),
        h("dt", {}, t("regime")), h("dd", {}, regime.label),
        h("dt", {}, t("checklist")), h("dd", {}, `${progress.done} / ${progress.of}`),
        h("dt", {}, t("findings")), h("dd", {}, String(doc.findings.length)),
        h("dt", {}, t("signatures")), h("dd", {}, String(doc.signatures.length))),
      standing(record),
    ],
    actions: [
      button(t("back"), () => go(`#/visit/${id}/closing`)),
      button(record.wants_finish ? t("waiting") : t("sign"), () => {
        edit(id, (each, whole) => { whole.wants_finish = true; });
        sync.kick();
        go(null);
      }, "button-primary", { id: "sign", disabled: record.wants_finish || !doc.kindergarten }),
    ],
  };
}

function standing(record) {
  const status = sync.getStatus();
  const refusing = record.problems.filter((problem) => problem.refuses);
  const warnings = record.problems.filter((problem) => !problem.refuses);
  const waits = isWaiting(record) || waitingPhotos(record) > 0;
  return [
    !record.doc.kindergarten && notice("error", h("p", {}, h("a", { href: `#/visit/${record.id}/setup` }, t("choose_kindergarten")))),
    record.conflict && notice("error", h("p", {}, h("a", { href: `#/visit/${record.id}/conflict` }, t("conflict_link")))),
    record.refused_photo && notice("error", h("p", {}, t("photo_refused", { why: record.refused_photo }))),
    record.result === "failed" && notice("error", h("p", {}, record.detail || t("not_taken"))),
    waits && notice(status.offline ? "warning" : "message", h("p", {}, status.offline ? t("waits_for_network") : t("asking_server"))),
    !waits && refusing.length > 0 && section(t("open_points", { count: refusing.length }), problemList(refusing, record)),
    !waits && warnings.length > 0 && section(t("to_consider"), problemList(warnings, record)),
    !waits && record.result === "saved" && refusing.length === 0 && notice("success", h("p", {}, t("ready"))),
  ];
}

/** Every problem with its link; items without an answer stand together. */
function problemList(problems, record) {
  const isOpen = (problem) => problem.item && problem.pointer.startsWith("/answers") && !answerOf(record.doc, problem.item).answer;
  const open = problems.filter(isOpen);
  const link = (problem, words) => h("a", { href: `#/visit/${record.id}/${placeOf(problem, record)}` }, words);
  return [
    open.length > 0 && h("div", { class: "item unanswered" }, h("p", {}, t("unanswered", { count: open.length })), h("p", {}, open.map((problem) => [link(problem, problem.item), " "]))),
    h("ul", { class: "choice-list problems" }, problems.filter((problem) => !isOpen(problem)).map((problem) =>
      h("li", { class: problem.refuses ? "refuses" : "" }, link(problem, problem.message), problem.article && h("p", { class: "article" }, problem.article)))),
  ];
}

function signedScreen(record, pack, go) {
  const made = store.getRecord(record.id);
  return {
    title: t("signed"),
    content: [
      notice("success", h("p", {}, t("signed_as", { number: made.number })), h("p", {}, nameOf(record, pack))),
      h("p", {}, h("a", { class: "button", id: "open-record", href: made.url }, t("open_record"))),
    ],
    actions: [button(t("to_visits"), () => go("#/"), "button-primary")],
  };
}
