// Making elements and words.  Text is always set as text, never as markup.

const words = JSON.parse(document.getElementById("words").textContent);

/** The words of a key in the page's language; {name} is replaced from the parameters. */
export function t(key, parameters = {}) {
  if (!(key in words)) throw new Error(`no words for ${key}`);
  return words[key].replace(/\{(\w+)\}/g, (_, name) => parameters[name] ?? "");
}

/** An element: attributes, listeners (onclick: function) and children (elements, texts, lists, nothing). */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "value" && name !== "option") element.value = value;
    else if (key === "checked" || key === "disabled" || key === "hidden" || key === "inert") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(4).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function button(label, onclick, kind = "", attributes = {}) {
  return h("button", { type: "button", class: `button ${kind}`, onclick, ...attributes }, label);
}

/** A labelled control; the control gets the id. */
export function field(id, label, control, help = null) {
  control.id = id;
  if (help) control.setAttribute("aria-describedby", `${id}-help`);
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, label),
    help && h("p", { class: "field-help", id: `${id}-help` }, help),
    control,
  );
}

export function textField(id, label, value, onchange, { help = null, lines = 1, type = "text" } = {}) {
  const attributes = { value: value ?? "", oninput: (event) => onchange(event.target.value) };
  const control = lines > 1
    ? h("textarea", { rows: lines, maxlength: 4000, ...attributes })
    : h("input", { type, maxlength: type === "text" ? 200 : undefined, ...attributes });
  return field(id, label, control, help);
}

export function checkField(id, label, checked, onchange) {
  const control = h("input", { type: "checkbox", id, checked, onchange: (event) => onchange(event.target.checked) });
  return h("div", { class: "field" }, h("label", { class: "option", for: id }, control, h("span", {}, label)));
}

/** choices: [value, label] pairs; an empty value is offered only while nothing is chosen. */
export function selectField(id, label, choices, value, onchange, { help = null, empty = null } = {}) {
  const options = empty !== null ? [["", empty], ...choices] : choices;
  const control = h(
    "select",
    { onchange: (event) => onchange(event.target.value || null) },
    options.map(([key, text]) => h("option", { value: key, selected: String(key) === String(value ?? "") }, text)),
  );
  return field(id, label, control, help);
}

/** One of a few: buttons that stay pressed. */
export function choiceButtons(label, choices, value, onchange) {
  const buttons = choices.map(([key, text, kind]) =>
    h("button", {
      type: "button",
      class: kind,
      "aria-pressed": String(key === value),
      "data-value": key,
      onclick: (event) => {
        for (const each of buttons) each.setAttribute("aria-pressed", String(each === event.currentTarget));
        onchange(key);
      },
    }, text));
  return h("div", { class: "answers", role: "group", "aria-label": label }, buttons);
}

export function notice(kind, ...content) {
  return h("div", { class: `notice notice-${kind}`, role: kind === "error" ? "alert" : "status" }, h("div", {}, content));
}

export function section(title, ...content) {
  return h("section", {}, h("h2", { class: "phone-section" }, title), content);
}
