// Sending what waits: photographs first, then the document, each operation until it was answered.
// An operation is kept with its id and body before it is sent and goes out again unchanged.

import { whole } from "./document.js";
import * as store from "./store.js";
import { bodyOf, isLocalPhoto, isWaiting, waitingPhotos } from "./visit.js";

const RETRY_MS = 15000;
const listeners = new Set();
const status = { running: false, again: false, signedOut: false, offline: false, failed: "" };
let timer = 0;
let csrf = "";

export const getStatus = () => status;
export const onStatus = (listener) => listeners.add(listener);

function tell() {
  for (const listener of listeners) listener(status);
}

class SignedOut extends Error {}
class Unreachable extends Error {}

async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(path, {
      ...options,
      credentials: "same-origin",
      redirect: "manual",
      headers: { Accept: "application/json", ...options.headers },
    });
  } catch {
    throw new Unreachable();
  }
  if (response.status === 401 || response.type === "opaqueredirect") throw new SignedOut();
  if (response.status >= 500) throw new Unreachable();
  const answer = await response.json().catch(() => ({}));
  return { code: response.status, answer };
}

/** The county's pack, fresh when the network is there, else the one that was kept. */
export async function loadPack() {
  try {
    const { code, answer } = await request("county.json");
    if (code !== 200) throw new Unreachable();
    status.signedOut = false;
    status.offline = false;
    store.useUser(answer.user);
    for (const [kind, pairs] of Object.entries(answer.labels)) answer.labels[kind] = Object.fromEntries(pairs);
    store.keepPack(answer);
    return answer;
  } catch (error) {
    status.signedOut = error instanceof SignedOut;
    status.offline = error instanceof Unreachable;
    return store.keptPack();
  } finally {
    tell();
  }
}

export async function loadDraft(id) {
  const { code, answer } = await request(`visits/${id}.json`);
  return code === 200 ? answer : null;
}

/** How many things the server does not have yet. */
export function countWaiting() {
  return store.allRecords().reduce((sum, record) => sum + (isWaiting(record) ? 1 : 0) + waitingPhotos(record), 0);
}

/** Send soon; calls while sending lead to one more round. */
export function kick(delay = 0) {
  clearTimeout(timer);
  timer = setTimeout(run, delay);
}

async function run() {
  if (status.running) {
    status.again = true;
    return;
  }
  status.running = true;
  tell();
  try {
    await sendAll();
    status.offline = false;
    status.signedOut = false;
  } catch (error) {
    status.signedOut = error instanceof SignedOut;
    status.offline = error instanceof Unreachable;
    if (!status.signedOut && !status.offline) throw error;
  } finally {
    status.running = false;
    const waits = countWaiting() > 0;
    if (waits) kick(status.again && !status.offline && !status.signedOut ? 0 : RETRY_MS);
    status.again = false;
    tell();
  }
}

async function sendAll() {
  const due = store.allRecords().filter((record) => isWaiting(record) || waitingPhotos(record) > 0);
  if (due.length === 0) return;
  const { code, answer } = await request("session.json"); // tokens are fetched, never kept
  if (code !== 200 || answer.user !== store.currentUser()) return; // another person's queue stays here
  csrf = answer.csrf;
  for (const record of due) {
    await sendPhotos(record.id);
    await sendVisit(record.id);
  }
}

async function sendPhotos(id) {
  const photos = store.getRecord(id)?.photos ?? {};
  for (const [photo, evidence] of Object.entries(photos)) {
    if (evidence !== null || !isLocalPhoto(photo)) continue;
    const blob = await store.getPhoto(photo);
    const { code, answer } = blob ? await post("photos", blob, "image/jpeg") : { code: 410, answer: {} };
    store.changeRecord(id, (record) => {
      if (code === 201) record.photos[photo] = answer.id;
      else refusePhoto(record, photo, answer.detail ?? "");
      record.dirty = true;
    });
  }
}

/** A photograph that the server does not take is taken out and named, so that it blocks nothing. */
function refusePhoto(record, photo, detail) {
  delete record.photos[photo];
  const drop = (row) => { row.photos = row.photos.filter((each) => each !== photo); };
  [record.doc, ...record.doc.answers, ...record.doc.findings].forEach(drop);
  record.refused_photo = detail || "?";
}

function post(path, body, type) {
  return request(path, { method: "POST", body, headers: { "Content-Type": type, "X-CSRFToken": csrf } });
}

async function sendVisit(id) {
  let record = store.getRecord(id);
  if (!record || !isWaiting(record)) return;
  if (record.wants_finish && waitingPhotos(record) > 0) return;
  record = store.changeRecord(id, (each) => {
    if (each.pending) return;
    each.pending = bodyOf(each);
    each.dirty = false;
  });
  const operation = record.pending;
  const { code, answer } = await post("visits", JSON.stringify(operation), "application/json");
  if (code === 400 || (code === 409 && answer.result !== "conflict")) return; // token or race: unchanged, later
  store.changeRecord(id, (each) => {
    if (each.pending?.operation_id === operation.operation_id) take(each, operation, code, answer);
  });
  if (isWaiting(store.getRecord(id))) status.again = true; // changed while it was on its way
}

/** Take the server's answer into the record. */
function take(record, operation, code, answer) {
  record.pending = null;
  record.problems = answer.problems ?? [];
  record.detail = answer.detail ?? "";
  record.answered_at = Date.now();
  if (operation.finish) record.wants_finish = false;
  if (code === 200 || (code === 422 && answer.result === "refused")) {
    record.version = answer.version;
    record.result = answer.result;
    if (answer.result === "signed") Object.assign(record, { number: answer.number, url: answer.url, dirty: false });
  } else if (code === 409) {
    record.conflict = answer;
  } else {
    record.result = "failed"; // kept; the next change sends it again
    record.dirty = false;
  }
}

/** After a conflict: go on with one's own document over the other's, which the server keeps aside. */
export function keepMine(id) {
  store.changeRecord(id, (record) => {
    record.version = record.conflict.version;
    delete record.conflict;
    record.dirty = true;
  });
  kick();
}

export function takeTheirs(id) {
  store.changeRecord(id, (record) => {
    record.version = record.conflict.version;
    record.doc = whole(record.conflict.document);
    if (record.conflict.state === "signed") Object.assign(record, { result: "signed", number: record.conflict.number });
    delete record.conflict;
    record.dirty = false;
  });
}

export function start() {
  window.addEventListener("online", () => kick());
  window.addEventListener("offline", () => { status.offline = true; tell(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) kick(); });
  kick();
}

