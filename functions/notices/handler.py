"""What a tenant's users were told, and what each wants to be told."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from malote import bootstrap
from malote import parameters as given
from malote.audit import Action
from malote.bootstrap import follow_ups
from malote.clock import utc_now
from malote.notices import pages, tokens
from malote.notices.choose import choose, turn_off
from malote.notices.views import NoticeChoices, NoticePage
from malote.web import PAGE, body_as, by_user, page, rest_api, tenant_of, user_of

app = rest_api()
TAGS = ["notices"]


@app.get("/notices", summary="Lists what users were told of, newest first", tags=TAGS)
def list_notices(limit: given.Limit = 50, cursor: given.Cursor = None) -> NoticePage:
    found, following = follow_ups.notices().page(tenant_of(app), limit, cursor)
    return NoticePage.of(found, follow_ups.notices().mails(found, user_of(app)), following)


@app.get("/notice-settings", summary="Shows what is mailed to you", tags=TAGS)
def show_choices() -> NoticeChoices:
    user = follow_ups.users().get(tenant_of(app), user_of(app))
    return NoticeChoices.without(user.off if user else ())


@app.put("/notice-settings", summary="Chooses what is mailed to you", tags=TAGS)
def change_choices() -> NoticeChoices:
    entry = by_user(app, Action.NOTICES_CHANGED, user_of(app))
    choices = body_as(app, NoticeChoices).root
    user = choose(choices, entry, follow_ups.users(), bootstrap.audit_trail())
    return NoticeChoices.without(user.off)


# These two ask for no login: the link, which only its user was mailed, is the proof.
@app.get("/notices/unsubscribe", summary="Asks to turn a kind off", tags=TAGS, responses=PAGE)
def ask_to_turn_off(token: given.NoticeToken) -> Response[str]:
    choice = tokens.read(follow_ups.notice_key(), token)
    return page(pages.ask(choice.kind)) if choice else page(pages.refused(), 400)


@app.post("/notices/unsubscribe", summary="Turns a kind off", tags=TAGS, responses=PAGE)
def turn_kind_off(token: given.NoticeToken) -> Response[str]:
    choice = tokens.read(follow_ups.notice_key(), token)
    if not choice:
        return page(pages.refused(), 400)
    turn_off(choice, utc_now(), follow_ups.users(), bootstrap.audit_trail())
    return page(pages.done(choice.kind))


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)
