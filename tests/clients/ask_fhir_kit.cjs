// Asks an endpoint with fhir-kit-client and prints what it found, as JSON. Arguments and answer as in ask_fhirpy.py.
const Client = require('fhir-kit-client');

const name = (resource) => `${resource.resourceType}/${resource.id}`;
const names = (bundle) => (bundle.entry ?? []).map((entry) => name(entry.resource));
// Every page brings along what it refers to, so only matches come once.
const matches = (bundle) => names({ entry: (bundle.entry ?? []).filter((entry) => entry.search.mode === 'match') });

async function pages(client, bundle) {
  const all = [];
  for (let page = bundle; page; page = await client.nextPage({ bundle: page })) all.push(page);
  return all;
}

async function main(base, questions, token) {
  const client = new Client({ baseUrl: base, bearerToken: token });
  const found = {};
  for (const [key, [resourceType, searchParams]] of Object.entries(questions)) {
    const all = await pages(client, await client.search({ resourceType, searchParams }));
    found[key] = all.flatMap(names);
  }
  const first = await client.search({ resourceType: 'Patient', searchParams: { _count: 3 } });
  const second = await client.nextPage({ bundle: first });
  const back = await client.prevPage({ bundle: second });
  const patient = first.entry[0].resource;
  const posted = await client.search({
    resourceType: 'Patient',
    searchParams: { _id: patient.id },
    options: { postSearch: true },
  });
  const batch = await client.batch({
    body: {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [
        { request: { method: 'GET', url: name(patient) } },
        { request: { method: 'GET', url: `Observation?patient=${name(patient)}&_count=200` } },
      ],
    },
  });
  const everything = await client.operation({
    name: '$everything', resourceType: 'Patient', id: patient.id, method: 'GET',
  });
  return {
    found,
    software: (await client.capabilityStatement()).software.name,
    read: name(await client.read({ resourceType: 'Patient', id: patient.id })),
    first: names(first),
    second: names(second),
    back: names(back),
    posted: names(posted),
    batch: batch.entry.map((entry) => entry.response.status),
    observations: names(batch.entry[1].resource),
    everything: (await pages(client, everything)).flatMap(matches),
    missing: await client.search({ resourceType: 'Patient', searchParams: { nonesuch: 1 } }).then(
      () => '',
      (error) => `${error.response.status} ${error.response.data.resourceType}`,
    ),
  };
}

let token = '';
process.stdin.on('data', (part) => { token += part; });
process.stdin.on('end', () => {
  main(process.argv[2], JSON.parse(process.argv[3]), token.trim())
    .then((answer) => console.log(JSON.stringify(answer)))
    .catch((error) => { console.error(error); process.exit(1); });
});
