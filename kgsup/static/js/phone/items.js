// The checklist: earlier points first, then every item with three answers, a remark and photographs.

import { button, choiceButtons, h, notice, section, t, textField } from "./dom.js";
import { photoList } from "./photos.js";
import * as store from "./store.js";
import { answerOf, checklistOf, edit, fitFindings, isDrawn, itemsOf, setAnswer, takeOff } from "./visit.js";

export const ANSWERS = [["meets", "meets"], ["does_not", "fails"], ["not_applicable", "plain"]];

export function itemsScreen(record, pack, go) {
  const checklist = checklistOf(record.doc, pack);
  const items = itemsOf(checklist);
  return {
    title: t("checklist"),
    progress: progressOf(record, pack),
    content: [
      lockNotice(record, pack, go),
      h("div", { inert: isDrawn(record.doc) },
        earlierPoints(record, pack),
        !checklist && notice("warning", h("p", {}, h("a", { href: `#/visit/${record.id}/setup` }, t("choose_checklist")))),
        (checklist?.themes ?? []).map((theme) => section(`${theme.code} ${theme.title}`,
          theme.items.map((item) => itemCard(record.id, item, items, checklist, pack, go))))),
    ],
    actions: [
      button(t("back"), () => go(`#/visit/${record.id}/people`)),
      button(t("next_findings"), () => go(`#/visit/${record.id}/findings`), "button-primary"),
    ],
  };
}

export function progressOf(record, pack) {
  const items = itemsOf(checklistOf(record.doc, pack));
  return { done: items.filter((item) => answerOf(record.doc, item.code).answer).length, of: items.length };
}

/** What was signed does not change under the signature: the signatures come off first. */
export function lockNotice(record, pack, go) {
  if (!isDrawn(record.doc)) return null;
  return notice("warning",
    h("p", {}, t("locked")),
    button(t("take_off_signatures"), () => {
      edit(record.id, (doc, whole) => takeOff(doc, whole, pack));
      go(null);
    }, "button-small"));
}

function itemCard(visitId, item, items, checklist, pack, go) {
  const { doc } = store.getRecord(visitId);
  const row = answerOf(doc, item.code);
  const number = items.indexOf(item) + 1;
  const card = h("article", { class: row.answer ? "item" : "item item-open", id: `item-${item.code}`, tabindex: "-1" },
    h("p", { class: "item-number" }, `${item.code} · ${number} / ${items.length}`),
    h("h3", { class: "item-title" }, item.text),
    h("p", { class: "item-hint" }, `${t("look_at")} ${item.look_at}`),
    h("p", { class: "article" }, item.article, item.provisional && ` · ${t("provisional")}`),
    checklist.own_answer && ownAnswer(visitId, item, row, pack),
    choiceButtons(item.text, ANSWERS.map(([code, kind]) => [code, pack.labels.answer[code], kind]), row.answer, (answer) => {
      edit(visitId, (each) => {
        setAnswer(each, item.code, { answer });
        fitFindings(each, item, pack);
      });
      const fresh = itemCard(visitId, item, items, checklist, pack, go);
      card.replaceWith(fresh);
      fresh.querySelector(`.answers:last-of-type [data-value="${answer}"]`)?.focus();
      go.progress();
    }),
    findingLinks(visitId, item),
    h("div", { class: "item-tools" },
      remark(visitId, item, row),
      photoList(visitId, item.text, (each, create) => {
        if (create) setAnswer(each, item.code, {});
        return each.answers.find((answer) => answer.item === item.code);
      })));
  return card;
}

function ownAnswer(visitId, item, row, pack) {
  const given = h("span", { class: "own-answer-given" }, pack.labels.answer[row.own_answer] ?? "—");
  const take = (answer) => {
    edit(visitId, (each) => setAnswer(each, item.code, { own_answer: answer }));
    given.textContent = pack.labels.answer[answer];
  };
  return h("details", { class: "own-answer" }, h("summary", {}, `${t("own_answer")}: `, given),
    choiceButtons(`${t("own_answer")}: ${item.text}`, ANSWERS.map(([code, kind]) => [code, pack.labels.answer[code], kind]), row.own_answer, take));
}

function findingLinks(visitId, item) {
  const { doc } = store.getRecord(visitId);
  const found = doc.findings.filter((finding) => finding.item === item.code);
  if (found.length === 0) return null;
  return h("ul", { class: "item-findings" }, found.map((finding) =>
    h("li", {}, h("a", { href: `#/visit/${visitId}/finding/${finding.key}` }, `${t("finding")}: ${finding.text || t("write_finding")}`))));
}

function remark(visitId, item, row) {
  const set = (text) => edit(visitId, (each) => setAnswer(each, item.code, { remark: text }));
  const control = () => textField(`remark-${item.code}`, t("remark"), row.remark, set, { lines: 2 });
  if (row.remark) return control();
  const opener = button(t("add_remark"), () => {
    const box = control();
    opener.replaceWith(box);
    box.querySelector("textarea").focus();
  }, "button-small button-quiet");
  return opener;
}

function earlierPoints(record, pack) {
  const { id, doc } = record;
  if (doc.earlier.length === 0) return null;
  const known = pack.open_points[doc.kindergarten] ?? [];
  const results = Object.entries(pack.labels.earlier).map(([code, label]) => [code, label, { corrected: "meets", not_corrected: "fails" }[code] ?? "plain"]);
  return section(t("earlier_points"), doc.earlier.map((row, n) => {
    const point = known.find((each) => each.id === row.finding);
    return h("article", { class: row.result ? "item" : "item item-open", id: `earlier-${n}`, tabindex: "-1" },
      h("h3", { class: "item-title" }, point?.text ?? t("unknown_point")),
      point && h("p", { class: "item-hint" }, `${pack.labels.severity[point.severity]} · ${t("found_on", { day: point.found_on })} · ${t("due_on", { day: point.due_on })}`),
      choiceButtons(t("earlier_points"), results, row.result, (result) => edit(id, (each) => { each.earlier[n].result = result; })),
      textField(`earlier-remark-${n}`, t("remark"), row.remark, (text) => edit(id, (each) => { each.earlier[n].remark = text; })));
  }));
}
