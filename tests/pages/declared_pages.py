"""Lets AppTest run app.py on every run."""

from typing import Any

from streamlit.runtime.pages_manager import PagesManager


class DeclaredPages(PagesManager):
    """AppTest would run the files in `pages/` alone, as if there were no st.navigation; this app declares its pages.

    To be put in the place of `streamlit.testing.v1.app_test.PagesManager`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        PagesManager.uses_pages_directory = False
