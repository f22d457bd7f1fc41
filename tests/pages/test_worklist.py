"""厂商工作清单 on the screens: the files, the list by function, and what a requirement helps elsewhere."""

from tests.pages.conftest import HOSPITAL_NAME, OpenPage, errors, html

LIS = "1"
GAPS = {"hospital": HOSPITAL_NAME, "system": LIS, "tab": "差距"}
# Claimed by a feature of the LIS that 智慧管理 asks for, too.
SHARED = "01.01.3"


def test_the_worklist_is_offered_as_excel_and_word(open_page: OpenPage) -> None:
    app = open_page("systems", **GAPS)
    assert errors(app) == []
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels[-2:] == ["厂商工作清单（Excel）", "厂商工作清单（Word）"]


def test_the_gaps_are_shown_by_function(open_page: OpenPage) -> None:
    app = open_page("systems", **GAPS)
    assert len(app.dataframe) == 2  # the register and the gaps
    app.segmented_control(key="gap-view").set_value("按功能").run()
    assert errors(app) == []
    assert len(app.dataframe) == 1
    assert len([box for box in app.expander if "项（" in box.label]) > 5
    assert "应提交的材料" in html(app)


def test_the_order_by_function_is_kept_in_the_address(open_page: OpenPage) -> None:
    app = open_page("systems", **GAPS, **{"gap-view": "按功能"})
    assert errors(app) == []
    assert len([box for box in app.expander if "项（" in box.label]) > 5


def test_a_requirement_names_what_the_same_work_fulfils_elsewhere(open_page: OpenPage) -> None:
    app = open_page("requirements", hospital=HOSPITAL_NAME, catalog="emr-2018", code=SHARED)
    assert errors(app) == []
    assert "**同时满足**" in [text.value for text in app.markdown]
    assert "通过哪项功能" in html(app)
    assert "智慧管理" in html(app)
