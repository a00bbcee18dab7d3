// Photographs: shrunk on the phone before they are kept, shown from the phone or from the evidence store.

import { h, t } from "./dom.js";
import * as store from "./store.js";
import { edit, isLocalPhoto, newPhotoId } from "./visit.js";
import { kick } from "./sync.js";

const LONGEST_SIDE = 1280;
const QUALITY = 0.85;

/** A JPEG of at most 1280 px; drawing it anew drops whatever the camera wrote into the file. */
async function shrink(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
  if (!blob) throw new Error("the photo could not be written");
  return blob;
}

async function show(image, photo) {
  if (!isLocalPhoto(photo)) {
    image.src = `/evidence/${photo}.jpg`;
    return;
  }
  const blob = await store.getPhoto(photo).catch(() => null);
  if (!blob) return;
  image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
  image.src = URL.createObjectURL(blob);
}

/** The photographs of one place of the document; `find` returns the row that holds `photos`. */
export function photoList(visitId, label, find, changed = () => {}) {
  const list = h("ul", { class: "photos" });
  const message = h("p", { class: "field-error", role: "alert", hidden: true });

  function draw() {
    const record = store.getRecord(visitId);
    const row = find(record.doc);
    list.replaceChildren(...(row?.photos ?? []).map(thumbnail), addButton());
  }

  function thumbnail(photo) {
    const image = h("img", { alt: label });
    show(image, photo);
    const remove = h("button", { type: "button", class: "remove", "aria-label": t("remove_photo"), onclick: () => drop(photo) }, "×");
    return h("li", {}, image, remove);
  }

  function addButton() {
    const input = h("input", { type: "file", accept: "image/*", capture: "environment", "aria-label": `${t("take_photo")}: ${label}`, onchange: (event) => add(event.target) });
    return h("li", {}, h("label", { class: "photo-button" }, input, h("span", { "aria-hidden": "true" }, "＋"), h("span", {}, t("photo"))));
  }

  async function add(input) {
    const [file] = input.files;
    if (!file) return;
    message.hidden = true;
    try {
      const id = newPhotoId();
      await store.putPhoto(id, await shrink(file));
      edit(visitId, (doc, record) => {
        record.photos[id] = null;
        find(doc, true).photos.push(id);
      });
      kick();
    } catch {
      message.textContent = t("photo_not_kept");
      message.hidden = false;
    }
    draw();
    changed();
  }

  function drop(photo) {
    edit(visitId, (doc, record) => {
      const row = find(doc);
      row.photos = row.photos.filter((each) => each !== photo);
      delete record.photos[photo];
    });
    draw();
    changed();
  }

  draw();
  return h("div", {}, list, message);
}
