"""The gaps that matter most, one line each; the chosen one opens and shows what closes it."""

from html import escape

import streamlit as st

from evidence.gaps import Gap
from evidence.overview import TopGap, vendor_of
from evidence.words import REASON_NAMES, REASON_REMEDIES, WEIGHT_NAMES

# As on the cards, an invisible button lies over each line.
_STYLE = """<style>
.st-key-top-gaps { gap: 0; }
[class*="st-key-gap-"] { position: relative; gap: 0; }
[class*="st-key-pick-gap-"] { position: absolute !important; inset: 0; z-index: 1; }
[class*="st-key-pick-gap-"] * { height: 100%; width: 100%; }
[class*="st-key-pick-gap-"] button { opacity: 0; min-height: 0; }
[class*="st-key-pick-gap-"] button:focus-visible { opacity: 1; background: none; color: transparent;
    outline: 3px solid #1F4E79; }
.gap-line { display: grid; grid-template-columns: 5.6rem minmax(0, 1.1fr) minmax(0, 1fr) minmax(0, 1.2fr) 5.6rem;
    gap: .6rem; padding: .3rem .5rem; border-bottom: 1px solid #EDF0F3; font-size: .93rem; line-height: 1.4; }
.gap-line.head { color: #5B6470; font-weight: 600; border-bottom-color: #D5DAE0; }
.gap-line.chosen { background: #EEF2F6; box-shadow: inset 3px 0 0 #1F4E79; }
[class*="st-key-gap-"]:hover .gap-line { background: #F4F6F8; }
.gap-detail { padding: .4rem .6rem; background: #F4F6F8; margin-bottom: .4rem; }
.gap-detail ul { margin: 0 0 .3rem 0; padding-left: 1.2rem; }
.st-key-open-gap { margin-bottom: .6rem; }
</style>"""


def show_top_gaps(top: list[TopGap], total: int) -> None:
    """The lines, the detail of the chosen gap, and the way to all gaps."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown("#### 最要紧的差距", width="content")
        st.page_link(
            "pages/gaps.py", label=f"全部差距 {total} 条", icon=":material/arrow_forward:", icon_position="right"
        )
    if not top:
        st.success("到目标为止的要求全部有据，没有差距。", icon=":material/check_circle:")
        return
    st.html(_STYLE)
    chosen = st.query_params.get("gap")
    with st.container(key="top-gaps"):
        st.html(_line("条款", "项目", "差在哪里", "系统（厂商）", "任务截止", "head"))
        for place, entry in enumerate(top):
            _gap(place, entry, entry.key == chosen)


def _gap(place: int, entry: TopGap, chosen: bool) -> None:
    gap, count = entry.gap, len(entry.texts)
    several = f"<br><span class=quiet>{count} 个要求点</span>" if count > 1 else ""
    with st.container(key=f"gap-{place}"):
        st.html(
            _line(
                f'<span class="code">{gap.requirement.code}</span>',
                f"{escape(gap.name)} {gap.level}{several}",
                f"{REASON_NAMES[gap.reason]}<br><span class=quiet>{WEIGHT_NAMES[gap.weight]}</span>",
                _owner(gap),
                _due(gap),
                "chosen" if chosen else "",
            )
        )
        label = f"查看差距 {gap.requirement.code}"
        st.button(label, key=f"pick-gap-{place}", on_click=_choose, args=(entry.key, chosen))
    if chosen:
        _detail(entry)


def _choose(name: str, again: bool) -> None:
    """Keeps the chosen gap in the address; choosing it again closes it."""
    if again:
        del st.query_params["gap"]
    else:
        st.query_params["gap"] = name


def _line(code: str, name: str, reason: str, owner: str, due: str, state: str) -> str:
    return (
        f'<div class="gap-line {state}"><div>{code}</div><div>{name}</div>'
        f"<div>{reason}</div><div>{owner}</div><div>{due}</div></div>"
    )


def _owner(gap: Gap) -> str:
    if gap.system is None:
        return vendor_of(gap)
    return f"{escape(gap.system.name)}<br><span class=quiet>{escape(vendor_of(gap))}</span>"


def _due(gap: Gap) -> str:
    if gap.task is None:
        return "<span class=quiet>未建任务</span>"
    return str(gap.task.due_on) if gap.task.due_on else "<span class=quiet>未定</span>"


def _detail(entry: TopGap) -> None:
    gap, task = entry.gap, "还没有整改任务。"
    if gap.task:
        task = f"整改任务：{escape(gap.task.title)}（{escape(gap.task.owner) or '未定责任人'}）"
    texts = "".join(f'<li class="clause">{escape(text)}</li>' for text in entry.texts)
    st.html(f'<div class="gap-detail"><ul>{texts}</ul><b>怎么补</b>：{REASON_REMEDIES[gap.reason]}。<br>{task}</div>')
    with st.container(key="open-gap"):
        st.page_link(
            "pages/requirements.py",
            label="打开条款",
            icon=":material/arrow_forward:",
            query_params={"code": gap.requirement.code},
        )
