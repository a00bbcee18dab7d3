// Findings: the list, and the editor of one with weight, article, authority and printed date.

import { button, checkField, choiceButtons, h, notice, section, selectField, t, textField } from "./dom.js";
import { lockNotice } from "./items.js";
import { photoList } from "./photos.js";
import { dayOf, edit, isDrawn, newFinding, setDate } from "./visit.js";

const SEVERITY_LOOK = { minor: "plain", serious: "plain", grave: "grave" };

export function findingsScreen(record, pack, go) {
  const { id, doc } = record;
  return {
    title: t("findings"),
    content: [
      lockNotice(record, pack, go),
      doc.findings.length === 0 && h("p", { class: "soft" }, t("no_findings")),
      h("ul", { class: "choice-list" }, doc.findings.map((finding) => h("li", {},
        h("a", { href: `#/visit/${id}/finding/${finding.key}` }, finding.text || t("write_finding")),
        h("p", { class: "item-hint" }, summary(finding, doc, pack))))),
      !isDrawn(doc) && button(t("add_finding"), () => {
        const finding = newFinding();
        edit(id, (each) => { each.findings.push(finding); });
        go(`#/visit/${id}/finding/${finding.key}`);
      }),
    ],
    actions: [
      button(t("back"), () => go(`#/visit/${id}/items`)),
      button(t("next_closing"), () => go(`#/visit/${id}/closing`), "button-primary"),
    ],
  };
}

function shownDate(finding, doc, pack) {
  const known = pack.steps[dayOf(doc)]?.[finding.step];
  return known?.on === finding.due_on ? known.shown : finding.due_on;
}

function summary(finding, doc, pack) {
  const parts = [
    finding.item,
    finding.severity && pack.labels.severity[finding.severity],
    finding.authority && finding.authority !== "education" && pack.labels.authority[finding.authority],
    finding.corrected_on_the_spot ? t("corrected_on_the_spot") : finding.due_on && t("due_on", { day: shownDate(finding, doc, pack) }),
  ];
  return parts.filter(Boolean).join(" · ");
}

export function findingScreen(record, pack, go, key) {
  const { id, doc } = record;
  const finding = doc.findings.find((each) => each.key === key);
  if (!finding) return findingsScreen(record, pack, go);
  const change = (act, redraw = false) => {
    edit(id, (each) => act(each.findings.find((row) => row.key === key), each));
    if (redraw) go(null);
  };
  const set = (name, redraw = false) => (value) => change((row) => { row[name] = value; }, redraw);
  return {
    title: finding.item ? `${t("finding")} ${finding.item}` : t("finding"),
    content: [
      lockNotice(record, pack, go),
      h("div", { inert: isDrawn(doc) },
        library(finding, doc, pack, change),
        textField("finding-text", t("finding_text"), finding.text, set("text"), { lines: 3 }),
        section(t("severity"), choiceButtons(t("severity"), Object.entries(pack.labels.severity).map(([code, label]) => [code, label, SEVERITY_LOOK[code]]),
          finding.severity, set("severity", true))),
        textField("finding-article", t("article"), finding.article, set("article"), { help: t("article_help") }),
        selectField("finding-authority", t("authority"), Object.entries(pack.labels.authority), finding.authority, set("authority", true), { empty: t("choose") }),
        finding.authority && finding.authority !== "education" && notice("message", h("p", {}, t("transfer", { authority: pack.labels.authority[finding.authority] }))),
        date(finding, doc, pack, change),
        textField("finding-demand", t("demand"), finding.demand, set("demand"), { lines: 2 }),
        checkField("finding-corrected", t("corrected_on_the_spot"), finding.corrected_on_the_spot, set("corrected_on_the_spot")),
        photoList(id, t("finding"), (each) => each.findings.find((row) => row.key === key)),
        button(t("remove_finding"), () => {
          edit(id, (each) => { each.findings = each.findings.filter((row) => row.key !== key); });
          go(`#/visit/${id}/findings`);
        }, "button-danger button-small")),
    ],
    actions: [
      finding.item && button(t("back_to_items"), () => go(`#/visit/${id}/items/item-${finding.item}`)),
      button(t("all_findings"), () => go(`#/visit/${id}/findings`), "button-primary"),
    ],
  };
}

function library(finding, doc, pack, change) {
  const offered = pack.library.filter((each) => !finding.item || each.items.includes(finding.item));
  if (offered.length === 0) return null;
  return selectField("finding-library", t("usual_finding"), offered.map((each) => [each.number, each.text]), finding.library, (number) => {
    const usual = offered.find((each) => String(each.number) === number);
    change((row, each) => {
      row.library = usual?.number ?? null;
      if (!usual) return;
      for (const name of ["text", "severity", "article", "authority", "step", "demand"]) row[name] = usual[name];
      setDate(row, each, pack);
    }, true);
  }, { empty: t("own_words") });
}

function date(finding, doc, pack, change) {
  const dates = pack.steps[dayOf(doc)] ?? {};
  const offered = (pack.offered_steps[finding.severity] ?? Object.keys(pack.labels.step)).filter((step) => dates[step]);
  const choices = offered.map((step) => [step, `${pack.labels.step[step]} · ${dates[step].shown}`]);
  const holidays = finding.step && dates[finding.step]?.holidays;
  return [
    selectField("finding-step", t("correct_by"), choices, finding.step, (step) => change((row, each) => {
      row.step = step;
      setDate(row, each, pack);
    }, true), { empty: t("other_date") }),
    textField("finding-due", t("printed_date"), finding.due_on, (day) => change((row) => {
      row.due_on = day || null;
      row.step = null; // a date that was typed stands for itself
    }), { type: "date" }),
    holidays && notice("warning", h("p", {}, t("in_holidays"))),
  ];
}
