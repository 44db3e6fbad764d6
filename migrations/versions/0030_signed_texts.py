"""texts that were signed before texts were kept are kept now, where they still are as they were signed"""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

SHIPPED = (
    "食品安全包保责任与任务承诺书",
    (
        "本人作为食品安全包保干部,郑重承诺:\n\n"
        "一、对照责任清单,牢记所包保食品企业的基本情况、风险等级和联系人,情况变化时及时报告。\n"
        "二、对照任务清单,每季度至少对每家包保企业督导一次,如实记录督导时间、方式、发现的问题和整改情况。\n"
        "三、对照督查清单,重点查看企业日管控、周排查、月调度落实情况,以及主要负责人、食品安全总监、食品安全员履职情况。\n"
        "四、发现一般问题,督促企业当场或者限期整改,并逐一复核销号;发现涉嫌违法行为,及时上报食安办,不隐瞒、不拖延。\n"
        "五、不干扰企业正常经营,不向企业提出与督导无关的要求,不泄露督导中获得的商业秘密和个人信息。\n\n"
        "本人知悉以上内容,自觉接受监督。"
    ),
)
"""Version 0 of the topic `commitment`, as it was shipped until now."""


def upgrade() -> None:
    connection = op.get_bind()
    policies = sa.table("policies", sa.column("topic"), sa.column("document", sa.JSON()))
    documents = connection.scalars(sa.select(policies.c.document).where(policies.c.topic == "commitment"))
    texts = {SHIPPED, *((document["title"], document["text"]) for document in documents)}
    # By the hash that a signature under it has: of a text that was rewritten since there is no signature.
    known = {
        hashlib.sha256(f"{title}\n\n{text}".encode()).hexdigest(): (title, text) for title, text in texts
    }
    signed = sa.table("commitments", sa.column("text_hash"))
    kept = sa.table("commitment_texts", sa.column("text_hash"), sa.column("title"), sa.column("text"))
    unkept = (
        sa.select(signed.c.text_hash).distinct().where(signed.c.text_hash.not_in(sa.select(kept.c.text_hash)))
    )
    found = [
        dict(zip(("text_hash", "title", "text"), (key, *known[key]), strict=True))
        for key in connection.scalars(unkept).all()
        if key in known
    ]
    if found:
        connection.execute(sa.insert(kept), found)


def downgrade() -> None:
    """What is kept stays: nothing says which of the texts were kept only now."""
