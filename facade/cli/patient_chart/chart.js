// The chart of the patient in the launch's context: who it is, a short summary, and the vital signs.
import { client, finish } from "./smart.js";
import { tell } from "./tell.js";
import { draw, series } from "./vitals.js";

const at = (id) => document.getElementById(id);

try {
  const token = await finish();
  if (!token.patient) throw new Error("The clinic told no patient.");
  await show(client(token), token);
} catch (error) {
  tell(error);
}

async function show(clinic, token) {
  const of = `patient=${encodeURIComponent(token.patient)}`;
  const granted = (type) => token.scope.split(" ").some((scope) => scope.startsWith(`patient/${type}.`));
  const asked = (type, query) => (granted(type) ? clinic.all(`${type}?${of}${query}`) : Promise.resolve(null));
  const [patient, conditions, allergies, medications, vitals] = await Promise.all([
    clinic.get(`Patient/${token.patient}`),
    asked("Condition", "&clinical-status=active"),
    asked("AllergyIntolerance", ""),
    asked("MedicationRequest", "&status=active"),
    asked("Observation", "&category=vital-signs&_count=200"),
  ]);
  introduce(patient, token.need_patient_banner !== false);
  list("conditions", conditions, (one) => text(one.code));
  list("allergies", allergies, (one) => text(one.code));
  list("medications", medications, (one) => text(one.medicationCodeableConcept));
  choose(vitals);
  at("status").textContent = "";
  at("chart").hidden = false;
}

function introduce(patient, banner) {
  const name = patient.name?.find((one) => one.use === "official") ?? patient.name?.[0] ?? {};
  const shown = name.text ?? [...(name.given ?? []), name.family].filter(Boolean).join(" ");
  if (!banner) return; // the EHR around this page shows who it is
  at("name").textContent = shown || "No name";
  document.title = `${shown}: patient chart (sample app)`;
  const number = patient.identifier?.find((one) => one.type?.coding?.some((coding) => coding.code === "MR"))?.value;
  const facts = [patient.birthDate && `born ${patient.birthDate}`, patient.gender, number && `number ${number}`];
  at("banner").textContent = facts.filter(Boolean).join(" · ");
}

function list(id, resources, line) {
  const lines = resources === null ? ["You did not share this."] : [...new Set(resources.map(line).filter(Boolean))];
  for (const shown of lines.length ? lines : ["None recorded."]) {
    const item = document.createElement("li");
    item.textContent = shown;
    at(id).append(item);
  }
}

function text(concept) {
  return concept?.text ?? concept?.coding?.find((coding) => coding.display)?.display ?? concept?.coding?.[0]?.code;
}

function choose(observations) {
  const found = series(observations ?? [], text);
  at("pick").hidden = found.length === 0;
  if (found.length === 0) {
    at("table").createCaption().textContent = observations === null ? "You did not share this." : "None recorded.";
    return;
  }
  for (const [index, one] of found.entries()) at("which").add(new Option(one.name, String(index)));
  const redraw = () => draw(found[Number(at("which").value)], at("figure"), at("table"));
  at("which").addEventListener("change", redraw);
  redraw();
}
