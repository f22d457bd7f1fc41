"""功能清单: the library's features ticked off for a system, group by group."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from html import escape

import streamlit as st

from criteria.feature_library import Feature, FeatureGroup, KindLibrary
from evidence.access import Permission
from evidence.features import STATUS_NAMES
from evidence.records import System
from evidence.ticklist import LIVE, NONE, Tick, TickDraft, library_of, record_ticks, status_counts, stored_ticks, ticks
from pages.parts.feedback import user_errors
from pages.parts.session import Session
from pages.parts.system_layout import plain_table
from pages.parts.system_ticklist_apply import SAID, attempt, confirm, tell

_PROBLEM, _SAVED = "ticklist-problem", "ticklist-saved"
_COLUMNS = (5, 5.4)


@dataclass(frozen=True)
class _Desk:
    """What an action on the list needs: the ticks as the person sees them."""

    session: Session
    system: System
    ticks: Mapping[str, Tick]

    def draft(self, feature: str, **changed: str | None) -> TickDraft:
        """The tick of a feature with some of its fields changed."""
        tick = self.ticks.get(feature)
        known = (tick.status, tick.departments, tick.note) if tick else (None, "", "")
        fields = dict(zip(("status", "departments", "note"), known, strict=True)) | changed
        return TickDraft(
            self.system.id,
            feature,
            fields["status"],
            fields["departments"] or "",
            fields["note"] or "",
            expected=tick.version if tick else 0,
        )

    def key(self, what: str, feature: str) -> str:
        """The key of a widget."""
        return f"{what}-{self.system.id}-{feature}"


def draw(session: Session, system: System) -> None:
    """The library of the system's kind; a sentence when there is none."""
    library = library_of(system)
    if library is None:
        then = "，请在下面逐项登记本系统的功能，并写明对应的要求点" if session.may(Permission.WORK) else ""
        st.write(f"这类系统还没有现成的功能清单{then}。")
        return
    _panel(session, system, library)


@st.fragment
def _panel(session: Session, system: System, library: KindLibrary) -> None:
    """A fragment: a tick rebuilds the list and not the whole screen."""
    desk = _Desk(session, system, ticks(session.store, session.viewer, system.id))
    with st.container(horizontal=True, vertical_alignment="center", key="ticklist-bar"):
        if session.may(Permission.JUDGE) and st.button(
            "按清单提出判定", type="primary", icon=":material/rule:", key="propose", disabled=not desk.ticks
        ):
            confirm(session, system)
        st.html(f"<span>{_counts(desk, library)}</span>")
    _messages()
    for number, group in enumerate(library.groups):
        if session.may(Permission.WORK):
            _group(desk, number, group)
        else:
            _read_group(desk, group)


def _read_group(desk: _Desk, group: FeatureGroup) -> None:
    """The features of a group with what was filled in, for reading."""
    filled = sum(feature.id in desk.ticks for feature in group.features)
    st.html(f'<b>{escape(group.name)}</b> <span class="quiet">已填 {filled} / {len(group.features)}</span>')
    rows = []
    for feature in group.features:
        tick = desk.ticks.get(feature.id)
        state = STATUS_NAMES[tick.status] if tick and tick.status else "未填"
        told = "；".join(filter(None, (tick.departments, tick.note))) if tick else ""
        rows.append([feature.name, state, told, feature.description])
    plain_table(["功能", "状态", "科室、备注", "说明"], rows)


def _messages() -> None:
    """What was saved, or why not. A click is answered by a toast: the list is longer than the window."""
    problem, saved, said = (st.session_state.pop(key, None) for key in (_PROBLEM, _SAVED, SAID))
    if problem:
        st.error(problem, icon=":material/error:")
        st.toast(problem, icon=":material/error:")
    elif saved:
        st.toast(saved, icon=":material/check:")
    elif said:
        st.html(f'<span class="quiet">{escape(said)}可在页面顶部撤销。</span>')


def _counts(desk: _Desk, library: KindLibrary) -> str:
    counts = status_counts(library, desk.ticks)
    told = [f"{STATUS_NAMES[status]} <b>{count}</b>" for status, count in counts.items() if status and count]
    open_now = counts[None]
    parts = [f"共 {len(library.features)} 项", *told, f"未填 <b>{open_now}</b>" if open_now else "已全部填写"]
    if desk.ticks or not desk.session.may(Permission.WORK):
        return " · ".join(parts)
    then = "填好后可据此提出判定" if desk.session.may(Permission.JUDGE) else "填好后由医院据此提出判定"
    return " · ".join(parts) + f'<span class="quiet">　逐项点选状态即保存，{then}。</span>'


def _group(desk: _Desk, number: int, group: FeatureGroup) -> None:
    with st.container(border=True, gap="xsmall", key=f"tick-group-{number}"):
        filled = sum(feature.id in desk.ticks for feature in group.features)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(f'<b>{escape(group.name)}</b> <span class="quiet">已填 {filled} / {len(group.features)}</span>')
            _bulk_buttons(desk, number, group)
        for feature in group.features:
            _feature(desk, feature)


def _bulk_buttons(desk: _Desk, number: int, group: FeatureGroup) -> None:
    every = [feature for feature in group.features if _status(desk, feature) != LIVE]
    rest = [feature for feature in group.features if feature.id not in desk.ticks]
    if st.button("本组全部已上线", key=f"group-live-{number}", disabled=not every):
        _bulk(desk, every, LIVE, f"“{group.name}”全部记为已上线")
    if st.button("未填的记为没有", key=f"group-none-{number}", disabled=not rest):
        _bulk(desk, rest, NONE, f"“{group.name}”未填的记为没有")


def _status(desk: _Desk, feature: Feature) -> str | None:
    tick = desk.ticks.get(feature.id)
    return tick.status if tick else None


def _bulk(desk: _Desk, features: list[Feature], status: str, what: str) -> None:
    session = desk.session
    with user_errors():
        drafts = [desk.draft(feature.id, status=status) for feature in features]
        count = record_ticks(session.store, session.viewer, drafts)
        before = stored_ticks(desk.system.id, desk.ticks, [feature.id for feature in features])
        tell(f"{what}：{count} 项有变化。", partial(record_ticks, session.store, session.viewer, before))
        st.rerun()


def _feature(desk: _Desk, feature: Feature) -> None:
    text, choice = st.columns(_COLUMNS, vertical_alignment="center")
    tick = desk.ticks.get(feature.id)
    example = ' <span class="quiet">示例</span>' if tick and tick.example else ""
    text.html(f'{escape(feature.name)}{example}<div class="quiet">{escape(feature.description)}</div>')
    key = desk.key("tick", feature.id)
    st.session_state[key] = tick.status if tick else None
    with choice.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.segmented_control(
            f"{feature.name}的状态",
            list(STATUS_NAMES),
            format_func=lambda code: STATUS_NAMES[code],
            key=key,
            on_change=_save,
            args=(desk, feature, "status", key),
            label_visibility="collapsed",
            wrap=True,
        )
        _details(desk, feature, tick)


def _details(desk: _Desk, feature: Feature, tick: Tick | None) -> None:
    """Departments, note and what proves the feature."""
    filled = tick is not None and bool(tick.departments or tick.note)
    with st.popover("科室备注", icon=":material/edit_note:" if filled else None, key=desk.key("details", feature.id)):
        if tick is None:
            st.write("请先点选状态。")
        else:
            for field, label, value in (("departments", "使用科室", tick.departments), ("note", "备注", tick.note)):
                key = desk.key(field, feature.id)
                st.session_state[key] = value
                st.text_input(label, key=key, on_change=_save, args=(desk, feature, field, key), max_chars=500)
        st.caption(f"可作佐证：{feature.proof}")


def _save(desk: _Desk, feature: Feature, field: str, key: str) -> None:
    """Stores what was picked or typed; an error is shown above the list."""
    value = st.session_state[key]
    draft = desk.draft(feature.id, **{field: value})
    message = attempt(lambda: record_ticks(desk.session.store, desk.session.viewer, [draft]))
    if message:
        st.session_state[_PROBLEM] = message
    elif field == "status":
        st.session_state[_SAVED] = f"已保存：{feature.name} {STATUS_NAMES[value] if value else '未填'}"
    else:
        st.session_state[_SAVED] = f"已保存：{feature.name}"
