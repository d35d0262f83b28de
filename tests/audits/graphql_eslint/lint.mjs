// Lints the schema given with graphql-eslint's schema and Relay rules; prints what they find, as JSON.
import graphql from "@graphql-eslint/eslint-plugin";
import { ESLint } from "eslint";
import { basename, dirname } from "node:path";

const [schema] = process.argv.slice(2);
const rule = (name) => `@graphql-eslint/${name}`;

const eslint = new ESLint({
  cwd: dirname(schema),
  overrideConfigFile: true,
  overrideConfig: {
    files: ["**/*.graphql"],
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema } } },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      ...graphql.configs["flat/schema-recommended"].rules,
      ...graphql.configs["flat/schema-relay"].rules,
      [rule("require-description")]: [
        "error",
        {
          types: true,
          DirectiveDefinition: true,
          EnumValueDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          rootField: true,
        },
      ],
      // What is not a record has no id: pages and places in them, groups and their measures, the viewer,
      // what a mutation answers and why it was not done, what may be done, stretches of time,
      // clocks as they would be, what was simulated, what conditions may name.
      [rule("strict-id-in-types")]: [
        "error",
        {
          exceptions: {
            types: [
              ...["PageInfo", "Viewer", "Action", "ActionInput"],
              ...["NotFound", "ActionForbidden", "FieldForbidden", "VersionConflict", "InvalidTransition"],
              ...["ChangeWindowStretch", "ScheduleSpan", "CaseSlaSegment", "CaseWhatIfClock"],
              ...["SimulatedFigures", "SimulatedLine", "ConditionEntity", "ConditionField"],
              ...["FitChoice", "FitValue", "Found", "Snippet", "SnippetPart"],
              ...["MissingInput", "InvalidInput", "BadReference", "Duplicate", "KeyRefused"],
            ],
            suffixes: ["Connection", "Edge", "Group", "Extremes", "Averages", "Payload"],
          },
        },
      ],
      // `nodes` beside `edges` is a list of records, as on GitHub.
      [rule("relay-edge-types")]: [
        "error",
        { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false },
      ],
    },
  },
});

const [result] = await eslint.lintFiles([basename(schema)]);
console.log(
  JSON.stringify(result.messages.map(({ ruleId, line, message }) => ({ rule: ruleId, line, message }))),
);
