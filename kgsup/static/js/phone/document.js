// The visit document as the page works on it: every part that the published shape knows, with its empty value.
// Drafts may leave out what is empty (data/visit.schema.json); they are filled wherever one is read.

const EMPTY_ANSWER = () => ({ answer: null, own_answer: null, remark: "", photos: [] });
const EMPTY_FINDING = () => ({
  item: null,
  library: null,
  text: "",
  severity: null,
  article: "",
  authority: null,
  step: null,
  due_on: null,
  demand: "",
  corrected_on_the_spot: false,
  photos: [],
});
const EMPTY_POINT = () => ({ result: null, remark: "" });
const EMPTY_SIGNATURE = () => ({ officer: null, name: "", position: "", strokes: [], signed_at: null });
const EMPTY_VISIT = () => ({
  schema: 1,
  kindergarten: "",
  source: "phone",
  regime: "supervision",
  kind: "monthly",
  subject: "",
  checklist: null,
  joint: false,
  departments: [],
  ended_at: null,
  place: "",
  officers: [],
  helpers: [],
  received_by: { name: "", position: "" },
  certificates_shown: false,
  rights_told: false,
  recusal: null,
  approval: null,
  notice_number: "",
  answers: [],
  findings: [],
  earlier: [],
  photos: [],
  observations: "",
  advice: "",
  statement: { text: "", nothing_to_add: false },
  signatures: [],
  refusal: null,
  late_entry: null,
});

/** The same document with nothing missing; what it says stays as it is. */
export function whole(doc) {
  const filled = { ...EMPTY_VISIT(), ...doc };
  filled.answers = filled.answers.map((row) => ({ ...EMPTY_ANSWER(), ...row }));
  filled.findings = filled.findings.map((row) => ({ ...EMPTY_FINDING(), ...row }));
  filled.earlier = filled.earlier.map((row) => ({ ...EMPTY_POINT(), ...row }));
  filled.signatures = filled.signatures.map((row) => ({ ...EMPTY_SIGNATURE(), ...row }));
  return filled;
}

/** A finding beside the checklist, ours until somebody says otherwise. */
export const emptyFinding = (key) => ({ key, ...EMPTY_FINDING(), authority: "education" });
