"""The GraphiQL page that browsers get at /graphql: HTML around vendored files, no inline script."""

from string import Template

PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="same-origin">
<title>GraphiQL · Caseway</title>
<link rel="icon" href="$assets/logo.svg" type="image/svg+xml">
<link rel="stylesheet" href="$assets/vendor/graphiql/graphiql.min.css">
<link rel="stylesheet" href="$assets/graphiql.css">
</head>
<body>
<form id="credential">
<label for="token">Bearer token</label>
<input id="token" type="password" autocomplete="off" placeholder="empty: your session">
<button type="submit">Use</button>
<output id="who" for="token"></output>
</form>
<div id="graphiql">GraphiQL needs JavaScript. Any GraphQL client can ask this address by POST.</div>
<script src="$assets/vendor/graphiql/react.production.min.js"></script>
<script src="$assets/vendor/graphiql/react-dom.production.min.js"></script>
<script src="$assets/vendor/graphiql/graphiql.min.js"></script>
<script src="$assets/graphiql.js"></script>
</body>
</html>
""")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
]


def page(assets: str) -> bytes:
    """The page; `assets` is the address under which the static files are."""
    return PAGE.substitute(assets=assets.rstrip("/")).encode()
