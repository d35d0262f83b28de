// Reads pages as JSON from a file, name to HTML; prints what html-validate says of them as JSON.
import { readFileSync } from "node:fs";
import { HtmlValidate } from "html-validate";

const validate = new HtmlValidate({
  extends: ["html-validate:recommended", "html-validate:a11y"],
  rules: {
    "attr-quotes": "off", // taste
    "long-title": "off",
    "no-trailing-whitespace": "off",
    "void-style": "off",
    "doctype-style": "off",
    "no-inline-style": "error",
    "no-implicit-button-type": "off", // submitting is what our buttons are for
    "prefer-native-element": ["error", { exclude: ["listbox", "combobox", "option"] }],
    "require-sri": ["error", { target: "all", exclude: ["/static/logo.svg", "manifest", "inter"] }],
  },
});

const pages = JSON.parse(readFileSync(process.argv[2], "utf8"));
const faults = [];
for (const [name, html] of Object.entries(pages)) {
  const report = await validate.validateString(html, name);
  for (const result of report.results) {
    for (const message of result.messages) {
      faults.push(`${name}:${message.line}:${message.column} ${message.ruleId}: ${message.message}`);
    }
  }
}
console.log(JSON.stringify(faults));
