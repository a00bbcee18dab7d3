// The visit document: beginning one, its answers, findings, dates, and the body that is sent.

import { emptyFinding, whole } from "./document.js";
import * as store from "./store.js";

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const ZONE_MINUTES = 8 * 60; // China has one zone and no summer time
const LOCAL = "local-";

/** A random id of 80 bits in Crockford's letters. */
export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => LETTERS[byte % 32]).join("");
}

export const newPhotoId = () => LOCAL + newId();
export const isLocalPhoto = (id) => id.startsWith(LOCAL);

/** An instant as Chinese clocks show it, with its offset. */
export function toInstant(date) {
  const shifted = new Date(date.getTime() + ZONE_MINUTES * 60000);
  return `${shifted.toISOString().slice(0, 19)}+08:00`;
}

export const toLocalInput = (instant) => (instant ? toInstant(new Date(instant)).slice(0, 16) : "");
export const fromLocalInput = (text) => (text ? `${text}:00+08:00` : null);
export const dayOf = (doc) => toInstant(new Date(doc.ended_at ?? doc.started_at)).slice(0, 10);

export function begin(pack) {
  const id = newId();
  const record = {
    id,
    user: pack.user,
    changed_at: Date.now(),
    version: null,
    dirty: false,
    wants_finish: false,
    pending: null,
    photos: {},
    problems: [],
    result: null,
    doc: whole({
      id,
      started_at: toInstant(new Date()),
      officers: pack.officers.some((officer) => officer.id === pack.user) ? [pack.user] : [],
    }),
  };
  store.putRecord(record);
  return record;
}

/** Keep a draft that the server has, to go on with it on this phone. */
export function keepDraft(id, draft) {
  const record = {
    id,
    user: store.currentUser(),
    changed_at: Date.now(),
    version: draft.version,
    dirty: false,
    wants_finish: false,
    pending: null,
    photos: {},
    problems: [],
    result: "saved",
    doc: whole(draft.visit),
  };
  record.ended_by_signing = isDrawn(record.doc); // who signs elsewhere seldom types the end
  store.putRecord(record);
}

/** Choose the kindergarten: its head receives, and its open points are asked about. */
export function chooseKindergarten(doc, kindergarten, pack) {
  doc.kindergarten = kindergarten.id;
  doc.received_by.name ||= kindergarten.head;
  doc.earlier = (pack.open_points[kindergarten.id] ?? []).map((point) => ({ finding: point.id, result: null, remark: "" }));
}

/** Change the document of a record, keep it at once, and mark it as not sent. */
export function edit(id, change) {
  return store.changeRecord(id, (record) => {
    change(record.doc, record);
    record.dirty = true;
    record.changed_at = Date.now();
  });
}

/** Take off the signatures that are not kept; with the last one goes the end that the first one set. */
export function takeOff(doc, record, pack, isKept = () => false) {
  doc.signatures = doc.signatures.filter(isKept);
  if (isDrawn(doc) || !record.ended_by_signing) return;
  doc.ended_at = null;
  record.ended_by_signing = false;
  setDates(doc, pack);
}

/** The first signature ends the visit, unless somebody wrote down when it ended. */
export function endBySigning(doc, record, pack) {
  if (doc.ended_at) return;
  doc.ended_at = toInstant(new Date());
  record.ended_by_signing = true;
  setDates(doc, pack);
}

export const isSigned = (record) => record.result === "signed";
export const isDrawn = (doc) => doc.signatures.some((signature) => signature.strokes.length > 0);
export const canBeSent = (record) => record.doc.kindergarten !== "" && !isSigned(record) && !record.conflict;
export const isWaiting = (record) => canBeSent(record) && (record.dirty || record.pending !== null || record.wants_finish);
export const waitingPhotos = (record) => Object.values(record.photos).filter((evidence) => evidence === null).length;

export function checklistOf(doc, pack) {
  const wanted = doc.checklist;
  return wanted && pack.checklists.find((each) => each.code === wanted.code && each.version === wanted.version);
}

export const itemsOf = (checklist) => (checklist ? checklist.themes.flatMap((theme) => theme.items) : []);

export function answerOf(doc, item) {
  return doc.answers.find((row) => row.item === item) ?? { item, answer: null, own_answer: null, remark: "", photos: [] };
}

export function setAnswer(doc, item, values) {
  const row = doc.answers.find((each) => each.item === item);
  if (row) Object.assign(row, values);
  else doc.answers.push({ ...answerOf(doc, item), ...values });
}

/** What is usually said of an item: the first finding of the library, or the item itself. */
export function usualFinding(item, doc, pack) {
  const known = pack.library.find((finding) => finding.items.includes(item.code));
  const source = known ?? { ...item, number: null };
  const finding = {
    key: newId().slice(0, 8),
    item: item.code,
    library: known?.number ?? null,
    text: source.text,
    severity: source.severity,
    article: source.article,
    authority: source.authority,
    step: source.step,
    due_on: null,
    demand: source.demand,
    corrected_on_the_spot: false,
    photos: [],
  };
  if (!known) finding.text = ""; // the item says what should be, not what was found
  setDate(finding, doc, pack);
  return finding;
}

export const newFinding = () => emptyFinding(newId().slice(0, 8));

/** The printed date of a finding's step, from the table that the server computed; typed dates stay. */
export function setDate(finding, doc, pack) {
  const date = finding.step && pack.steps[dayOf(doc)]?.[finding.step];
  if (date) finding.due_on = date.on;
}

export function setDates(doc, pack) {
  for (const finding of doc.findings) setDate(finding, doc, pack);
}

const CONTENT = ["text", "severity", "article", "authority", "step", "demand"];

/** An answer of "does not" brings the usual finding; taking it back removes one that nobody touched. */
export function fitFindings(doc, item, pack) {
  const fails = answerOf(doc, item.code).answer === "does_not";
  const own = doc.findings.filter((finding) => finding.item === item.code);
  if (fails && own.length === 0) doc.findings.push(usualFinding(item, doc, pack));
  if (!fails && own.length === 1) {
    const usual = usualFinding(item, doc, pack);
    const untouched = own[0].photos.length === 0 && CONTENT.every((name) => own[0][name] === usual[name]);
    if (untouched) doc.findings = doc.findings.filter((finding) => finding !== own[0]);
  }
}

/** The document as it is sent: photographs by the ids that the server gave; those not sent yet left out. */
export function bodyOf(record) {
  const visit = structuredClone(record.doc);
  const known = (ids) => ids.map((id) => (isLocalPhoto(id) ? record.photos[id] : id)).filter(Boolean);
  visit.photos = known(visit.photos);
  for (const row of [...visit.answers, ...visit.findings]) row.photos = known(row.photos);
  visit.signatures = visit.signatures.filter((signature) => signature.strokes.length > 0);
  return { operation_id: newId(), finish: record.wants_finish, version: record.version, visit };
}
