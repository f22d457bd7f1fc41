"""The row of cards, one per target; a click on a card chooses its target for all screens."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from evidence.situation import Proof, Situation
from evidence.standing import Standing
from evidence.target_cards import Bar, Card, card
from evidence.words import BASIS_NAMES, PROOF_SIGNS
from evidence.worklist import target_name
from pages.parts.charts import BASIS_COLOURS
from pages.parts.overview_explain import show_explanation

# The button that chooses a target lies invisibly over its card; it shows itself to the keyboard.
_STYLE = """<style>
.st-key-target-cards { display: grid !important; grid-template-columns: repeat(auto-fit, minmax(13.6rem, 1fr));
    gap: .7rem; align-items: stretch; }
[class*="st-key-card-"] { position: relative; gap: 0; }
[class*="st-key-card-"] > div:first-child, [class*="st-key-card-"] > div:first-child .stHtml { height: 100%; }
[class*="st-key-card-"] .card { padding: .6rem .7rem 2.4rem .7rem; }
[class*="st-key-choose-"] { position: absolute !important; inset: 0; z-index: 1; }
[class*="st-key-choose-"] * { height: 100%; width: 100%; }
[class*="st-key-choose-"] button { opacity: 0; }
[class*="st-key-choose-"] button:focus-visible { opacity: 1; background: none; color: transparent;
    outline: 3px solid #1F4E79; }
[class*="st-key-explain-"] { position: absolute !important; right: .7rem; bottom: .35rem; z-index: 2;
    width: auto !important; }
.card .scale { display: grid; grid-template-columns: auto minmax(2.5rem, 1fr) auto; gap: .15rem .5rem;
    align-items: center; font-size: .92rem; }
.card .scale .bar { min-width: 0; height: .7rem; }
.card .scale .bar > u { position: absolute; top: 0; bottom: 0; display: block;
    background: repeating-linear-gradient(135deg, #9DB4CC 0 2px, transparent 2px 5px); }
.card .scale { margin-top: .3rem; white-space: nowrap; }
.card .facts { margin-top: .4rem; border-top: 1px solid #EDF0F3; white-space: nowrap; }
.card .facts td, .card .facts th { font-size: .86rem; padding-left: .3rem; }
.card .facts td:first-child { padding-left: 0; }
.card .facts th { font-weight: 400; color: #5B6470; text-align: right; }
.card .blocks, .card .forecast { margin: .45rem 0 0 0; line-height: 1.5; font-size: .9rem; }
</style>"""


def cards(situation: Situation, standings: list[Standing], chosen: Standing, forecasts: Mapping[int, str]) -> None:
    """All targets of the hospital, the chosen one marked. `forecasts`: target id → what differs at its review."""
    st.html(_STYLE)
    with st.container(key="target-cards"):
        for standing in standings:
            shown = card(situation, standing, forecasts.get(standing.target.id, ""))
            _draw(situation, shown, standing is chosen)


def _draw(situation: Situation, shown: Card, chosen: bool) -> None:
    target, label = shown.standing.target, target_name(situation, shown.standing.target)
    with st.container(key=f"card-{target.id}"):
        st.html(_html(label, shown, chosen))
        st.button(f"选择目标 {label}", key=f"choose-{target.id}", on_click=_choose, args=(target.id,))
        if st.button("怎么算的", key=f"explain-{target.id}", type="tertiary", icon=":material/calculate:"):
            show_explanation(label, shown.standing)


def _choose(target_id: int) -> None:
    st.session_state["target"] = str(target_id)
    st.query_params.pop("gap", None)


def _html(label: str, shown: Card, chosen: bool) -> str:
    target = shown.standing.target
    example = ' <span class="example">示例</span>' if target.example else ""
    bars = "".join(_bar(bar, shown.aim) for bar in shown.bars)
    facts = "".join(
        f'<tr><td>{fact.name}</td><td class="num">{fact.claimed}</td><td class="num">{fact.proven}</td>'
        f'<td class="num">{fact.needed}</td></tr>'
        for fact in shown.facts
    )
    head = "<tr><th></th><th>自评</th><th>有据</th><th>须达</th></tr>"
    review = f"（{target.review_on}）" if target.review_on else ""
    sign = PROOF_SIGNS[Proof.EXPIRED]
    forecast = (
        f'<p class="forecast"><span style="color:{sign.colour}">{sign.sign}</span> {escape(shown.forecast)}</p>'
        if shown.forecast
        else ""
    )
    return (
        f'<div class="card{" chosen" if chosen else ""}"><h4>{escape(label)}{example}</h4>'
        f'<div class="quiet">{shown.days}{review}</div>'
        f'<div class="scale">{bars}</div><table class="facts">{head}{facts}</table>'
        f'<p class="blocks">{escape(shown.blocks)}</p>{forecast}</div>'
    )


def _bar(bar: Bar, aim: float) -> str:
    """Name, bar with the target as a tick, standing in words; what is only possible is hatched."""
    hatched = f'<u style="left:{bar.share:.0%};width:{bar.possible - bar.share:.0%}"></u>' if bar.possible_label else ""
    possible = f'<span class="quiet"> {bar.possible_label}</span>' if bar.possible_label else ""
    return (
        f"<span>{BASIS_NAMES[bar.basis]}</span>"
        f'<span class="bar"><i style="width:{bar.share:.0%};background:{BASIS_COLOURS[bar.basis.value]}"></i>{hatched}'
        f'<b style="left:calc({aim:.0%} - 2px)"></b></span><span><b>{bar.label}</b>{possible}</span>'
    )
