"""Charts of a Word document as Word's own: drawn by Word with its fonts, sharp at any size, their figures inside.

The chart XML and its workbook are those of python-pptx: the format of charts (DrawingML) is the same in all of Office.
"""

from datetime import date
from typing import Any

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.shared import Cm
from docx.text.run import Run
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.oxml import parse_xml as parse_chart
from pptx.util import Pt

from evidence.binder.fixed_office import fixed_workbook
from evidence.management_report.charts import Bars, Lines
from evidence.printable import printable
from evidence.word_file import FONT

_SMALL, _TINY = Pt(8), Pt(7)
_HIDE_ZERO = "0;;;"
# python-pptx says that it is typed, but these are not.
_ChartData: Any = CategoryChartData
_Chart: Any = Chart
_Colour: Any = RGBColor
_DASHES = {"dash": MSO_LINE_DASH_STYLE.DASH, "dot": MSO_LINE_DASH_STYLE.ROUND_DOT}
_INLINE = """
<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
    xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"
    xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
  <wp:inline distT="0" distB="0" distL="0" distR="0">
    <wp:extent/><wp:docPr/><wp:cNvGraphicFramePr/>
    <a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart/></a:graphicData></a:graphic>
  </wp:inline>
</w:drawing>
"""
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class WordCharts:
    """Puts charts into one document, numbered in the order in which they come. `on`: the day said to be of writing."""

    def __init__(self, document: Document, on: date) -> None:
        self._part = document.part
        self._on = on
        self._count = 0

    def add(self, run: Run, shown: Bars | Lines, width: float, height: float) -> None:
        """Draws a chart of this size in centimetres at the end of a run."""
        self._count += 1
        data = _figures(shown)
        space = _bars(data, shown) if isinstance(shown, Bars) else _lines(data, shown)
        drawing = parse_xml(_INLINE)
        extent, properties, chart = (next(drawing.iter(f"{{*}}{name}")) for name in ("extent", "docPr", "chart"))
        extent.attrib.update({"cx": str(int(Cm(width))), "cy": str(int(Cm(height)))})
        properties.attrib.update({"id": str(1000 + self._count), "name": f"图 {self._count}"})
        properties.set("descr", printable(shown.alt))
        chart.set(_RELATION, self._relate(space, data.xlsx_blob))
        run._r.append(drawing)  # noqa: SLF001 - no public way to add a chart

    def _relate(self, space: Any, workbook: bytes) -> str:
        package = self._part.package
        name = PackURI(f"/word/charts/chart{self._count}.xml")
        part = XmlPart(name, CONTENT_TYPE.DML_CHART, space, package)
        sheet = PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{self._count}.xlsx")
        figures = Part(sheet, CONTENT_TYPE.SML_SHEET, fixed_workbook(workbook, self._on), package)
        space.get_or_add_externalData().rId = part.relate_to(figures, RELATIONSHIP_TYPE.PACKAGE)
        return self._part.relate_to(part, RELATIONSHIP_TYPE.CHART)


def _figures(shown: Bars | Lines) -> Any:
    data = _ChartData()
    data.categories = [printable(name) for name in shown.categories] if isinstance(shown, Bars) else shown.days
    for series in shown.series:
        data.add_series(series.name, series.values)
    return data


def _bars(data: Any, shown: Bars) -> Any:
    space = parse_chart(data.xml_bytes(XL_CHART_TYPE.BAR_STACKED_100 if shown.whole else XL_CHART_TYPE.BAR_STACKED))
    chart = _Chart(space, None)
    chart.font.size, chart.font.name = _SMALL, FONT
    chart.has_title, chart.has_legend = False, True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 40, 100
    chart.category_axis.reverse_order = True
    chart.value_axis.minimum_scale = 0
    chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
    for drawn, series in zip(plot.series, shown.series, strict=True):
        drawn.format.fill.solid()
        drawn.format.fill.fore_color.rgb = _Colour.from_string(series.colour[1:])
        labels = drawn.data_labels
        labels.show_value, labels.number_format, labels.number_format_is_linked = True, _HIDE_ZERO, False
        labels.font.size, labels.font.name = _SMALL, FONT
        labels.font.color.rgb = _Colour.from_string(_readable_on(series.colour))
    return space


def _readable_on(colour: str) -> str:
    """White on dark, black on pale."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "FFFFFF" if red * 0.299 + green * 0.587 + blue * 0.114 < 140 else "000000"


def _lines(data: Any, shown: Lines) -> Any:
    space = parse_chart(data.xml_bytes(XL_CHART_TYPE.LINE))
    chart = _Chart(space, None)
    chart.font.size, chart.font.name = _TINY, FONT
    chart.has_title = chart.has_legend = False
    chart.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    chart.value_axis.minimum_scale = 0
    chart.value_axis.major_gridlines.format.line.color.rgb = _Colour(0xED, 0xF0, 0xF3)
    for drawn, series in zip(chart.plots[0].series, shown.series, strict=True):
        drawn.smooth = False
        if len(shown.days) == 1:
            drawn.marker.style, drawn.marker.size = XL_MARKER_STYLE.CIRCLE, 6
        drawn.format.line.width = Pt(1.75)
        drawn.format.line.color.rgb = _Colour.from_string(series.colour[1:])
        if series.line in _DASHES:
            drawn.format.line.width = Pt(1.25)
            drawn.format.line.dash_style = _DASHES[series.line]
    return space
