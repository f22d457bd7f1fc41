"""One PDF at a time: the library may not be called by two threads of a process at once, as its documentation says."""

from threading import Lock

PDFIUM = Lock()
