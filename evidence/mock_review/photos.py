"""Photos of what a reviewer saw. They are read as documents are, and those that show patients get into no report."""

from collections.abc import Iterable, Mapping

from evidence import vault
from evidence.access import Permission, must
from evidence.errors import InvalidInputError, NotAllowedError, NotFoundError
from evidence.intake.file_check import check_file
from evidence.intake.names import clean_name
from evidence.mock_review.findings import must_be_of, must_be_open, signed
from evidence.mock_review.records import Photo, course
from evidence.privacy.check import CLEAN, FLAGGED, privacy_of_file
from evidence.store import Row, Store
from evidence.texts.kinds import PICTURES
from evidence.unused_files import delete_if_unused, forget_if_unused
from evidence.viewer import Viewer


def add_photo(
    store: Store, viewer: Viewer, review_id: int, clause: str, file_name: str, content: bytes, caption: str = ""
) -> None:
    """Keeps a photo of what was seen for a clause; the same photo is kept once.

    Raises NotAllowedError, NotFoundError, InvalidInputError for what is not a sound picture, StoreError (disk full).
    """
    must(viewer, Permission.ASSESS)
    viewer.must_be_named()
    must_be_of(course(store, viewer, review_id), viewer, [clause])
    media_type = check_file(file_name, content)
    if media_type not in PICTURES:
        raise InvalidInputError("这里只能放照片（JPG、PNG 等图片），没有保存；其他材料请在佐证材料中上传。")
    with store.writing(viewer) as transaction:
        must_be_open(transaction, review_id)
        digest = vault.put(store.files, content)
        if transaction.find("mock_photos", "review_id = ? AND clause = ? AND sha256 = ?", [review_id, clause, digest]):
            return
        row: Row = {
            "review_id": review_id,
            "clause": clause,
            "account_id": viewer.account_id,
            "sha256": digest,
            "file_name": clean_name(file_name),
            "media_type": media_type,
            "size": len(content),
            "caption": caption.strip(),
        }
        transaction.insert("mock_photos", row | signed(transaction))


def drop_photo(store: Store, viewer: Viewer, photo: Photo) -> None:
    """Takes one's own photo away again. Raises NotAllowedError for another's, InvalidInputError (closed)."""
    must(viewer, Permission.ASSESS)
    with store.writing(viewer) as transaction:
        must_be_open(transaction, photo.review_id)
        if transaction.get("mock_photos", photo.id)["account_id"] != viewer.account_id:
            raise NotAllowedError("这张照片由另一位评审人员拍摄，只能由本人删除。")
        transaction.delete("mock_photos", photo.id)
        forget_if_unused(transaction, photo.sha256)
    delete_if_unused(store, photo.sha256)


def photo_content(store: Store, viewer: Viewer, photo: Photo) -> bytes:
    """The picture. Raises NotFoundError when the viewer does not see it or it is not in the vault."""
    seen = course(store, viewer, photo.review_id).photos
    if photo.id not in {shown.id for shown in seen}:
        raise NotFoundError("这张照片已不存在，请刷新页面。")
    return vault.get(store.files, photo.sha256)


def held_back(store: Store, viewer: Viewer, photos: Iterable[Photo]) -> Mapping[int, str]:
    """Photo id → why it may not leave the tracker: what it shows of patients, or that this is not known yet."""
    with store.reading(viewer) as db:
        states = {photo.id: privacy_of_file(db, photo.sha256) for photo in photos}
    return {number: _SHOWS if state == FLAGGED else _UNREAD for number, state in states.items() if state != CLEAN}


_SHOWS = "发现疑似患者信息，请删除后避开患者信息重拍"
_UNREAD = "还没有完成患者信息检查，请稍后再看"
