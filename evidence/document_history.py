"""What happened to a document, in words: upload, corrections, patients' data, reviews, links."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from criteria.vocabulary import vocabulary
from evidence.judgement import audit_entry
from evidence.log_words import action_word
from evidence.privacy.check import CLEAN, CLEARED, FLAGGED
from evidence.records import AuditEntry
from evidence.store import Store
from evidence.viewer import Viewer

_FIELD_NAMES = {"title": "名称", "kind": "类型", "effective_on": "生效日期", "expires_on": "失效日期", "note": "备注"}


@dataclass(frozen=True)
class Event:
    """What happened to a document, in words."""

    at: datetime
    actor: str
    what: str


def history(store: Store, viewer: Viewer, document_id: int) -> list[Event]:
    """Upload, changes, reviews and present links of a document, newest first."""
    own = "SELECT * FROM audit WHERE subject = 'documents' AND subject_id = ?"
    links = """
        SELECT audit.* FROM document_links AS l
        CROSS JOIN audit ON audit.subject = 'document_links' AND audit.subject_id = CAST(l.id AS TEXT)
        WHERE l.document_id = ?
    """
    with store.reading(viewer) as db:
        rows = [*db.query(own, [str(document_id)]), *db.query(links, [document_id])]
    entries = [audit_entry(row) for row in sorted(rows, key=lambda row: -row["id"])]
    return [Event(entry.at, entry.actor, _words(entry)) for entry in entries]


def _words(entry: AuditEntry) -> str:
    after = entry.after or {}
    if entry.subject == "document_links":
        return f"关联 {after.get('ref', '')}"
    if entry.action == "open_original":
        return action_word(entry.action)
    if entry.action == "insert":
        return "上传新版本" if after.get("supersedes_id") else "上传"
    if "state" in after and after["state"] != "pending":
        return _review_words(after)
    privacy = _privacy_words(after)
    if privacy:
        return f"{privacy}，转为待审" if "state" in after else privacy
    changed = [
        f"{name}由“{_shown(key, (entry.before or {}).get(key))}”改为“{_shown(key, after[key])}”"
        for key, name in _FIELD_NAMES.items()
        if key in after
    ]
    if "state" in after:
        changed.append(_review_words(after))
    return "；".join(changed) or "更新"


def _privacy_words(after: Mapping[str, object]) -> str:
    """What was done about patients' identities. Only masking puts another file in the place of a document's."""
    if "sha256" in after:
        return "遮盖患者信息"
    reason = after.get("privacy_reason")
    words = {
        FLAGGED: "发现疑似患者信息",
        CLEARED: f"放行（理由：{reason}）" if reason else "放行",
        CLEAN: "没有发现患者信息",
    }
    return words.get(str(after.get("privacy")), "")


def _review_words(after: Mapping[str, object]) -> str:
    words = {"accepted": "采纳", "returned": "退回", "pending": "恢复待审", "superseded": "由新版本替换"}
    reason = f"：{after['reason']}" if after["state"] == "returned" and after.get("reason") else ""
    return f"{words[str(after['state'])]}{reason}"


def _shown(key: str, value: object) -> str:
    return vocabulary().evidence_types.get(str(value), str(value)) if key == "kind" else str(value or "无")
