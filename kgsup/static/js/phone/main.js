// The one page of the phone: chooses the screen from the address, draws it, and shows what is not sent.

import { closingScreen } from "./closing.js";
import { button, h, notice, t } from "./dom.js";
import { findingScreen, findingsScreen } from "./findings.js";
import { itemsScreen, progressOf } from "./items.js";
import { reviewScreen } from "./review.js";
import { peopleScreen, setupScreen } from "./setup.js";
import { conflictScreen, fetchVisit, removeScreen, startScreen } from "./start.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { begin, chooseKindergarten, edit, isSigned } from "./visit.js";

const SAVE_AFTER_MS = 4000;
const SECOND_TAP_MS = 700; // a double tap is meant for the screen on which it began
const SCREENS = {
  setup: setupScreen,
  people: peopleScreen,
  items: itemsScreen,
  findings: findingsScreen,
  finding: findingScreen,
  closing: closingScreen,
  review: reviewScreen,
  conflict: conflictScreen,
  remove: removeScreen,
};
const BACK = { setup: "#/", people: "setup", items: "people", findings: "items", finding: "findings", closing: "findings", review: "closing", conflict: "#/", remove: "setup" };

const place = Object.fromEntries(["title", "back", "screen", "actions", "unsynced", "progress", "status"].map((id) => [id, document.getElementById(id)]));
let pack = null;
let arrivedAt = -SECOND_TAP_MS; // when the present screen came, on the page's own clock
let unopened = false; // the visit that a link named is not here

/** Go to an address; null draws the present screen again and keeps the place on it. */
function go(address) {
  if (address === null) draw(true);
  else if (location.hash === address) draw(false);
  else location.hash = address;
}
go.progress = () => {
  const [, , id] = location.hash.split("/");
  const record = store.getRecord(id);
  if (record) showProgress(progressOf(record, pack));
};

function draw(stay) {
  if (!pack) return;
  const [, kind, id, name, rest] = location.hash.split("/");
  const record = kind === "visit" ? store.getRecord(id) : null;
  const screenName = record && isSigned(record) ? "review" : name;
  const screen = record && SCREENS[screenName] ? SCREENS[screenName](record, pack, go, rest) : startScreen(pack, go);
  const scrolled = window.scrollY;
  const focused = document.activeElement?.id;
  place.title.textContent = screen.title;
  document.title = screen.title;
  place.screen.replaceChildren(...screen.content.flat(4).filter(Boolean));
  place.actions.firstElementChild.replaceChildren(...screen.actions.filter(Boolean));
  place.actions.hidden = false;
  place.back.hidden = !record;
  if (record) place.back.href = BACK[screenName]?.startsWith("#") ? BACK[screenName] : `#/visit/${id}/${BACK[screenName]}`;
  showProgress(screen.progress);
  if (stay) {
    window.scrollTo(0, scrolled);
    if (focused) document.getElementById(focused)?.focus();
  } else {
    arrive(rest);
  }
}

/** The second tap of a double tap would hit whatever the new screen shows at that place. */
function ignoreSecondTap(event) {
  if (event.detail < 2 || performance.now() - arrivedAt > SECOND_TAP_MS) return;
  event.preventDefault();
  event.stopPropagation();
}

function arrive(anchor) {
  arrivedAt = performance.now();
  const target = anchor && document.getElementById(anchor);
  if (!target) window.scrollTo(0, 0);
  else {
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  }
}

function showProgress(progress) {
  place.progress.hidden = !progress;
  if (!progress) return;
  const [bar, words] = place.progress.children;
  bar.max = progress.of || 1;
  bar.value = progress.done;
  words.textContent = `${progress.done} / ${progress.of}`;
}

function showStatus() {
  const status = sync.getStatus();
  const waiting = sync.countWaiting();
  place.unsynced.textContent = waiting ? t("unsynced", { count: waiting }) : t("all_sent");
  place.unsynced.className = `unsynced${waiting ? (status.signedOut ? " unsynced-failed" : " unsynced-waiting") : ""}`;
  const lines = [];
  if (status.signedOut) lines.push(notice("error", h("p", {}, t("signed_out")), h("a", { class: "button", href: place.status.dataset.signIn }, t("sign_in"))));
  else if (status.offline && waiting) lines.push(notice("warning", h("p", {}, t("offline", { count: waiting }))));
  if (unopened) lines.push(notice("warning", h("p", {}, t("visit_not_opened"))));
  place.status.replaceChildren(...lines);
}

/** After an answer of the server the review shows it; other screens are left to whoever types there. */
function refresh() {
  showStatus();
  const [, kind, , name] = location.hash.split("/");
  if (kind === "visit" && ["review", "conflict"].includes(name)) draw(true);
}

function failed(event) {
  const fault = event.reason ?? event.error;
  const words = fault?.name === "QuotaExceededError" ? t("no_room") : t("fault");
  place.status.replaceChildren(notice("error", h("p", {}, words), h("p", { class: "item-hint" }, String(fault ?? event.message))));
}

/** Where a link of the office leads: ?visit= goes on with a visit, ?kindergarten= begins one there. */
async function arriveFrom(search) {
  const wanted = new URLSearchParams(search);
  const visit = wanted.get("visit");
  const kindergarten = pack.kindergartens.find((each) => each.id === wanted.get("kindergarten"));
  let address = location.hash || "#/";
  if (visit) {
    const isHere = await fetchVisit(visit);
    if (isHere) address = `#/visit/${visit}/items`;
    unopened = !isHere;
  } else if (kindergarten) {
    const { id } = begin(pack);
    edit(id, (doc) => chooseKindergarten(doc, kindergarten, pack));
    address = `#/visit/${id}/setup`;
  }
  history.replaceState(null, "", location.pathname + address); // loading the page again begins nothing again
}

async function main() {
  document.addEventListener("click", ignoreSecondTap, true);
  window.addEventListener("hashchange", () => {
    unopened = false;
    sync.kick(); // leaving a screen saves the draft
    draw(false);
  });
  window.addEventListener("error", failed);
  window.addEventListener("unhandledrejection", failed);
  window.addEventListener("pagehide", () => sync.kick());
  store.onChange(() => {
    showStatus();
    sync.kick(SAVE_AFTER_MS);
  });
  sync.onStatus(refresh);
  place.unsynced.addEventListener("click", () => sync.kick());
  pack = await sync.loadPack();
  if (!pack) {
    place.screen.replaceChildren(notice("warning", h("p", {}, t("no_pack"))), button(t("try_again"), () => location.reload()));
    showStatus();
    return;
  }
  navigator.storage?.persist?.();
  if (location.search) await arriveFrom(location.search);
  showStatus();
  draw(false);
  sync.start();
}

main();
