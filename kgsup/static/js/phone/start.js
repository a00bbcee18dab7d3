// The first screen: unfinished visits, drafts from elsewhere, a new visit; and what went wrong.

import { button, h, notice, section, t } from "./dom.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { begin, isSigned, isWaiting, keepDraft, waitingPhotos } from "./visit.js";

const SIGNED_SHOWN = 10;

export function startScreen(pack, go) {
  const records = store.allRecords();
  const open = records.filter((record) => !isSigned(record));
  const signed = records.filter(isSigned).slice(0, SIGNED_SHOWN);
  const elsewhere = pack.drafts.filter((draft) => !records.some((record) => record.id === draft.id));
  return {
    title: t("visits"),
    content: [
      open.length > 0 && section(t("unfinished"), h("ul", { class: "choice-list" }, open.map((record) => openLine(record, pack)))),
      elsewhere.length > 0 && section(t("on_server"), h("ul", { class: "choice-list" }, elsewhere.map((draft) => draftLine(draft, go)))),
      signed.length > 0 && section(t("signed_lately"), h("ul", { class: "choice-list" }, signed.map((record) => signedLine(record, pack)))),
      records.length === 0 && elsewhere.length === 0 && h("p", { class: "soft" }, t("nothing_yet")),
    ],
    actions: [button(t("new_visit"), (event) => {
      event.currentTarget.disabled = true; // a double tap begins one visit
      go(`#/visit/${begin(pack).id}/setup`);
    }, "button-primary", { id: "new-visit" })],
  };
}

export function nameOf(record, pack) {
  const found = pack.kindergartens.find((each) => each.id === record.doc.kindergarten);
  return found?.name ?? t("no_kindergarten");
}

function stateOf(record) {
  if (record.conflict) return t("conflict");
  if (waitingPhotos(record) > 0 || isWaiting(record)) return t("not_sent");
  if (record.result === "failed") return t("not_taken");
  return record.doc.kindergarten ? t("kept_on_server") : t("on_this_phone");
}

function openLine(record, pack) {
  const screen = record.conflict ? "conflict" : record.doc.kindergarten ? "items" : "setup";
  return h(
    "li",
    {},
    h("a", { href: `#/visit/${record.id}/${screen}` }, nameOf(record, pack)),
    h("p", { class: "item-hint" }, `${record.doc.started_at.slice(0, 16).replace("T", " ")} · ${stateOf(record)}`),
  );
}

/** Have a visit on this phone: the one that is kept here, or the server's draft; tells whether it is there. */
export async function fetchVisit(id) {
  if (store.getRecord(id)) return true;
  const kept = await sync.loadDraft(id).catch(() => null);
  if (kept?.state !== "draft") return false;
  keepDraft(id, kept);
  return true;
}

function draftLine(draft, go) {
  const fetchDraft = async (event) => {
    event.preventDefault();
    if (await fetchVisit(draft.id)) go(`#/visit/${draft.id}/items`);
  };
  return h("li", {}, h("a", { href: "#/", onclick: fetchDraft }, draft.kindergarten), h("p", { class: "item-hint" }, `${draft.day} · ${draft.by}`));
}

function signedLine(record, pack) {
  return h(
    "li",
    {},
    h("a", { href: record.url ?? `/visits/${record.id}` }, nameOf(record, pack)),
    h("p", { class: "item-hint" }, `${record.number ?? ""} · ${t("signed")}`),
  );
}

const PLACES = {
  answers: "checklist", findings: "findings", earlier: "earlier_points", signatures: "signatures", refusal: "refuses_to_sign",
  officers: "officers", helpers: "helpers", received_by: "received_by", approval: "approval", recusal: "recusal", departments: "others",
  statement: "statement", advice: "advice", observations: "observations", photos: "other_photos", started_at: "started_at", ended_at: "ended_at",
  kindergarten: "kindergarten", regime: "regime", kind: "kind", checklist: "checklist", subject: "subject", place: "place", late_entry: "late_entry",
};

/** A JSON pointer in words: the part of the page, and the item or finding where there is one. */
function placeInWords(pointer) {
  const [root, ...rest] = pointer.split("/").slice(1);
  return [PLACES[root] ? t(PLACES[root]) : root, rest[0]].filter(Boolean).join(" ");
}

function valueInWords(value, pack) {
  if (value === null || value === undefined || value === "") return "—";
  if (Array.isArray(value)) return String(value.length);
  if (typeof value === "object") return pack.labels.answer[value.answer] ?? value.text ?? JSON.stringify(value);
  return pack.labels.answer[value] ?? String(value);
}

/** Two versions of one visit: what differs, and which to go on with.  Both are kept by the server. */
export function conflictScreen(record, pack, go) {
  const conflict = record.conflict;
  if (!conflict) return { title: t("conflict"), content: [h("p", {}, t("no_conflict"))], actions: [button(t("go_on"), () => go(`#/visit/${record.id}/items`), "button-primary")] };
  const shown = (value) => valueInWords(value, pack).slice(0, 120);
  const signed = conflict.state === "signed";
  return {
    title: t("conflict"),
    content: [
      notice("warning", h("p", {}, conflict.detail), h("p", {}, t("both_kept"))),
      h("dl", { class: "facts conflict" }, conflict.differences.slice(0, 40).map((place) => [
        h("dt", {}, placeInWords(place.pointer)),
        h("dd", {}, h("del", {}, shown(place.kept)), " → ", h("ins", {}, shown(place.sent))),
      ])),
    ],
    actions: [
      button(t("take_theirs"), () => { sync.takeTheirs(record.id); go(signed ? "#/" : `#/visit/${record.id}/items`); }),
      !signed && button(t("keep_mine"), () => { sync.keepMine(record.id); go(`#/visit/${record.id}/review`); }, "button-primary"),
    ],
  };
}

/** A visit that was begun by mistake and that the server never saw can be taken off the phone. */
export function removeScreen(record, pack, go) {
  return {
    title: t("remove_visit"),
    content: [notice("warning", h("p", {}, t("remove_warning", { name: nameOf(record, pack) })))],
    actions: [
      button(t("cancel"), () => go(`#/visit/${record.id}/setup`)),
      button(t("remove"), async () => { await store.removeRecord(record.id); go("#/"); }, "button-danger"),
    ],
  };
}
