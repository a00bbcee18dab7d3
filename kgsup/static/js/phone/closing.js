// The end of the visit: words, the kindergarten's statement, signatures on the screen or a refusal.

import SignaturePad from "../../vendor/signature_pad.js";
import { button, checkField, h, section, t, textField } from "./dom.js";
import { photoList } from "./photos.js";
import * as store from "./store.js";
import { edit, endBySigning, fromLocalInput, isDrawn, setDates, takeOff, toInstant, toLocalInput } from "./visit.js";

export function closingScreen(record, pack, go) {
  const { id, doc } = record;
  const set = (name) => (text) => edit(id, (each) => { each[name] = text; });
  const locked = isDrawn(doc);
  return {
    title: t("closing"),
    content: [
      h("div", { inert: locked, id: "before-signing" },
        textField("observations", t("observations"), doc.observations, set("observations"), { lines: 3 }),
        textField("advice", t("advice"), doc.advice, set("advice"), { lines: 2 }),
        section(t("other_photos"), photoList(id, t("other_photos"), (each) => each)),
        section(t("statement"),
          textField("statement", t("statement_text"), doc.statement.text, (text) => edit(id, (each) => { each.statement.text = text; }), { lines: 2 }),
          checkField("nothing-to-add", t("nothing_to_add"), doc.statement.nothing_to_add, (checked) => edit(id, (each) => { each.statement.nothing_to_add = checked; })))),
      textField("ended-at", t("ended_at"), toLocalInput(doc.ended_at), (text) => edit(id, (each, whole) => {
        each.ended_at = fromLocalInput(text);
        whole.ended_by_signing = false; // what was typed stays
        setDates(each, pack);
      }), { type: "datetime-local", help: t("ended_help") }),
      section(t("signatures"),
        doc.officers.map((officer) => {
          const known = pack.officers.find((each) => each.id === officer);
          return pad(record, pack, { by: "officer", officer, name: known?.name ?? "", position: known?.position ?? "" }, known?.name ?? officer);
        }),
        kindergartenSide(record, pack, go)),
    ],
    actions: [
      button(t("back"), () => go(`#/visit/${id}/findings`)),
      button(t("next_review"), () => go(`#/visit/${id}/review`), "button-primary"),
    ],
  };
}

function kindergartenSide(record, pack, go) {
  const { id, doc } = record;
  const refused = checkField("refused", t("refuses_to_sign"), doc.refusal !== null, (checked) => {
    edit(id, (each, whole) => {
      each.refusal = checked ? { reason: "", witness: "" } : null;
      const gone = checked ? "kindergarten" : "witness";
      takeOff(each, whole, pack, (signature) => signature.by !== gone);
    });
    go(null);
  });
  if (doc.refusal) {
    const set = (name) => (text) => edit(id, (each) => { each.refusal[name] = text; });
    return [
      refused,
      textField("refusal-reason", t("refusal_reason"), doc.refusal.reason, set("reason"), { lines: 2 }),
      textField("refusal-witness", t("witness"), doc.refusal.witness, set("witness"), { help: t("witness_help") }),
      pad(record, pack, { by: "witness", name: doc.refusal.witness }, t("witness")),
    ];
  }
  const host = doc.received_by;
  return [
    pad(record, pack, { by: "kindergarten", name: host.name, position: host.position }, host.name ? `${t("for_kindergarten")} ${host.name}` : t("for_kindergarten")),
    refused,
  ];
}

const isOf = (signer) => (signature) => signature.by === signer.by && (signer.by !== "officer" || signature.officer === signer.officer);

/** A signing field; each stroke is kept at once. */
function pad(record, pack, signer, label) {
  const { id } = record;
  const canvas = h("canvas", { "aria-label": t("sign_here", { name: label }), role: "img", id: `pad-${signer.by}-${signer.officer ?? ""}` });
  let drawing = null;

  function save() {
    const strokes = drawing.toData().map((group) => group.points.map((point) => [Math.round(point.x * 10) / 10, Math.round(point.y * 10) / 10]));
    edit(id, (doc, whole) => {
      if (strokes.length > 0) {
        doc.signatures = doc.signatures.filter((signature) => !isOf(signer)(signature));
        doc.signatures.push({ officer: null, ...signer, strokes, signed_at: toInstant(new Date()) });
        endBySigning(doc, whole, pack);
      } else {
        takeOff(doc, whole, pack, (signature) => !isOf(signer)(signature));
      }
      document.getElementById("before-signing").inert = isDrawn(doc);
      document.getElementById("ended-at").value = toLocalInput(doc.ended_at);
    });
  }

  /** The canvas gets its size when it stands in the page; strokes that are kept are drawn again. */
  function prepare() {
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    drawing = new SignaturePad(canvas, { penColor: "#101418", minWidth: 0.8, maxWidth: 2.4 });
    const kept = store.getRecord(id)?.doc.signatures.find(isOf(signer));
    if (kept) {
      drawing.fromData(kept.strokes.map((stroke) => ({
        penColor: "#101418", minWidth: 0.8, maxWidth: 2.4, dotSize: 0, velocityFilterWeight: 0.7, compositeOperation: "source-over",
        points: stroke.map(([x, y]) => ({ x, y, time: 0, pressure: 0.5 })),
      })));
    }
    drawing.addEventListener("endStroke", save);
  }

  requestAnimationFrame(prepare);
  return h("div", { class: "field" },
    h("div", { class: "signature-row" }, h("span", {}, label), button(t("clear"), () => { drawing.clear(); save(); }, "button-small")),
    h("div", { class: "signature" }, canvas));
}
