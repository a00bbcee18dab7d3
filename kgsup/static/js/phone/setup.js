// Where to and what for: regime, kind, kindergarten, checklist; then who and with which approval.

import { button, checkField, choiceButtons, field, h, notice, section, selectField, t, textField } from "./dom.js";
import { chooseKindergarten, edit, fromLocalInput, itemsOf, setDates, toLocalInput } from "./visit.js";

const RESULTS_SHOWN = 12;

export function setupScreen(record, pack, go) {
  const { id, doc } = record;
  const redraw = () => go(null);
  const regime = pack.regimes.find((each) => each.code === doc.regime);
  return {
    title: t("where_to"),
    content: [
      section(t("regime"), choiceButtons(t("regime"), pack.regimes.map((each) => [each.code, each.label, "plain"]), doc.regime, (code) => {
        edit(id, (each) => {
          each.regime = code;
          each.kind = pack.regimes.find((known) => known.code === code).kinds[0].code;
        });
        redraw();
      })),
      selectField("kind", t("kind"), regime.kinds.map((kind) => [kind.code, kind.label]), doc.kind, (code) => edit(id, (each) => { each.kind = code; })),
      section(t("kindergarten"), kindergartenChoice(record, pack, redraw)),
      selectField("checklist", t("checklist"), pack.checklists.map((each) => [`${each.code} ${each.version}`, `${each.title} (${itemsOf(each).length})`]),
        doc.checklist ? `${doc.checklist.code} ${doc.checklist.version}` : "", (key) => {
          const [code, version] = (key ?? "").split(" ");
          edit(id, (each) => { each.checklist = key ? { code, version: Number(version) } : null; });
        }, { empty: t("choose"), help: doc.answers.length > 0 ? t("checklist_change") : null }),
      textField("subject", t("subject"), doc.subject, (text) => edit(id, (each) => { each.subject = text; })),
      record.version === null && h("p", {}, h("a", { href: `#/visit/${id}/remove` }, t("remove_visit"))),
    ],
    actions: [button(t("next_people"), () => go(`#/visit/${id}/people`), "button-primary")],
  };
}

const fold = (text) => text.toLowerCase().replace(/\s+/g, "");

/** Chinese, full pinyin or initials. */
export function search(kindergartens, text) {
  const wanted = fold(text);
  if (!wanted) return [];
  const hits = kindergartens.filter((each) =>
    each.name.includes(wanted) || fold(each.pinyin).includes(wanted) || fold(each.initials).includes(wanted));
  const starts = (each) => (each.name.startsWith(wanted) || fold(each.initials).startsWith(wanted) || fold(each.pinyin).startsWith(wanted) ? 0 : 1);
  return hits.sort((a, b) => starts(a) - starts(b)).slice(0, RESULTS_SHOWN);
}

function kindergartenChoice(record, pack, redraw) {
  const chosen = pack.kindergartens.find((each) => each.id === record.doc.kindergarten);
  if (chosen) {
    return h("div", { class: "item" },
      h("p", { class: "item-title" }, chosen.name),
      h("p", { class: "item-hint" }, [chosen.town, chosen.head].filter(Boolean).join(" · ")),
      record.version === null && button(t("choose_other"), () => {
        edit(record.id, (doc) => { doc.kindergarten = ""; doc.earlier = []; });
        redraw();
      }, "button-small"));
  }
  const results = h("ul", { class: "choice-list", id: "kindergarten-results" });
  const input = h("input", { type: "search", autocomplete: "off", oninput: () => show(input.value) });
  const choose = (each) => (event) => {
    event.preventDefault();
    edit(record.id, (doc) => chooseKindergarten(doc, each, pack));
    redraw();
  };
  function show(text) {
    const found = search(pack.kindergartens, text);
    results.replaceChildren(...found.map((each) =>
      h("li", {}, h("a", { href: "#", onclick: choose(each) }, each.name), h("p", { class: "item-hint" }, [each.town, each.head].filter(Boolean).join(" · ")))));
    if (text && found.length === 0) results.append(h("li", {}, t("no_match")));
  }
  return [field("kindergarten-search", t("search_kindergarten"), input, t("search_help")), results];
}

export function peopleScreen(record, pack, go) {
  const { id, doc } = record;
  const regime = pack.regimes.find((each) => each.code === doc.regime);
  const change = (name) => (value) => edit(id, (each) => { each[name] = value; });
  return {
    title: t("people"),
    content: [
      section(t("officers"), officerList(record, pack, regime)),
      textField("helpers", t("helpers"), doc.helpers.join("、"), (text) => edit(id, (each) => {
        each.helpers = text.split(/[、,,;;\n]/).map((name) => name.trim()).filter(Boolean);
      }), { help: t("helpers_help") }),
      regime.needs_approval && section(t("approval"), approval(record, go)),
      section(t("received_by"),
        textField("received-name", t("name"), doc.received_by.name, (text) => edit(id, (each) => { each.received_by.name = text; })),
        textField("received-position", t("position"), doc.received_by.position, (text) => edit(id, (each) => { each.received_by.position = text; })),
        checkField("certificates-shown", t("certificates_shown"), doc.certificates_shown, change("certificates_shown")),
        regime.needs_rights_told && checkField("rights-told", t("rights_told"), doc.rights_told, change("rights_told"))),
      section(t("time_and_place"),
        textField("started-at", t("started_at"), toLocalInput(doc.started_at), (text) => text && edit(id, (each) => {
          each.started_at = fromLocalInput(text);
          setDates(each, pack);
        }), { type: "datetime-local" }),
        textField("place", t("place"), doc.place, change("place"), { help: t("place_help") })),
      joint(record, pack, go),
      recusal(record, pack, go),
      lateEntry(record, pack),
    ],
    actions: [
      button(t("back"), () => go(`#/visit/${id}/setup`)),
      button(t("next_items"), () => go(`#/visit/${id}/items`), "button-primary"),
    ],
  };
}

function officerList(record, pack, regime) {
  const kind = regime.kinds.find((each) => each.code === record.doc.kind);
  const isFirst = (officer) => record.doc.officers.includes(officer.id) || !lackOf(officer, pack, regime);
  const line = (officer) => officerLine(record, officer, pack, regime);
  const others = pack.officers.filter((officer) => !isFirst(officer));
  return [
    h("p", { class: "item-hint" }, t("people_needed", { count: kind?.people ?? 1 })),
    h("div", { class: "options" }, pack.officers.filter(isFirst).map(line)),
    others.length > 0 && h("details", { class: "disclosure" }, h("summary", {}, t("other_people", { count: others.length })), h("div", { class: "options" }, others.map(line))),
  ];
}

/** What the regime asks for and this person has not, in words; the server judges it again. */
function lackOf(officer, pack, regime) {
  if (regime.certificate === "none") return "";
  if (regime.certificate === "supervisor") return officer.supervisor ? "" : t("no_certificate");
  if (!officer.enforcement) return t("no_certificate");
  return officer.until && officer.until < pack.today ? t("certificate_ended", { on: officer.until }) : "";
}

function officerLine(record, officer, pack, regime) {
  const lack = lackOf(officer, pack, regime);
  const number = regime.certificate === "supervisor" ? officer.supervisor : officer.enforcement;
  const box = h("input", {
    type: "checkbox", value: officer.id, checked: record.doc.officers.includes(officer.id),
    onchange: (event) => edit(record.id, (doc) => {
      doc.officers = doc.officers.filter((each) => each !== officer.id);
      if (event.target.checked) doc.officers.push(officer.id);
    }),
  });
  return h("label", { class: "option officer" }, box, h("span", {}, officer.name, h("small", { class: lack ? "bad" : "soft" }, lack || number)));
}

function approval(record, go) {
  const { id, doc } = record;
  const way = doc.approval?.way ?? null;
  const choose = (chosen) => {
    edit(id, (each) => {
      if (each.approval?.way === chosen) return;
      each.approval = chosen === "number" ? { way: "number", number: "" } : { way: "telephone", by: "", at: null, reason: "" };
    });
    go(null);
  };
  const set = (name) => (text) => edit(id, (each) => { each.approval[name] = text; });
  return [
    choiceButtons(t("approval"), [["number", t("by_number"), "plain"], ["telephone", t("by_telephone"), "plain"]], way, choose),
    way === "number" && textField("approval-number", t("approval_number"), doc.approval.number, set("number")),
    way === "telephone" && [
      textField("approval-by", t("approved_by"), doc.approval.by, set("by")),
      textField("approval-at", t("approved_at"), toLocalInput(doc.approval.at), (text) => edit(id, (each) => { each.approval.at = fromLocalInput(text); }), { type: "datetime-local" }),
      textField("approval-reason", t("why_urgent"), doc.approval.reason, set("reason")),
    ],
    textField("notice-number", t("notice_number"), doc.notice_number, (text) => edit(id, (each) => { each.notice_number = text; })),
  ];
}

function joint(record, pack, go) {
  const { id, doc } = record;
  const authorities = Object.entries(pack.labels.authority).filter(([code]) => code !== "education");
  return section(t("others"),
    checkField("joint", t("joint"), doc.joint, (checked) => {
      edit(id, (each) => {
        each.joint = checked;
        if (checked && each.departments.length === 0) each.departments.push({ authority: "fire", people: "" });
        if (!checked) each.departments = [];
      });
      go(null);
    }),
    doc.departments.map((row, n) => h("div", { class: "item" },
      selectField(`department-${n}`, t("department"), authorities, row.authority, (code) => edit(id, (each) => { each.departments[n].authority = code; })),
      textField(`department-people-${n}`, t("their_people"), row.people, (text) => edit(id, (each) => { each.departments[n].people = text; })),
      button(t("remove"), () => { edit(id, (each) => { each.departments.splice(n, 1); }); go(null); }, "button-small"))),
    doc.joint && button(t("add_department"), () => { edit(id, (each) => { each.departments.push({ authority: "fire", people: "" }); }); go(null); }, "button-small"));
}

function recusal(record, pack, go) {
  const { id, doc } = record;
  const set = (name) => (value) => edit(id, (each) => { each.recusal[name] = value; });
  const names = pack.officers.filter((officer) => doc.officers.includes(officer.id) || doc.recusal?.officer === officer.id);
  const decisions = [["true", t("recusal_granted")], ["false", t("recusal_refused")]];
  return section(t("recusal"),
    checkField("recusal", t("recusal_asked"), doc.recusal !== null, (checked) => {
      edit(id, (each) => { each.recusal = checked ? { officer: each.officers[0] ?? pack.user, reason: "", granted: null, decided_by: "" } : null; });
      go(null);
    }),
    doc.recusal && [
      selectField("recusal-officer", t("officer"), names.map((officer) => [officer.id, officer.name]), doc.recusal.officer, set("officer")),
      textField("recusal-reason", t("reason"), doc.recusal.reason, set("reason")),
      selectField("recusal-granted", t("decision"), decisions, doc.recusal.granted === null ? "" : String(doc.recusal.granted),
        (value) => set("granted")(value === null ? null : value === "true"), { empty: t("not_decided") }),
      textField("recusal-by", t("decided_by"), doc.recusal.decided_by, set("decided_by")),
    ]);
}

/** Asked for only after the server said that too many days have passed. */
function lateEntry(record, pack) {
  const { id, doc } = record;
  const asked = doc.late_entry || record.problems.some((problem) => problem.pointer.startsWith("/late_entry"));
  if (!asked) return null;
  const late = doc.late_entry ?? { reason: "", second_person: null };
  const set = (name) => (value) => edit(id, (each) => { each.late_entry = { ...late, ...each.late_entry, [name]: value }; });
  const others = pack.officers.filter((officer) => officer.id !== pack.user).map((officer) => [officer.id, officer.name]);
  return section(t("late_entry"),
    notice("warning", h("p", {}, t("late_entry_help"))),
    textField("late-reason", t("reason"), late.reason, set("reason")),
    selectField("late-person", t("second_person"), others, late.second_person, set("second_person"), { empty: t("choose") }));
}

