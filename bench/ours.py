"""Ours, in process: from the text of a document to the bytes of its answer, without HTTP."""

from dataclasses import dataclass

from bench.questions import Question, Viewer
from gateway.actor import Actor
from gateway.installation import Installation
from gateway.people.models import User
from gateway.request.documents import Documents


@dataclass
class Ours:
    """The gateway as a request meets it once its body is read and its sender known."""

    installation: Installation
    documents: Documents
    actors: dict[str, Actor]

    async def answer(self, question: Question, viewer: Viewer) -> bytes:
        actor = self.actors[viewer.label]
        view = self.installation.views.of(actor)
        prepared = self.documents.read(question.text, None)
        operation = self.documents.check(prepared, view.key, view.schema)
        body, _ = await self.installation.engine.answer(
            operation, question.variables, actor, schema=view.schema
        )
        return body

    async def plan(self, question: Question, viewer: Viewer) -> object:
        """All of that but asking the database and shaping what it says."""
        actor = self.actors[viewer.label]
        view = self.installation.views.of(actor)
        prepared = self.documents.read(question.text, None)
        operation = self.documents.check(prepared, view.key, view.schema)
        return await self.installation.engine.plan_of(
            operation, question.variables, actor, view.schema
        )


async def ours(installation: Installation, viewers: tuple[Viewer, ...]) -> Ours:
    """Raises LookupError when a viewer is nobody."""
    actors: dict[str, Actor] = {}
    for viewer in viewers:
        user = await User.get(id=viewer.user_id)
        actors[viewer.label] = await installation.identity.of_user(user.user_id)
        if viewer.role not in actors[viewer.label].roles:
            raise LookupError(f"{viewer.label} has not the role {viewer.role}")
    return Ours(installation, Documents(), actors)
