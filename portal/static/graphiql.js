// Starts GraphiQL on /graphql. The token lives in this page's memory only; without one the session's cookie is sent.
"use strict";

(() => {
  const FIRST_QUESTION = `# Ask for what you need; what you may not see is not in the schema.
# Run with Ctrl+Enter. Without a token your browser session is used.
{
  viewer {
    name
    roles
  }
}
`;

  const root = ReactDOM.createRoot(document.getElementById("graphiql"));
  const form = document.getElementById("credential");
  const field = document.getElementById("token");
  const who = document.getElementById("who");
  let token = "";

  const ask = async (question, options = {}) => {
    const headers = {
      accept: "application/graphql-response+json, application/json;q=0.9",
      "content-type": "application/json",
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...options.headers,
    };
    const response = await fetch(location.pathname, {
      method: "POST",
      credentials: "same-origin",
      headers,
      body: JSON.stringify(question),
    });
    return response.json();
  };

  const show = (key) =>
    root.render(
      React.createElement(GraphiQL, {
        key,
        fetcher: ask,
        defaultQuery: FIRST_QUESTION,
        shouldPersistHeaders: false,
        showPersistHeadersSettings: false,
      }),
    );

  const greet = async () => {
    const answer = await ask({ query: "{ viewer { name } }" }).catch(() => ({}));
    const name = answer.data?.viewer?.name;
    who.textContent = name ? `You are ${name}.` : "You are not signed in.";
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    token = field.value.trim().replace(/^Bearer\s+/i, "");
    show(String(Date.now())); // a new key: GraphiQL reads the schema again, as this caller sees it
    greet();
  });

  show("first");
  greet();
})();
