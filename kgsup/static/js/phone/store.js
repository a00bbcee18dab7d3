// What the phone keeps: records in localStorage (written at once, so that a reload right after a tap
// loses nothing), photographs in IndexedDB.  Everything is kept per user.

import { whole } from "./document.js";

const PREFIX = "kgsup.visit";
const listeners = new Set();
let user = localStorage.getItem("kgsup.user") ?? "";

export const currentUser = () => user;

export function useUser(publicId) {
  user = publicId;
  localStorage.setItem("kgsup.user", publicId);
}

export function onChange(listener) {
  listeners.add(listener);
}

const keyOf = (id) => `${PREFIX}.${user}.${id}`;

/** A record as it was written, by whichever version of this page; its document is made whole. */
function read(text) {
  const record = JSON.parse(text);
  record.doc = whole(record.doc);
  return record;
}

/** All records of the user, newest first. */
export function allRecords() {
  const records = [];
  for (let n = 0; n < localStorage.length; n += 1) {
    const key = localStorage.key(n);
    if (key.startsWith(`${PREFIX}.${user}.`)) records.push(read(localStorage.getItem(key)));
  }
  return records.sort((a, b) => b.changed_at - a.changed_at);
}

export function getRecord(id) {
  const text = localStorage.getItem(keyOf(id));
  return text ? read(text) : null;
}

/** Write a record; throws when the phone has no room, so that nothing is claimed as kept. */
export function putRecord(record) {
  localStorage.setItem(keyOf(record.id), JSON.stringify(record));
  for (const listener of listeners) listener(record);
}

/** Change a record as it is now: what another part wrote in the meantime stays. */
export function changeRecord(id, change) {
  const record = getRecord(id);
  if (!record) return null;
  change(record);
  putRecord(record);
  return record;
}

export async function removeRecord(id) {
  const record = getRecord(id);
  localStorage.removeItem(keyOf(id));
  for (const photo of Object.keys(record?.photos ?? {})) await removePhoto(photo);
  for (const listener of listeners) listener(null);
}

export function keepPack(pack) {
  localStorage.setItem(`kgsup.pack.${pack.user}`, JSON.stringify(pack));
}

export function keptPack() {
  const text = localStorage.getItem(`kgsup.pack.${user}`);
  return text ? JSON.parse(text) : null;
}

let opened = null;

function photos() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("kgsup-phone", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("photos");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function inPhotos(mode, act) {
  const database = await photos();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction("photos", mode);
    const request = act(transaction.objectStore("photos"));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

export const putPhoto = (id, blob) => inPhotos("readwrite", (store) => store.put(blob, id));
export const getPhoto = (id) => inPhotos("readonly", (store) => store.get(id));
export const removePhoto = (id) => inPhotos("readwrite", (store) => store.delete(id));
