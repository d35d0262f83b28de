// Runs every audit of graphql-http against the address given; prints those that do not pass, as JSON.
import { auditServer } from "graphql-http";

const [url, token] = process.argv.slice(2);
const credential = token ? { authorization: `Bearer ${token}` } : {};

const results = await auditServer({
  url,
  fetchFn: (address, options = {}) =>
    fetch(address, { ...options, headers: { ...options.headers, ...credential } }),
});
const failed = results.filter(({ status }) => status !== "ok");
console.log(
  JSON.stringify({
    audits: results.length,
    failed: failed.map(({ id, name, reason }) => ({ id, name, reason })),
  }),
);
