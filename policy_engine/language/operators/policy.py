"""Words that recur in policies: a certificate held, support already received."""

from __future__ import annotations

from collections.abc import Sequence

from policy_engine.errors import Bilingual
from policy_engine.language.kinds import Item, Items, Unknown, Value
from policy_engine.language.operators.declaration import Context, Example, Operator

CERTIFICATES = "certificates"
PAST_AWARDS = "past_awards"


def _holds(context: Context, arguments: Sequence[Value]) -> Value:
    """Held and valid on as_of: issued on or before it, not expired before it (both days count)."""
    build, day = context.build, context.as_of()
    certificate = Item(context.list_named(CERTIFICATES))
    valid = build.both(
        [
            build.compare("=", build.field(certificate, "kind"), arguments[0]),
            build.compare("<=", build.field(certificate, "issued_on"), day),
            build.compare("<=", day, build.field(certificate, "expires_on")),
        ]
    )
    return build.quantified(False, Items(certificate.of), valid)


def _received(context: Context, arguments: Sequence[Value]) -> Value:
    """The whole sum received before for this measure, from the ledger; unknown while the ledger is."""
    build = context.build
    pack, measure = context.measure()
    award = Item(context.list_named(PAST_AWARDS))
    same = build.both(
        [
            build.compare("=", build.field(award, "pack"), build.text(pack)),
            build.compare("=", build.field(award, "measure"), build.text(measure)),
        ]
    )
    return build.sum(Items(award.of, same, build.field(award, "amount")))


POLICY = (
    Operator(
        "holds", 'holds("certificate") -> truth', ("text",),
        Bilingual("持有该资质证书，且在基准日有效", "holds this certificate, valid on as_of"),
        Bilingual("持有有效的{0}", "holds a valid {0}"),
        (Example('holds("高新技术企业")', "true"), Example('holds("单项冠军")', "false")),
        lambda context, given: Unknown() if isinstance(given[0], Unknown) else _holds(context, given),
    ),
    Operator(
        "received", "received() -> 元", (),
        Bilingual("本措施已获支持的累计金额，出自台账", "what this measure has paid before, from the ledger"),
        Bilingual("本措施已获支持", "support already received under this measure"),
        (Example("received() <= 0元", "unknown"),),
        _received, looks_up=PAST_AWARDS,
    ),
)  # fmt: skip
